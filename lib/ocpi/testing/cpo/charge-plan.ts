// How one car takes energy at one connector: a power curve, its integral, and the time it stays after.
import type { LocalClock } from './local-time'
import type { MeteredPeriod } from './pricer'
import type { Random } from './random'
import type { Connector, Tariff } from './wire'

const SAMPLE_SECONDS = 30

export type ChargePlan = {
  /** Energy delivered at every 30th second from the start; the last entry is the end of charging. */
  cumulativeWh: number[]
  chargingSeconds: number
  parkingSeconds: number
}

export type Car = { acPowerW: number; dcPowerW: number; batteryWh: number }

export type PlanWish = {
  connector: Connector
  car: Car
  /** State of charge at the start, 0 to 1. */
  startSoc: number
  energyWh?: number
  chargingSeconds?: number
  parkingSeconds?: number
}

/** One of the cars on Nordic roads. */
export function pickCar(random: Random): Car {
  return random.pick<Car>([
    { acPowerW: 11_000, dcPowerW: 100_000, batteryWh: 58_000 },
    { acPowerW: 11_000, dcPowerW: 135_000, batteryWh: 77_000 },
    { acPowerW: 11_000, dcPowerW: 170_000, batteryWh: 75_000 },
    { acPowerW: 11_000, dcPowerW: 225_000, batteryWh: 82_000 },
    { acPowerW: 22_000, dcPowerW: 130_000, batteryWh: 52_000 },
    { acPowerW: 7_400, dcPowerW: 46_000, batteryWh: 39_000 },
  ])
}

/** Direct current falls with the state of charge; alternating current is flat until almost full. */
function powerAt(connector: Connector, car: Car, soc: number): number {
  const limit = connector.max_electric_power * 0.97
  if (connector.power_type !== 'DC') {
    return Math.min(limit, car.acPowerW * 0.97) * (soc > 0.96 ? Math.max(0.2, (1 - soc) / 0.04) : 1)
  }
  const share = soc < 0.4 ? 1 : soc < 0.8 ? 1 - ((soc - 0.4) / 0.4) * 0.62 : 0.38 - ((soc - 0.8) / 0.2) * 0.3
  return Math.min(limit, car.dcPowerW * Math.max(0.06, share))
}

/** Plays a charge to its end: the wanted energy, the wanted time or a full battery, whichever is first. */
export function planCharge(wish: PlanWish): ChargePlan {
  const { connector, car } = wish
  const fullWh = car.batteryWh * (1 - wish.startSoc)
  // An explicit wish outranks the battery: a test that asks for 70 kWh gets them.
  const targetWh = wish.energyWh ?? (wish.chargingSeconds === undefined ? fullWh : Number.POSITIVE_INFINITY)
  const limitSeconds = wish.chargingSeconds ?? 20 * 3600
  const cumulativeWh = [0]
  let energyWh = 0
  let seconds = 0
  while (seconds < limitSeconds && energyWh < targetWh) {
    const soc = Math.min(0.99, wish.startSoc + energyWh / car.batteryWh)
    const powerW = powerAt(connector, car, soc)
    const step = Math.min(SAMPLE_SECONDS, limitSeconds - seconds)
    const wouldBe = energyWh + (powerW * step) / 3600
    const used = wouldBe > targetWh ? Math.max(1, Math.ceil(((targetWh - energyWh) * 3600) / powerW)) : step
    energyWh = Math.min(targetWh, wouldBe)
    seconds += used
    cumulativeWh.push(Math.round(energyWh))
  }
  return { cumulativeWh, chargingSeconds: seconds, parkingSeconds: wish.parkingSeconds ?? 0 }
}

export function planSeconds(plan: ChargePlan): number {
  return plan.chargingSeconds + plan.parkingSeconds
}

/** Whole watt-hours delivered that many seconds after the start. */
export function energyWhAt(plan: ChargePlan, second: number): number {
  const last = plan.cumulativeWh.at(-1) ?? 0
  if (second >= plan.chargingSeconds) return last
  const index = Math.floor(second / SAMPLE_SECONDS)
  const from = plan.cumulativeWh[index] ?? last
  const to = plan.cumulativeWh[index + 1] ?? last
  const span = Math.min(SAMPLE_SECONDS, plan.chargingSeconds - index * SAMPLE_SECONDS)
  return Math.floor(from + ((to - from) * (second - index * SAMPLE_SECONDS)) / span)
}

