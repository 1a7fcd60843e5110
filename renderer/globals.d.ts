/** Styles are bundled by the build. */
declare module '*.css'
/** The address of a file that the build puts beside the page. */
declare module '*?url' {
  const url: string
  // oxlint-disable-next-line import/no-default-export -- as the build makes it
  export default url
}
