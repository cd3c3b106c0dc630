// A hub and the operators behind it, each with its own network and its own state.
import { toDateTime } from './clock'
import type { Party } from './tariffs'
import type { Owner, PartyStatus } from './wire'

export type HubSettings = {
  countryCode: string
  partyId: string
  name: string
  /** The operators behind it. */
  parties: Party[]
  /** How long the hub waits for a party that is slow before it answers 4002. */
  patienceMs: number
  /** The id of a session in its CDR is the hub's own. */
  ownSessionIds: boolean
  /** The hub computed total_cost, or passes on one that means nothing: `[*]` and `[?]` in the remark. */
  remark?: '[*]' | '[?]'
  /** Uids of RFID cards are hexadecimal in upper case, of 8 or 14 digits, or refused. */
  strictUids: boolean
  /** `credit` and `credit_reference_id` are lost on the way. */
  dropsCredit: boolean
}

/** One party on this platform. */
export type PartyState = Owner & {
  name: string
  currency: string
  status: PartyStatus
  /** Its answers to the hub take this long. */
  delayMs: number
  last_updated: string
}

const FOUR: Party[] = [
  { countryCode: 'SE', partyId: 'KUL', name: 'Kustladd AB', currency: 'SEK' },
  { countryCode: 'SE', partyId: 'FJL', name: 'Fjälladd AB', currency: 'SEK' },
  { countryCode: 'NO', partyId: 'VIK', name: 'Viklading AS', currency: 'NOK' },
  { countryCode: 'DK', partyId: 'SUN', name: 'Sundlad A/S', currency: 'DKK' },
]

export function toHubSettings(given: Partial<HubSettings> | true | undefined): HubSettings | undefined {
  if (!given) return undefined
  return {
    countryCode: 'SE',
    partyId: 'NAV',
    name: 'Knutpunkt Norden AB',
    parties: FOUR,
    patienceMs: 2_000,
    ownSessionIds: true,
    dropsCredit: false,
    strictUids: false,
    ...(given === true ? {} : given),
  }
}

/** Everybody on this platform, at work. */
export function createParties(parties: readonly Party[], nowMs: number): PartyState[] {
  return parties.map(({ countryCode, partyId, name, currency }) => ({
    country_code: countryCode,
    party_id: partyId,
    name,
    currency,
    status: 'CONNECTED',
    delayMs: 0,
    last_updated: toDateTime(nowMs),
  }))
}
