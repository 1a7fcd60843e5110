/** Text to give to the firewall team: the request in words, and the rule in each dialect that there is. */
import { useRef, useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { DIALECTS } from '../../../shared/explain/dialects/all.ts'
import type { FindingView } from '../../../shared/shapes.ts'
import { useWords } from '../../words/words.ts'
import { CopyButton } from './copy-button.tsx'
import './paste-text.css'

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

const REQUEST = 'request'
const NO_RULES = {}

/** A result of another version may know dialects that this one does not. */
const titleOf = (dialect: string) => DIALECTS.find(({ id }) => id === dialect)?.title ?? dialect

/** Nothing where there is nothing to paste but `children`, the buttons beside *Copy*. */
export function PasteText({ request, rules = NO_RULES, label, byKey = false, children }: Props) {
  const { say } = useWords()
  const source = useRef<HTMLPreElement>(null)
  const texts = [
    ...(request.length > 0 ? [{ id: REQUEST, name: say('finding.request'), text: requestText(request) }] : []),
    ...Object.entries(rules).map(([dialect, text]) => ({ id: `rule ${dialect}`, name: titleOf(dialect), text })),
  ]
  const [chosen, setChosen] = useState<string>(texts[0]?.id ?? REQUEST)
  const shown = texts.find(({ id }) => id === chosen) ?? texts[0]
  if (!shown) return children === undefined ? null : <div className="to-paste-actions">{children}</div>
  return (
    <div className="to-paste">
      {texts.length === 1 ? (
        <Paste text={shown.text} label={label} source={source} isRule={shown.id !== REQUEST} />
      ) : (
        <Tabs selectedKey={shown.id} onSelectionChange={(key) => setChosen(String(key))}>
          <TabList aria-label={label} className="to-paste-tabs">
            {texts.map(({ id, name }) => (
              <Tab key={id} id={id} className="to-paste-tab">
                {name}
              </Tab>
            ))}
          </TabList>
          {texts.map(({ id, name, text }) => (
            <TabPanel key={id} id={id} className="to-paste-panel">
              <Paste text={text} label={name} source={source} isRule={id !== REQUEST} />
            </TabPanel>
          ))}
        </Tabs>
      )}
      <div className="to-paste-actions">
        <CopyButton text={shown.text} source={source} byKey={byKey} />
        {children}
      </div>
    </div>
  )
}

interface PasteProps {
  text: string
  label: string
  source: React.RefObject<HTMLPreElement | null>
  isRule: boolean
}

function Paste({ text, label, source, isRule }: PasteProps) {
  return (
    <pre
      ref={source}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it can be reached with Tab
      tabIndex={0}
      role="region"
      aria-label={label}
      className="to-paste-text"
      data-rule={isRule || undefined}
    >
      {text}
    </pre>
  )
}
