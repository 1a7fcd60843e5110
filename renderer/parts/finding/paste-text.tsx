/** Text to give to the firewall team: the request in words, and the rule in each dialect that there is. */
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
import type { FindingView } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { ChosenText } from './chosen-text.tsx'

type Parts = FindingView['request']

/** As it is pasted into a mail or a ticket. */
export function requestText(parts: Parts): string {
  return parts.map(({ title, intro, lines }) => [title, intro, ...lines].join('\n')).join('\n\n')
}

interface Props {
  request: Parts
  rules?: Readonly<Record<string, string>>
  label: string
  byKey?: boolean
  children?: React.ReactNode
}

const NO_RULES = {}

/** A result of another version may know dialects that this one does not. */
const titleOf = (dialect: string) => DIALECTS.find(({ id }) => id === dialect)?.title ?? dialect

/** Nothing where there is nothing to paste but `children`, the buttons beside *Copy*. */
export function PasteText({ request, rules = NO_RULES, label, byKey = false, children }: Props) {
  const { say } = useWords()
  // One site mostly has one kind of firewall: what was chosen for a finding is shown for the next one.
  const chosen = useApp((state) => state.pasteAs)
  const choose = useApp((state) => state.setPasteAs)
  const [first, ...others] = [
    ...(request.length > 0
      ? [{ id: 'request', name: say('finding.request'), text: requestText(request), isCode: false }]
      : []),
    ...Object.entries(rules).map(([dialect, text]) => ({ id: dialect, name: titleOf(dialect), text, isCode: true })),
  ]
  if (!first) return children === undefined ? null : <div className="chosen-text-actions">{children}</div>
  return (
    <ChosenText texts={[first, ...others]} label={label} chosen={chosen} choose={choose} byKey={byKey}>
      {children}
    </ChosenText>
  )
}
