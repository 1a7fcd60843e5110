/** Version of the package, put in by the build. */
declare const __VERSION__: string

/** A program in another language, as text. */
declare module '*.py?raw' {
  const text: string
  export default text
}
