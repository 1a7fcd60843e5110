/** The commands that show whether the cause is what it seems, for each platform that has some. */
import { PLATFORM_TITLES, PLATFORMS } from '../../../shared/explain/causes/verify/platform.ts'
import type { FindingView } from '../../../shared/shapes.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { ChosenText } from './chosen-text.tsx'

/** Nothing for a result of a version that did not know commands. */
export function VerifyCommands({ verify }: Pick<FindingView, 'verify'>) {
  const { say } = useWords()
  const chosen = useApp((state) => state.verifyOn)
  const choose = useApp((state) => state.setVerifyOn)
  const [first, ...others] = PLATFORMS.flatMap((platform) => {
    const lines = verify?.[platform] ?? []
    if (lines.length === 0) return []
    return { id: platform, name: PLATFORM_TITLES[platform], text: lines.join('\n'), isCode: true }
  })
  if (!first) return null
  return (
    <section>
      <h3>{say('finding.verify')}</h3>
      <p>{say('finding.verify.how')}</p>
      <ChosenText texts={[first, ...others]} label={say('finding.verify.on')} chosen={chosen} choose={choose} />
    </section>
  )
}
