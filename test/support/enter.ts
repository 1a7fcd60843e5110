/** What a browser does with a link: it keeps the cookie, and the page keeps the key. */
import { KEY_FRAGMENT, KEY_HEADER } from '../../shared/contract.ts'

/** Headers of a page that may talk to the core. */
export interface Leave {
  cookie: string
  [KEY_HEADER]: string
}

export async function enter(link: string): Promise<Leave> {
  const { headers } = await fetch(link, { redirect: 'manual' })
  return {
    cookie: headers.get('set-cookie')?.split(';')[0] ?? '',
    [KEY_HEADER]: headers.get('location')?.split(KEY_FRAGMENT)[1] ?? '',
  }
}
