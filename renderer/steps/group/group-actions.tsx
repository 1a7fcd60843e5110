/** What can be done with a group: run it, run what failed, stop. The first of them has the key. */
import type { GroupId } from '../../../shared/catalogue/catalogue.ts'
import type { RunAsk } from '../../../shared/shapes.ts'
import { Button } from '../../parts/controls/button.tsx'
import { useKey } from '../../parts/keys/registry.ts'
import type { FlowCounts } from '../../parts/matrix/flow-counts.ts'
import { CancelButton } from '../../parts/run/cancel-button.tsx'
import type { Run } from '../../parts/run/use-run.tsx'
import { useApp } from '../../store/store.ts'
import { type Words, useWords } from '../../words/words.ts'

interface Props {
  group: GroupId
  counts: FlowCounts
  /** Untested flows that a run from here could test. */
  askable: number
  run: Run
}

interface Action {
  label: string
  ask: RunAsk
}

/** What is offered first, and what beside it. */
function actionsOf({ say }: Words, { group, counts, askable }: Props): { first: Action; beside: Action | null } {
  const { all, fail, warn, never } = counts
  if (never === all) return { first: { label: say('group.run'), ask: { kind: 'group', group } }, beside: null }
  const again: Action = { label: say('group.runAll'), ask: { kind: 'group', group } }
  if (fail + warn > 0) {
    const key = warn === 0 ? 'group.runFailed' : fail === 0 ? 'group.runWarned' : 'group.runNotPassing'
    return { first: { label: say(key, { count: fail + warn }), ask: { kind: 'failed', group } }, beside: again }
  }
  if (askable > 0 && askable < all) {
    const first = { label: say('group.runUntested', { count: askable }), ask: { kind: 'untested' as const, group } }
    return { first, beside: again }
  }
  return { first: again, beside: null }
}

export function GroupActions(props: Props) {
  const words = useWords()
  const running = useApp((state) => state.check?.running != null)
  const { ready, start } = props.run
  const { first, beside } = actionsOf(words, props)
  useKey('run', () => start(first.ask), ready)
  if (running) {
    return (
      <div className="group-actions">
        <CancelButton />
      </div>
    )
  }
  return (
    <div className="group-actions">
      {beside && (
        <Button isDisabled={!ready} onPress={() => start(beside.ask)}>
          {beside.label}
        </Button>
      )}
      <Button kind="primary" isDisabled={!ready} onPress={() => start(first.ask)} aria-keyshortcuts="Control+Enter">
        {first.label}
        <kbd className="group-key" aria-hidden>
          Ctrl ↵
        </kbd>
      </Button>
    </div>
  )
}
