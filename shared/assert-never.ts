/**
 * Closes an exhaustive switch: the compiler refuses it while a member of the union is unhandled.
 * Throws at run time only when data from outside got past its schema.
 */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`)
}
