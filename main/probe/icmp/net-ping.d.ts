/** The package is optional and has no types of its own; what is used of it is described in net-ping-session.ts. */
declare module 'net-ping' {
  const netPing: unknown
  // CommonJS: its exports are the default.
  export { netPing as default }
}
