// Made by scripts/catalogue.ts out of config/locales while building: the entries of one page in one language.
declare module 'virtual:catalogue/*' {
  const entries: Record<string, string>
  export default entries
}
