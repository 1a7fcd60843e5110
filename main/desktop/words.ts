/** The few words that the desktop app shows outside its page: menus, dialogs, the notification. One entry a language. */
import type { Settings } from '../../shared/program-shapes.ts'

const en = {
  file: 'File',
  newCheck: 'New Check',
  openPlan: 'Open Plan…',
  saveReport: 'Save Report…',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  help: 'Help',
  keys: 'Keyboard Shortcuts',
  dataFolder: 'Show Saved Checks',
  planFiles: 'Plans (YAML, JSON)',
  allFiles: 'All files',
  cannotOpen: 'This file cannot be opened',
  cannotSave: 'The report cannot be saved',
  runFinished: 'The run has finished',
  runFailed: 'The run has failed',
  crashed: 'The window has failed several times in a minute',
  crashedDetail: 'A run that is under way goes on. Load the window again, or quit: what was found is saved.',
  hangs: 'The window does not answer',
  hangsDetail: 'A run that is under way goes on. Wait, or load the window again.',
  wait: 'Wait',
  reload: 'Load Again',
  quit: 'Quit',
}

export type DesktopWords = typeof en

const de: DesktopWords = {
  file: 'Datei',
  newCheck: 'Neue Prüfung',
  openPlan: 'Plan öffnen …',
  saveReport: 'Bericht speichern …',
  edit: 'Bearbeiten',
  view: 'Ansicht',
  window: 'Fenster',
  help: 'Hilfe',
  keys: 'Tastenkürzel',
  dataFolder: 'Gespeicherte Prüfungen zeigen',
  planFiles: 'Pläne (YAML, JSON)',
  allFiles: 'Alle Dateien',
  cannotOpen: 'Diese Datei lässt sich nicht öffnen',
  cannotSave: 'Der Bericht lässt sich nicht speichern',
  runFinished: 'Der Lauf ist fertig',
  runFailed: 'Der Lauf ist gescheitert',
  crashed: 'Das Fenster ist in einer Minute mehrmals ausgefallen',
  crashedDetail:
    'Ein laufender Test geht weiter. Laden Sie das Fenster neu, oder beenden Sie: was gefunden wurde, ist gespeichert.',
  hangs: 'Das Fenster antwortet nicht',
  hangsDetail: 'Ein laufender Test geht weiter. Warten Sie, oder laden Sie das Fenster neu.',
  wait: 'Warten',
  reload: 'Neu laden',
  quit: 'Beenden',
}

const WORDS = { en, de }

/** @param locale of the system, such as `de-AT`; English where there are no words for it */
export function desktopWords({ language }: Pick<Settings, 'language'>, locale: string): DesktopWords {
  if (language !== 'system') return WORDS[language]
  return locale.toLowerCase().split(/[-_]/, 1)[0] === 'de' ? de : en
}
