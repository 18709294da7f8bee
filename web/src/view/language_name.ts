// What a language is called, in the reader's: "vietnamština (vi)". The code alone where the browser knows no name.
export function language_name(code: string, reader: string): string {
  try {
    const name = new Intl.DisplayNames([reader], { type: 'language', fallback: 'none' }).of(code)
    return name ? `${name} (${code})` : code
  } catch {
    return code
  }
}
