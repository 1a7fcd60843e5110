/** Names of result folders and report files: the site and the time, in characters that every system takes. */

const LONGEST_SITE = 40

/** `DC-1-row-7`; `site` where nothing of the name is left. */
export function siteSlug(site: string): string {
  const plain = site
    .normalize('NFD')
    .replaceAll(/[^\w]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return plain.slice(0, LONGEST_SITE) || 'site'
}

/** `20261122-210816`, local time. */
export function compactTime(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const date = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  return `${date}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
}
