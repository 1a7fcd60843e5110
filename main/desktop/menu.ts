/** The menu bar, as data for Electron's Menu.buildFromTemplate. Roles bring their own words and keys in the language of the system. */
import type { MenuItemName } from '../../shared/contract.ts'
import type { DesktopWords } from './words.ts'

/** The part of Electron's MenuItemConstructorOptions that is used. */
export interface MenuItem {
  id?: string
  label?: string
  role?:
    | 'about'
    | 'appMenu'
    | 'close'
    | 'copy'
    | 'cut'
    | 'editMenu'
    | 'forceReload'
    | 'paste'
    | 'quit'
    | 'redo'
    | 'reload'
    | 'resetZoom'
    | 'selectAll'
    | 'toggleDevTools'
    | 'togglefullscreen'
    | 'undo'
    | 'windowMenu'
    | 'zoomIn'
    | 'zoomOut'
  type?: 'separator'
  accelerator?: string
  submenu?: MenuItem[]
  click?: () => void
}

export interface MenuActions {
  choose(item: MenuItemName): void
  openPlan(): void
  showChecks(): void
}

const LINE: MenuItem = { type: 'separator' }

/** @param developing not packaged: the tools for developers can be opened */
export function menuTemplate(
  words: DesktopWords,
  actions: MenuActions,
  { mac, developing }: { mac: boolean; developing: boolean },
): MenuItem[] {
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    fileMenu(words, actions, mac),
    { role: 'editMenu', label: words.edit },
    {
      label: words.view,
      submenu: [
        { role: 'reload' },
        ...(developing ? [{ role: 'toggleDevTools' } as const] : []),
        LINE,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        LINE,
        { role: 'togglefullscreen' },
      ],
    },
    ...(mac ? [{ role: 'windowMenu', label: words.window } as const] : []),
    {
      label: words.help,
      submenu: [
        { id: 'keys', label: words.keys, click: () => actions.choose('keys') },
        { id: 'show-checks', label: words.dataFolder, click: () => actions.showChecks() },
        ...(mac ? [] : [LINE, { role: 'about' } as const]),
      ],
    },
  ]
}

function fileMenu(words: DesktopWords, actions: MenuActions, mac: boolean): MenuItem {
  return {
    label: words.file,
    submenu: [
      {
        id: 'new-check',
        label: words.newCheck,
        accelerator: 'CmdOrCtrl+N',
        click: () => actions.choose('new-check'),
      },
      { id: 'open-plan', label: words.openPlan, accelerator: 'CmdOrCtrl+O', click: () => actions.openPlan() },
      LINE,
      {
        id: 'save-report',
        label: words.saveReport,
        accelerator: 'CmdOrCtrl+S',
        click: () => actions.choose('save-report'),
      },
      LINE,
      { role: mac ? 'close' : 'quit' },
    ],
  }
}
