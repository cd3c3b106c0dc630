// OCPI 2.2.1 §14 ChargingProfiles and §9.4.2 charging preferences, canonical. Neither exists in 2.1.1.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Instant } from '@/lib/kernel/time'

/** A limit, never a target; in ampere it is per phase (CP-2). */
export type ChargingProfilePeriod = { startSeconds: number; limit: DecimalString }
export type ChargingProfile = {
  startsAt: Instant | null
  durationSeconds: number | null
  /** `W` or `A`. */
  unit: string
  minRate: DecimalString | null
  periods: ChargingProfilePeriod[]
}
/** What the station says it goes by. `calculatedAt` is when it worked that out, and where its seconds count from. */
export type ActiveChargingProfile = { calculatedAt: Instant; profile: ChargingProfile }

export type ProfileRequestKind = 'set' | 'read' | 'clear'
/** Synchronous; only ACCEPTED is followed by a result. */
export type ProfileResponseType = 'ACCEPTED' | 'NOT_SUPPORTED' | 'REJECTED' | 'TOO_OFTEN' | 'UNKNOWN_SESSION'
export type ProfileResultType = 'ACCEPTED' | 'REJECTED' | 'UNKNOWN'
export type ProfileRequestState = 'requested' | 'accepted_by_cpo' | 'done' | 'rejected' | 'too_often' | 'unknown'

export const PROFILE_TYPES = ['REGULAR', 'CHEAP', 'GREEN', 'FAST'] as const
export type ProfileType = (typeof PROFILE_TYPES)[number]
export type ChargingPreferences = {
  profileType: ProfileType
  departureAt: Instant | null
  energyKwh: DecimalString | null
  dischargeAllowed: boolean
}
/** The operator's five answers; `NOT_CAPABLE` stands for HTTP 404 with 2001, `NO_ANSWER` for silence. */
export type PreferencesAnswer =
  | 'ACCEPTED'
  | 'DEPARTURE_REQUIRED'
  | 'ENERGY_NEED_REQUIRED'
  | 'NOT_POSSIBLE'
  | 'PROFILE_TYPE_NOT_SUPPORTED'
  | 'NOT_CAPABLE'
  | 'NO_ANSWER'

const SMALLEST_AMPERE = 6
const VOLT = 230
/** IEC 61851: a car takes at least six ampere per phase, or nothing. */
export function smallestLimitKw(powerType: string): number {
  if (powerType.startsWith('DC')) return 5
  const phases = powerType === 'AC_3_PHASE' ? 3 : powerType.startsWith('AC_2_PHASE') ? 2 : 1
  return Math.ceil((SMALLEST_AMPERE * VOLT * phases) / 100) / 10
}

/** Three, two and one quarters of what the connector can give, as far as a car would still charge. */
export function limitChoices(maxPowerKw: number | null, powerType: string): number[] {
  if (maxPowerKw === null) return []
  const smallest = smallestLimitKw(powerType)
  return [0.75, 0.5, 0.25].map((share) => Math.round(maxPowerKw * share * 10) / 10).filter((kw) => kw >= smallest)
}

/** One limit from now on. In watt, so that it means the same on one phase and on three. */
export function limitTo(limitKw: DecimalString): ChargingProfile {
  const watt = String(Math.round(Number(limitKw) * 1000))
  return {
    startsAt: null,
    durationSeconds: null,
    unit: 'W',
    minRate: null,
    periods: [{ startSeconds: 0, limit: watt }],
  }
}

/** The limit that a profile sets now, in kW; null where it says it in ampere or not at all. */
export function limitKwAt(profile: ChargingProfile, secondsIn: number): number | null {
  if (profile.unit !== 'W') return null
  const current = profile.periods
    .filter(({ startSeconds }) => startSeconds <= secondsIn)
    .toSorted((a, b) => b.startSeconds - a.startSeconds)[0]
  return current ? Number(current.limit) / 1000 : null
}

const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 15 * 60_000
/** TOO_OFTEN so many times in a row: how long we leave the partner alone (CP-4). */
export function waitAfterTooOften(times: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (times - 1), LONGEST_WAIT_MS)
}
