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

export type CarCharge = { car: Car; energyKwh: string; from: number; to: number }

/** The car's battery from one state of charge to another. */
export function chargeOf({ car, fromPercent, toPercent }: SimulationState): CarCharge {
  const preset = CAR_PRESETS[car]
  const [from, to] = [Number(fromPercent), Number(toPercent)]
  const energy = decimal(preset.batteryKwh)
    .times(to - from)
    .div(100)
  return { car: { name: car, ...preset }, energyKwh: toDecimalString(roundHalfUp(energy, 2)), from, to }
}

export function idleMinutesOf({ idle }: SimulationState): number {
  return Number(idle)
}

const MOST_IDLE_MINUTES = 24 * 60
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/** Words of `simulate.problems`, by field. */
export type FieldProblems = Partial<
  Record<'fromPercent' | 'toPercent' | 'idle' | 'day' | 'time', 'percent' | 'target' | 'idle' | 'day' | 'time'>
>

const isWhole = (text: string, most: number) => /^\d{1,4}$/.test(text.trim()) && Number(text) <= most

/** What the address says that cannot be worked with: nothing is guessed in its place. */
export function fieldProblems({ fromPercent, toPercent, idle, day, time }: SimulationState): FieldProblems {
  const [from, to] = [isWhole(fromPercent, 100), isWhole(toPercent, 100)]
  return {
    ...(!from && { fromPercent: 'percent' }),
    ...(!to && { toPercent: 'percent' }),
    ...(from && to && Number(toPercent) <= Number(fromPercent) && { toPercent: 'target' }),
    ...(idle.trim() !== '' && !isWhole(idle, MOST_IDLE_MINUTES) && { idle: 'idle' }),
    ...(day && !dateParam(day) && { day: 'day' }),
    ...(time && !TIME.test(time) && { time: 'time' }),
  }
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
  const wanted = time && TIME.test(time) ? time : clock
  return { at: nextLocalTime(instant(startOfDay(date, zone) - 1), wanted, zone), day: date, time: wanted }
}

export function wishOf(state: SimulationState): RulesWish {
  return Object.fromEntries(WISH_FIELDS.map((name) => [name, state[name]]))
}
