/** Starts the interface: one client, one store, and the screens. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { connectClient } from './client.ts'
import { followEvents } from './store/events.ts'
import { AppContext, createAppStore } from './store/store.ts'
import { App } from './app.tsx'

const client = connectClient()
const store = createAppStore(client)
followEvents(client, store)
void store.getState().begin()

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <AppContext value={{ store, client }}>
        <App />
      </AppContext>
    </StrictMode>,
  )
}
