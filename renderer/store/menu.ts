/** What the menu bar of the desktop app asks of the page. */
import type { MenuItemName } from '../../shared/contract.ts'
import { languageOf } from '../words/language.ts'
import { wordsOf } from '../words/words.ts'
import type { AppStore } from './store.ts'

export async function chooseFromMenu(store: AppStore, item: MenuItemName): Promise<void> {
  switch (item) {
    case 'new-check':
      return newCheck(store)
    case 'save-report':
      return saveReport(store)
    case 'keys':
      return store.getState().showKeys(true)
    default:
      return item satisfies never
  }
}

async function newCheck(store: AppStore): Promise<void> {
  const { createCheck, openCheck, go, showKeys } = store.getState()
  showKeys(false)
  const id = await createCheck({ from: 'blank' })
  if (id === null) return
  await openCheck(id)
  go({ step: 'site' })
}

/** As PDF, which is what is handed over; the other formats have buttons on the summary. */
async function saveReport(store: AppStore): Promise<void> {
  const { check, program, notify, saveReport: save } = store.getState()
  const { say } = wordsOf(languageOf(program?.settings.language ?? 'system'))
  if (!check?.plan) return notify({ tone: 'info', message: say('frame.noReport') })
  const delivery = await save('pdf')
  if (delivery?.kind === 'saved') notify({ tone: 'info', message: say('frame.reportSaved', { path: delivery.path }) })
}
