/** A path of our own to go back to, from a header or parameter that anybody may have written; else the fallback. */
export function sameOriginPath(text: string | null, origin: string, fallback: string): string {
  if (!text || !URL.canParse(text, origin)) return fallback
  const url = new URL(text, origin)
  return url.origin === origin ? `${url.pathname}${url.search}` : fallback
}
