import type { Instant, TimeZone } from '@/lib/kernel/time'
import type {
  PreferencesAnswer,
  ProfileRequestKind,
  ProfileRequestState,
  ProfileType,
} from '@/lib/roaming/core/charging-profile'

/** What GET /api/live/charge tells of how the charge can be steered, and is. */
export type SteeringView = {
  timeZone: TimeZone
  canLimit: boolean
  canWish: boolean
  maxPowerKw: number | null
  choicesKw: number[]
  limitKw: number | null
  latest: {
    kind: ProfileRequestKind
    state: ProfileRequestState
    limitKw: number | null
    result: string | null
    retryAt: Instant | null
  } | null
  active: { limitKw: number | null } | null
  wish: {
    profileType: ProfileType
    departureAt: Instant | null
    energyKwh: string | null
    answer: PreferencesAnswer | null
  } | null
}
