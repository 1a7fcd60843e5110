/** Calls that are about the open check: what fails is told, and gives null. */
import { messageOf } from './errors.ts'
import type { AppStore } from './store.ts'

/** Null: no check is open, or the work failed, which is told. */
export async function withCheck<T>(
  get: AppStore['getState'],
  work: (id: string) => Promise<T | null>,
): Promise<T | null> {
  const { check, notify } = get()
  if (!check) return null
  try {
    return await work(check.id)
  } catch (error) {
    notify({ tone: 'error', message: messageOf(error) })
    return null
  }
}
