// How a credentials token stood in the header of a request, as far as the log may say it: never the token itself.

const WELL = 'Token ***'
const WITH_LINE_FEED = 'Token *** (base64, with a line feed)'
const ENCODED = /^token +([A-Za-z0-9+/_-]+={0,2})$/i
const PRINTABLE_LINE = /^[\u0020-\u007e]+\r?\n$/

/** What the log keeps of an Authorization header. A token that was piped through `base64` brings its line feed along. */
export function describeAuthorization(header: string): string {
  const encoded = ENCODED.exec(header.trim())?.[1]
  const decoded = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('latin1')
  return PRINTABLE_LINE.test(decoded) ? WITH_LINE_FEED : WELL
}

/** Whether logged headers say so. */
export function hasLineFeed(requestHeaders: string | null): boolean {
  return requestHeaders?.includes(WITH_LINE_FEED) ?? false
}
