/** Mounts the whole interface on the double of the core, as main.tsx does on the real one. */
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach } from 'vitest'
import { App } from '../../../renderer/app.tsx'
import { followEvents } from '../../../renderer/store/events.ts'
import { type AppStore, AppContext, createAppStore } from '../../../renderer/store/store.ts'
import type { Core } from './checks.ts'

const ends: (() => void)[] = []

afterEach(() => {
  cleanup()
  for (const end of ends.splice(0)) end()
  delete document.documentElement.dataset['theme']
})

export async function mountApp({
  client,
}: Core): Promise<{ store: AppStore; user: ReturnType<typeof userEvent.setup> }> {
  const store = createAppStore(client)
  ends.push(followEvents(client, store))
  const user = userEvent.setup()
  render(
    <AppContext value={{ store, client }}>
      <App />
    </AppContext>,
  )
  await store.getState().begin()
  return { store, user }
}

/** Opens a check from the list. */
export async function openFromList(user: ReturnType<typeof userEvent.setup>, site: string): Promise<void> {
  await user.click(await screen.findByRole('button', { name: site }))
  await screen.findByRole('heading', { level: 1, name: 'Site' })
}
