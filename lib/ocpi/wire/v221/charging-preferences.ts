// OCPI 2.2.1 §9.2.3 and §9.3.2: a driver's wishes for a session, answered by a word.
import type { ChargingPreferences, PreferencesAnswer } from '@/lib/roaming/core/charging-profile'
import { isJsonObject, WireError, type Read, type WireJson } from '../reader'
import { compact, toDateTime, toNumber } from '../writer'

const ANSWERS: readonly string[] = [
  'ACCEPTED',
  'DEPARTURE_REQUIRED',
  'ENERGY_NEED_REQUIRED',
  'NOT_POSSIBLE',
  'PROFILE_TYPE_NOT_SUPPORTED',
] satisfies readonly PreferencesAnswer[]

export function chargingPreferencesToWire(preferences: ChargingPreferences): WireJson {
  return compact({
    profile_type: preferences.profileType,
    departure_time: toDateTime(preferences.departureAt),
    energy_need: toNumber(preferences.energyKwh),
    discharge_allowed: preferences.dischargeAllowed,
  })
}

/** The data is the bare word (TR-82); some wrap it like the answers of commands. */
export function preferencesAnswerFromWire(json: unknown): Read<PreferencesAnswer> {
  const word = isJsonObject(json) ? json['result'] : json
  if (typeof word !== 'string') throw new WireError('/', 'must be a ChargingPreferencesResponse')
  const answer = word.toUpperCase()
  if (ANSWERS.includes(answer)) return { value: answer as PreferencesAnswer, findings: [] } // one of them, checked
  const finding = { code: 'unknown_value', path: '/', message: `"${word.slice(0, 40)}" is not known` }
  return { value: 'NOT_POSSIBLE', findings: [finding] }
}