/** The power at which the car would take energy once it has that much. */
function powerWithEnergy(curve: ChargePlan, energyWh: number): number {
  const index = curve.cumulativeWh.findIndex((wh) => wh > energyWh)
  if (index <= 0) return 0
  const from = curve.cumulativeWh[index - 1] ?? 0
  const seconds = Math.min(SAMPLE_SECONDS, curve.chargingSeconds - (index - 1) * SAMPLE_SECONDS)
  return (((curve.cumulativeWh[index] ?? from) - from) * 3600) / seconds
}

/**
 * The same car under a limit from some second on. It leaves when it wanted to leave, with less energy, so that
 * a session never ends later than planned. `curve` is the plan without limits, `plan` what was so far.
 */
export function limitPlan(
  curve: ChargePlan,
  plan: ChargePlan,
  fromSecond: number,
  limitW: (second: number) => number,
): ChargePlan {
  const first = Math.ceil(fromSecond / SAMPLE_SECONDS)
  const cumulativeWh = plan.cumulativeWh.slice(0, first + 1)
  let energyWh = cumulativeWh.at(-1) ?? 0
  for (let second = first * SAMPLE_SECONDS; second < plan.chargingSeconds; second += SAMPLE_SECONDS) {
    const step = Math.min(SAMPLE_SECONDS, plan.chargingSeconds - second)
    const power = Math.min(limitW(second), powerWithEnergy(curve, Math.floor(energyWh)))
    energyWh += (power * step) / 3600
    cumulativeWh.push(Math.round(energyWh))
  }
  return { ...plan, cumulativeWh }
}

function firstSecondWith(plan: ChargePlan, energyWh: number): number {
  let low = 0
  let high = plan.chargingSeconds
  while (low < high) {
    const middle = (low + high) >> 1
    if (energyWhAt(plan, middle) >= energyWh) high = middle
    else low = middle + 1
  }
  return low
}

/** Seconds after the start at which the tariff's price may change: clock times, dates, durations, energy. */
export function priceChanges(tariff: Tariff, plan: ChargePlan, startMs: number, clock: LocalClock): number[] {
  const times = new Set<string>()
  const seconds = new Set<number>([plan.chargingSeconds])
  for (const { restrictions: limits } of tariff.elements) {
    if (!limits) continue
    if (limits.start_time) times.add(limits.start_time)
    if (limits.end_time) times.add(limits.end_time)
    if (limits.day_of_week?.length || limits.start_date || limits.end_date) times.add('00:00')
    for (const bound of [limits.min_duration, limits.max_duration]) if (bound) seconds.add(bound)
    for (const bound of [limits.min_kwh, limits.max_kwh]) {
      if (bound) seconds.add(firstSecondWith(plan, bound * 1000))
    }
  }
  if (times.size > 0) {
    const endMs = startMs + planSeconds(plan) * 1000
    for (const instant of clock.instantsAt(times, startMs, endMs)) {
      seconds.add(Math.round((instant - startMs) / 1000))
    }
  }
  return [...seconds].filter((second) => second > 0).sort((a, b) => a - b)
}

export type CutRequest = {
  plan: ChargePlan
  startMs: number
  fromSecond: number
  toSecond: number
  changes: readonly number[]
  /** The longest charging period, for the sake of a readable power curve. */
  everySeconds: number
}

/** The charging periods between two moments, cut wherever the price may change. */
export function cutPeriods(request: CutRequest): MeteredPeriod[] {
  const { plan, startMs, fromSecond, toSecond, everySeconds } = request
  const inside = request.changes.filter((second) => second > fromSecond && second < toSecond)
  const cuts = [...inside, toSecond]
  const periods: MeteredPeriod[] = []
  let from = fromSecond
  for (const cut of cuts) {
    while (from < cut) {
      const parking = from >= plan.chargingSeconds
      const to = parking ? cut : Math.min(cut, from + everySeconds)
      const energyWh = energyWhAt(plan, to) - energyWhAt(plan, from)
      const charging = parking ? 0 : to - from
      periods.push({
        startMs: startMs + from * 1000,
        energyWh,
        chargingSeconds: charging,
        parkingSeconds: parking ? to - from : 0,
        ...(charging > 0 && { maxPowerKw: peakKw(plan, from, to) }),
      })
      from = to
    }
  }
  return periods
}

/** The highest power over a stretch, in kW to the next tenth, never below the stretch's own average. */
function peakKw(plan: ChargePlan, from: number, to: number): number {
  let peak = ((energyWhAt(plan, to) - energyWhAt(plan, from)) * 3.6) / (to - from)
  for (let second = from; second + SAMPLE_SECONDS <= to; second += SAMPLE_SECONDS) {
    const power = ((energyWhAt(plan, second + SAMPLE_SECONDS) - energyWhAt(plan, second)) * 3.6) / SAMPLE_SECONDS
    if (power > peak) peak = power
  }
  return Math.ceil(peak * 10) / 10
}
