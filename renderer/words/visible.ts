/**
 * Text of others as it may be shown. A draft holds what was typed or pasted, also characters that turn the writing direction or are not
 * seen, by which one name can look like another; a plan refuses them.
 */

const HIDDEN = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g

/** Escapes them, as faults do: `\u{202e}`. */
export const visible = (text: string): string =>
  text.replaceAll(HIDDEN, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)
