/** Starts the interface: one client, one store, and the screens; in a browser's tab without a key, words instead. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { type Client, connectClient } from './client.ts'
import { KeylessPage } from './parts/frame/keyless-page.tsx'
import { followEvents } from './store/events.ts'
import { keepPlace } from './store/place.ts'
import { type AppStore, AppContext, createAppStore } from './store/store.ts'
import { App } from './app.tsx'

function connected(client: Client) {
  const store = createAppStore(client)
  followEvents(client, store)
  void begin(store)
  return (
    <AppContext value={{ store, client }}>
      <App />
    </AppContext>
  )
}

async function begin(store: AppStore): Promise<void> {
  await store.getState().begin()
  await keepPlace(store)
}

const client = connectClient()
const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode>{client ? connected(client) : <KeylessPage />}</StrictMode>)
