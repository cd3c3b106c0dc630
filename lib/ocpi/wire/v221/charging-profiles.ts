// OCPI 2.2.1 §14 ChargingProfiles: what we ask, what is answered, and what the station goes by.
import { assert } from '@/lib/kernel/assert'
import type {
  ActiveChargingProfile,
  ChargingProfile,
  ChargingProfilePeriod,
  ProfileResponseType,
  ProfileResultType,
} from '@/lib/roaming/core/charging-profile'
import type { ProfileResponse } from '../codec'
import { WireObject, type Place, type Read, type WireJson } from '../reader'
import { compact, toDateTime, toNumber } from '../writer'

const RESPONSES = ['ACCEPTED', 'NOT_SUPPORTED', 'REJECTED', 'TOO_OFTEN', 'UNKNOWN_SESSION']
const RESULTS = ['ACCEPTED', 'REJECTED', 'UNKNOWN']

function readWord<T extends string>(object: WireObject, known: readonly string[], otherwise: T): T {
  const word = object.text('result', 40).toUpperCase()
  if (known.includes(word)) return word as T // one of them, checked
  object.note('result', 'unknown_value', `"${word}" is not known`)
  return otherwise
}

/** The synchronous answer. An answer that we do not know is no acceptance. */
export function profileResponseFromWire(json: unknown): Read<ProfileResponse> {
  const object = new WireObject(json, '', [])
  const result = readWord<ProfileResponseType>(object, RESPONSES, 'REJECTED')
  return { value: { result, timeoutSeconds: object.optionalInteger('timeout') }, findings: object.findings }
}

/** What came of setting or clearing. A result that we do not know tells nothing. */
export function profileResultFromWire(json: unknown): Read<{ result: ProfileResultType }> {
  const object = new WireObject(json, '', [])
  return { value: { result: readWord<ProfileResultType>(object, RESULTS, 'UNKNOWN') }, findings: object.findings }
}

/** What came of asking what the station goes by; `profile` is there when it was accepted. */
export function activeProfileResultFromWire(
  json: unknown,
): Read<{ result: ProfileResultType; active: ActiveChargingProfile | null }> {
  const object = new WireObject(json, '', [])
  const result = readWord<ProfileResultType>(object, RESULTS, 'UNKNOWN')
  const active = result === 'ACCEPTED' ? object.object('profile', readActive) : null
  return { value: { result, active }, findings: object.findings }
}

export function activeProfileFromWire(json: unknown): Read<ActiveChargingProfile> {
  const object = new WireObject(json, '', [])
  return { value: readActive(object), findings: object.findings }
}

function readActive(object: WireObject): ActiveChargingProfile {
  const profile = object.object('charging_profile', readProfile)
  return {
    calculatedAt: object.instant('start_date_time'),
    profile: profile ?? object.fail('charging_profile', 'is required'),
  }
}

function readProfile(object: WireObject): ChargingProfile {
  return {
    startsAt: object.optionalInstant('start_date_time'),
    durationSeconds: object.optionalInteger('duration'),
    unit: object.text('charging_rate_unit', 10).toUpperCase(),
    minRate: object.optionalExact('min_charging_rate'),
    periods: object.list('charging_profile_period', (item, place) => readPeriod(item, place, object)),
  }
}

function readPeriod(item: unknown, place: Place, into: WireObject): ChargingProfilePeriod {
  const period = new WireObject(item, place, into.findings)
  return {
    startSeconds: period.optionalInteger('start_period') ?? period.fail('start_period', 'is required'),
    limit: period.exact('limit'),
  }
}

const ONE_DECIMAL = /^\d+(\.\d)?$/

/** Limits have one decimal at most (CP-2). */
export function setChargingProfileToWire(request: { responseUrl: string; profile: ChargingProfile }): WireJson {
  const { startsAt, durationSeconds, unit, minRate, periods } = request.profile
  assert(
    periods.every(({ limit }) => ONE_DECIMAL.test(limit)),
    'a limit of power has one decimal',
  )
  const profile = compact({
    start_date_time: toDateTime(startsAt),
    duration: durationSeconds,
    charging_rate_unit: unit,
    min_charging_rate: toNumber(minRate),
    charging_profile_period: periods.map((period) => ({
      start_period: period.startSeconds,
      limit: toNumber(period.limit),
    })),
  })
  return { charging_profile: profile, response_url: request.responseUrl }
}
