/** What is shown of an error: the words of the core, which are for the reader. */

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
