/** Puts values in place of `{name}`; what has no value stays as it is. */
export const fill = (words: string, values: Readonly<Record<string, string | number>>) =>
  words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
