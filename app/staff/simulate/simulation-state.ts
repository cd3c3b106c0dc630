// What the address of the simulation says, and how it is read: every field of the form is in it.
import { createLoader, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { dateParam } from '@/app/list-href'
import { decimal, roundHalfUp, toDecimalString } from '@/lib/kernel/decimal'
import { isId, type EvseId } from '@/lib/kernel/ids'
import {
  calendarDate,
  instant,
  localDate,
  localTime,
  nextLocalTime,
  startOfDay,
  type Instant,
  type TimeZone,
} from '@/lib/kernel/time'
import { CAR_PRESETS, type Car, type CarPreset } from '@/lib/rating/core/charge-wish'
import { WISH_FIELDS, type RulesWish } from '../back-tests/rules-wish'

export const SIMULATE_PATH = '/staff/simulate'
export const PRESETS = Object.keys(CAR_PRESETS) as CarPreset[] // the keys of the object itself
export const GROUPS = ['none', 'member', 'business'] as const

export const loadSimulation = createLoader({
  q: parseAsString,
  at: parseAsString,
  base: parseAsString,
  car: parseAsStringLiteral(PRESETS).withDefault('medium'),
  fromPercent: parseAsString.withDefault('20'),
  toPercent: parseAsString.withDefault('80'),
  day: parseAsString,
  time: parseAsString,
  idle: parseAsString.withDefault('0'),
  group: parseAsStringLiteral(GROUPS).withDefault('none'),
  markupPercent: parseAsString,
  markupPerKwh: parseAsString,
  fixedPercent: parseAsString,
  startFee: parseAsString,
  idlePerMinute: parseAsString,
  run: parseAsBoolean,
})
export type SimulationState = Awaited<ReturnType<typeof loadSimulation>>

export function connectorOf(at: string | null): { evseId: EvseId; connectorId: string } | null {
  const [evseId, ...rest] = (at ?? '').split('.')
  const connectorId = rest.join('.')
  return evseId && isId('evse', evseId) && connectorId !== '' ? { evseId, connectorId } : null
}

function whole(text: string, least: number, most: number, otherwise: number): number {
  const value = Number(text)
  return Number.isInteger(value) && value >= least && value <= most ? value : otherwise
}

export type CarCharge = { car: Car; energyKwh: string; from: number; to: number }

/** The car's battery from one state of charge to another; the other way round where they are swapped. */
export function chargeOf({ car, fromPercent, toPercent }: SimulationState): CarCharge {
  const preset = CAR_PRESETS[car]
  const [a, b] = [whole(fromPercent, 0, 100, 20), whole(toPercent, 0, 100, 80)]
  const [from, to] = a <= b ? [a, b] : [b, a]
  const energy = decimal(preset.batteryKwh)
    .times(to - from)
    .div(100)
  return { car: { name: car, ...preset }, energyKwh: toDecimalString(roundHalfUp(energy, 2)), from, to }
}

export function idleMinutesOf({ idle }: SimulationState): number {
  return whole(idle, 0, 24 * 60, 0)
}

/** The wall clock of the place at the moment of the address; now where it says nothing. */
export function startOf(
  { day, time }: SimulationState,
  zone: TimeZone,
  now: Instant,
): { at: Instant; day: string; time: string } {
  const date = calendarDate(dateParam(day) ?? localDate(now, zone))
  const local = localTime(now, zone).secondOfDay
  const clock = `${String(Math.floor(local / 3600)).padStart(2, '0')}:${String(Math.floor(local / 60) % 60).padStart(2, '0')}`
  const wanted = time && /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? time : clock
  return { at: nextLocalTime(instant(startOfDay(date, zone) - 1), wanted, zone), day: date, time: wanted }
}

export function wishOf(state: SimulationState): RulesWish {
  return Object.fromEntries(WISH_FIELDS.map((name) => [name, state[name]]))
}
