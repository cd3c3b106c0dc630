/** A path of our own to go back to, from a header or parameter that anybody may have written; else the fallback. */
export function sameOriginPath(text: string | null, origin: string, fallback: string): string {
  if (!text || !URL.canParse(text, origin)) return fallback
  const url = new URL(text, origin)
  // `//` at the beginning of a path is another host to a browser, however it came there.
  if (url.origin !== origin || /^[/\\]{2}/.test(url.pathname)) return fallback
  return `${url.pathname}${url.search}`
}
