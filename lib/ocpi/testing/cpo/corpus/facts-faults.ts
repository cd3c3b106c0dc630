// Faults in what happened: energy and time.
import { toDateTime } from '../clock'
import type { MeteredPeriod } from '../pricer'
import { DAY_MS, elsewhere, HOUR_MS, isKind, MINUTE_MS, only, toMilli, type FaultKind, type Plant } from './fault'
import { rewrite, type Parcel } from './parcel'

const scaled = (periods: readonly MeteredPeriod[], factor: number): MeteredPeriod[] =>
  periods.map(({ maxPowerKw, ...period }) => ({
    ...period,
    energyWh: Math.round(Number(period.energyWh) * factor),
    ...(maxPowerKw !== undefined && { maxPowerKw: Math.round(maxPowerKw * factor * 10) / 10 }),
  }))

const whole = (parcel: Parcel, changed: Partial<Parcel>) => {
  const { session, cdr } = rewrite(parcel, changed)
  return { session, cdrs: [cdr] }
}

const whForKwh: Plant = (parcel) => {
  const toWh = (kwh: number) => Math.round(kwh * 1000)
  return only(parcel, {
    total_energy: toWh(parcel.cdr.total_energy),
    charging_periods: parcel.cdr.charging_periods.map((period) => ({
      ...period,
      dimensions: period.dimensions.map((dimension) =>
        dimension.type === 'ENERGY' ? { ...dimension, volume: toWh(dimension.volume) } : dimension,
      ),
    })),
  })
}

/** More than one percent beside the periods: often just so. */
const besides = (random: { next(): number; chance(share: number): boolean }, kwh: number): number => {
  const share = 0.012 + 0.6 * random.next() * random.next() * random.next()
  return toMilli(kwh * (random.chance(0.5) ? 1 + share : 1 - share))
}

const energySum: Plant = (parcel, { random }) =>
  only(parcel, { total_energy: besides(random, parcel.cdr.total_energy) })

const sessionEnergy: Plant = (parcel, { random }) => ({
  session: { ...parcel.session, kwh: besides(random, parcel.session.kwh) },
  cdrs: [parcel.cdr],
})

/** 2.1.1 knows a connector's power by voltage and amperage alone. */
function mostW({ version, visit }: Parcel): number {
  const { power_type: type, max_voltage: volt, max_amperage: ampere, max_electric_power: watt } = visit.connector
  return version === '2.1.1' && type === 'DC' ? Math.max(watt, volt * ampere) : watt
}

const powerTooHigh: Plant = (parcel, { random }) => {
  const seconds = parcel.periods.reduce((sum, period) => sum + period.chargingSeconds, 0)
  const averageW = (parcel.cdr.total_energy * 1000 * 3600) / seconds
  const wantedW = mostW(parcel) * (1.12 + 2 * random.next() * random.next())
  const factor = wantedW / averageW
  // Beyond that it were another fault, too much for any battery or in the wrong unit.
  if (factor > 15 || parcel.cdr.total_energy * factor > 190) return null
  return whole(parcel, { periods: scaled(parcel.periods, factor) })
}

/** Hours at full power: no battery of a car holds that. */
const aboveBattery: Plant = (parcel, { random, nowMs, newCard }) => {
  if (!isKind(parcel, '-DC') || parcel.visit.connector.max_electric_power !== 150_000) return null
  const card = newCard()
  const kwh = random.between(205, 320)
  const count = Math.ceil((kwh / 140) * 12)
  const startMs = nowMs - Math.round(random.between(5, 50) * DAY_MS)
  const periods = Array.from({ length: count }, (_, index): MeteredPeriod => ({
    startMs: startMs + index * 300_000,
    energyWh: Math.round((kwh * 1000) / count),
    chargingSeconds: 300,
    parkingSeconds: 0,
    maxPowerKw: 140,
  }))
  const { reservedSeconds: _reserved, ...visit } = parcel.visit
  const endMs = startMs + count * 300_000
  const written = { ...parcel.written, endMs, lastUpdatedMs: endMs + MINUTE_MS }
  return { ...whole(parcel, { visit: { ...visit, token: card, startMs }, periods, written }), cards: [card] }
}

const endBeforeStart: Plant = (parcel, { random }) =>
  only(parcel, { end_date_time: toDateTime(parcel.visit.startMs - random.integer(1, 600) * MINUTE_MS) })

