/** Buttons of the interface: one that leads on (`primary`), those beside it (`plain`), and those that stay in the background (`quiet`). */
import { Button as AriaButton, type ButtonProps } from 'react-aria-components'
import './button.css'

interface Props extends Omit<ButtonProps, 'className' | 'style'> {
  kind?: 'primary' | 'plain' | 'quiet'
  /** A square around an icon; needs an `aria-label`. */
  icon?: boolean
}

export function Button({ kind = 'plain', icon = false, ...rest }: Props) {
  return <AriaButton {...rest} className={`button button-${kind}${icon ? ' button-icon' : ''}`} />
}
