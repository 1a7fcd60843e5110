/** Version of the package, put in by the build. */
declare const __VERSION__: string

/** A program in another language, bundled as its text. */
declare module '*?raw' {
  const text: string
  export default text
}
