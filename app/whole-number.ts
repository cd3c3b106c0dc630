import { createParser } from 'nuqs/server'

/** A number of ours in an address, of so many digits at most; what cannot be one counts as none. */
export function wholeNumber(mostDigits: number) {
  return createParser({
    parse: (text) => (/^\d+$/.test(text) && text.length <= mostDigits ? Number(text) : null),
    serialize: String,
  })
}
