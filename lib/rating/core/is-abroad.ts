/** Sweden, as addresses should and as some of them do write it. */
const OWN_COUNTRY: readonly string[] = ['SWE', 'SE']

/** A charge abroad is held (`FOREIGN_VAT`): the same is said before it is started. */
export function isAbroad(country: string): boolean {
  return !OWN_COUNTRY.includes(country.toUpperCase())
}
