// OCPI 2.2.1 §4.1.3 ids and §4.1.5 routing headers of an answer.
import { newId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { foldParty, OUR_PARTY } from '@/lib/partners/core/our-party'

export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>

export function header(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

const ID = /^[\u0020-\u007e]{1,128}$/

/** The id that the partner gave, or one of ours: a request without ids is not refused (guide TR-22). */
export function messageId(headers: RequestHeaders, name: string, at: Instant): string {
  const given = header(headers, name)
  return given !== undefined && ID.test(given) ? given : newId('request', at)
}

const NAMES = ['country-code', 'party-id'] as const

/** Answers go back the way they came: TO and FROM change places (guide TR-31). */
export function mirrorRouting(headers: RequestHeaders, into: Record<string, string>): void {
  for (const name of NAMES) {
    const to = header(headers, `ocpi-to-${name}`)
    const from = header(headers, `ocpi-from-${name}`)
    if (to !== undefined && ID.test(to)) into[`ocpi-from-${name}`] = to
    if (from !== undefined && ID.test(from)) into[`ocpi-to-${name}`] = from
  }
}

/** Answers to requests without routing headers say between whom they are all the same: between us and the partner. */
export function completeRouting(
  { countryCode, partyId }: { countryCode: string; partyId: string },
  into: Record<string, string>,
): void {
  into['ocpi-from-country-code'] ??= OUR_PARTY.countryCode
  into['ocpi-from-party-id'] ??= OUR_PARTY.partyId
  into['ocpi-to-country-code'] ??= countryCode
  into['ocpi-to-party-id'] ??= partyId
}

/** Whether the request is for somebody else. Absent routing headers mean us. */
export function isForSomebodyElse(headers: RequestHeaders): boolean {
  const country = header(headers, 'ocpi-to-country-code')
  const party = header(headers, 'ocpi-to-party-id')
  if (country === undefined || party === undefined) return false
  return foldParty(country, party) !== foldParty(OUR_PARTY.countryCode, OUR_PARTY.partyId)
}