const inTheFuture: Plant = (parcel, { random, nowMs, newCard }) => {
  const card = newCard()
  // A moment passes until it is received; clocks may differ by some minutes.
  const endMs = nowMs + 3 * HOUR_MS + Math.round(random.next() * random.next() * 5 * DAY_MS)
  const startMs = parcel.visit.startMs + endMs - parcel.written.endMs
  return { ...whole(parcel, elsewhere(parcel, card, startMs)), cards: [card] }
}

const tooOld: Plant = (parcel, { random, nowMs, newCard }) => {
  const card = newCard()
  const endMs = nowMs - Math.round((91.1 + 120 * random.next() * random.next()) * DAY_MS)
  const startMs = parcel.visit.startMs + endMs - parcel.written.endMs
  return { ...whole(parcel, elsewhere(parcel, card, startMs)), cards: [card] }
}

const periodOutside: Plant = (parcel, { random }) => {
  const { charging_periods: periods } = parcel.cdr
  const at = random.chance(0.5)
    ? parcel.visit.startMs - random.integer(2, 180) * MINUTE_MS
    : parcel.written.endMs + random.integer(2, 180) * MINUTE_MS
  const index = at < parcel.visit.startMs ? 0 : periods.length - 1
  if (parcel.visit.reservedSeconds !== undefined) return null
  return only(parcel, {
    charging_periods: periods.map((period, place) =>
      place === index ? { ...period, start_date_time: toDateTime(at) } : period,
    ),
  })
}

/** Two minutes and two percent at least. */
const totalTime: Plant = (parcel, { random }) => {
  const { total_time: hours } = parcel.cdr
  const more = Math.max(hours * 0.02, 2 / 60) * (1 + 8 * random.next() * random.next())
  return only(parcel, { total_time: Math.round((hours + more) * 10_000) / 10_000 })
}

/** Hours on a socket that gave nothing, and every quarter of them charged for. */
const stuck: Plant = (parcel, { random, nowMs, newCard }) => {
  if (!isKind(parcel, 'AC-TIME')) return null
  const card = newCard()
  const startMs = nowMs - Math.round(random.between(3, 50) * DAY_MS)
  const quarters = random.integer(4, 40)
  const wh = random.integer(210, 480)
  const periods = Array.from({ length: quarters }, (_, index): MeteredPeriod => ({
    startMs: startMs + index * 900_000,
    energyWh: index === 0 ? wh : 0,
    chargingSeconds: 900,
    parkingSeconds: 0,
    maxPowerKw: index === 0 ? 2 : 0,
  }))
  const endMs = startMs + quarters * 900_000
  const written = { ...parcel.written, endMs, lastUpdatedMs: endMs + MINUTE_MS }
  return {
    ...whole(parcel, { visit: { ...parcel.visit, token: card, startMs }, periods, written }),
    cards: [card],
  }
}

export const FACTS_FAULTS: readonly FaultKind[] = [
  { name: 'wh_for_kwh', says: 'Wh where kWh belong', expected: ['ENERGY_WH_FOR_KWH'], plant: whForKwh },
  {
    name: 'energy_sum',
    says: 'Energy of the whole and of its periods',
    expected: ['ENERGY_SUM_MISMATCH'],
    plant: energySum,
  },
  {
    name: 'session_energy',
    says: 'Another energy than its session',
    expected: ['ENERGY_DIFFERS_FROM_SESSION'],
    plant: sessionEnergy,
  },
  {
    name: 'power_too_high',
    says: 'More power than the connector gives',
    expected: ['POWER_IMPLAUSIBLE'],
    plant: powerTooHigh,
  },
  {
    name: 'above_battery',
    says: 'More energy than a battery holds',
    expected: ['ENERGY_ABOVE_BATTERY'],
    plant: aboveBattery,
  },
  { name: 'end_before_start', says: 'End before start', expected: ['END_BEFORE_START'], plant: endBeforeStart },
  { name: 'in_the_future', says: 'In the future', expected: ['IN_THE_FUTURE'], plant: inTheFuture },
  { name: 'too_old', says: 'After the agreed days', expected: ['TOO_OLD'], plant: tooOld },
  {
    name: 'period_outside',
    says: 'A period outside of the session',
    expected: ['PERIODS_OUTSIDE'],
    plant: periodOutside,
  },
  { name: 'total_time', says: 'More time than from start to end', expected: ['TIME_SUM_MISMATCH'], plant: totalTime },
  { name: 'stuck_session', says: 'Hours without energy, charged for', expected: ['STUCK_SESSION'], plant: stuck },
]
