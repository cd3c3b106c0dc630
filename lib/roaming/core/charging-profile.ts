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
