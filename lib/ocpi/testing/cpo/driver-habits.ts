// Where and when people charge: commuters keep to a few places near home, travellers use direct current,
// more of them at weekends and on holidays.
import { pickCar, planCharge, planSeconds, type Car, type ChargePlan } from './charge-plan'
import { overlapping, takeTime, type Cpo, type Place } from './cpo'
import { toDateTime } from './clock'
import type { CdrToken, Connector } from './wire'

export type DriverWish = CdrToken & {
  /** How often this card is used, relative to the others. */
  weight?: number
  /** The town where its holder lives; chosen if not given. */
  home?: string
}

export type Driver = {
  token: CdrToken
  weight: number
  car: Car
  favourites: Place[]
  region: Place[]
  travel: Place[]
}

export type HistoricVisit = { driver: Driver; place: Place; connector: Connector; startMs: number; plan: ChargePlan }

const DAY_MS = 86_400_000

function isDirect(place: Place): boolean {
  return place.evse.connectors[0]?.power_type === 'DC'
}

/** Kilometres, flat enough for choosing a charger. */
function distanceKm(a: Place, b: Place): number {
  const [latA, lonA] = [Number(a.location.coordinates.latitude), Number(a.location.coordinates.longitude)]
  const [latB, lonB] = [Number(b.location.coordinates.latitude), Number(b.location.coordinates.longitude)]
  const east = (lonA - lonB) * Math.cos(((latA + latB) / 2) * (Math.PI / 180))
  return Math.hypot(latA - latB, east) * 111
}

/** Gives every card a home, a car and favourite places. */
export function createDrivers(cpo: Cpo, wishes: readonly DriverWish[]): Driver[] {
  const { random } = cpo
  const places = cpo.locations
    .filter((location) => location.publish)
    .flatMap((location) => location.evses.map((evse) => ({ location, evse })))
    .filter(({ evse }) => evse.status === 'AVAILABLE' || evse.status === 'CHARGING')
  const alternating = places.filter((place) => !isDirect(place))
  const travel = places.filter(isDirect)
  const swedish = alternating.filter((place) => place.location.country === 'SWE')
  return wishes.map((wish) => {
    const local = wish.home ? alternating.filter(({ location }) => location.city === wish.home) : []
    const home = random.pick(local.length > 0 ? local : swedish)
    // Few cross the border; for their eMSP that is another country's VAT.
    const abroad = random.integer(1, 25) === 1
    const reached = (place: Place) => abroad || place.location.country === home.location.country
    const region = alternating.filter((place) => reached(place) && distanceKm(place, home) < 60)
    const sites = new Set([home.location.id])
    for (let more = random.integer(0, 2); more > 0; more -= 1) sites.add(random.pick(region).location.id)
    return {
      token: wish,
      weight: wish.weight ?? 1,
      car: pickCar(random),
      favourites: alternating.filter((place) => sites.has(place.location.id)),
      region,
      travel: travel.filter(reached).sort((a, b) => distanceKm(a, home) - distanceKm(b, home)),
    }
  })
}

/** Weekends, the red days that move little, and the weeks in which Sweden travels. */
export function isLeisureDay(dayMs: number): boolean {
  const date = toDateTime(dayMs).slice(5, 10)
  const weekday = new Date(dayMs).getUTCDay()
  if (weekday === 0 || weekday === 6 || weekday === 5) return true
  if (date >= '12-22' || date <= '01-06') return true
  if (date >= '06-19' && date <= '06-25') return true
  if (date >= '07-05' && date <= '08-10') return true
  if (date >= '10-31' && date <= '11-06') return true
  return ['05-01', '06-06'].includes(date)
}

function localInstant(cpo: Cpo, place: Place, dayMs: number, minutes: number): number | undefined {
  const whole = Math.floor(minutes)
  const time = `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`
  const clock = cpo.localClock(place.location.time_zone)
  const found = clock.instantsAt([time], dayMs - 3 * 3_600_000, dayMs + DAY_MS)[0]
  return found === undefined ? undefined : found + cpo.random.integer(0, 59) * 1000
}

function arrivalMinutes(cpo: Cpo, direct: boolean, leisure: boolean): number {
  const { random } = cpo
  if (direct) return random.between(9 * 60, 20 * 60)
  if (leisure) return random.between(9.5 * 60, 21 * 60)
  if (random.chance(0.5)) return random.between(6.8 * 60, 9 * 60)
  return random.chance(0.65) ? random.between(16 * 60, 20 * 60) : random.between(20 * 60, 22.9 * 60)
}

function historicPlan(cpo: Cpo, driver: Driver, connector: Connector): ChargePlan {
  const { random } = cpo
  const direct = connector.power_type === 'DC'
  const mostKwh = Math.min(70, (driver.car.batteryWh / 1000) * 0.9)
  // Two draws multiplied lean towards the short top-up, as real charging does.
  const wished = direct ? random.between(12, mostKwh) : 2 + (mostKwh - 2) * random.next() * random.next()
  const energyWh = Math.round(Math.max(2, wished) * 1000)
  const room = Math.max(0, 0.97 - energyWh / driver.car.batteryWh)
  const stays = direct ? random.chance(0.22) : random.chance(0.35)
  const stayMinutes = direct ? random.between(2, 28) : random.between(4, 95)
  return planCharge({
    connector,
    car: driver.car,
    startSoc: direct ? Math.min(room, random.between(0.06, 0.35)) : room,
    energyWh,
    parkingSeconds: stays ? Math.round(stayMinutes * 60) : 0,
  })
}

function chooseHistoricPlace(cpo: Cpo, driver: Driver, leisure: boolean): Place {
  const { random } = cpo
  if (random.chance(leisure ? 0.55 : 0.2)) {
    // The nearer a fast charger, the likelier; now and then a long trip.
    const reach = random.chance(0.3) ? driver.travel.length : Math.min(24, driver.travel.length)
    const place = driver.travel[Math.floor(random.next() * random.next() * reach)]
    if (place) return place
  }
  return random.chance(0.86) ? random.pick(driver.favourites) : random.pick(driver.region)
}

/** One visit on that day that collides with no other, or undefined if the day is full. */
export function imagineVisit(
  cpo: Cpo,
  drivers: readonly Driver[],
  dayMs: number,
  range: { fromMs: number; toMs: number },
): HistoricVisit | undefined {
  const leisure = isLeisureDay(dayMs)
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const driver = cpo.random.weighted(drivers, (candidate) => candidate.weight)
    const place = chooseHistoricPlace(cpo, driver, leisure)
    const connector = place.evse.connectors[0]
    if (!connector) continue
    const startMs = localInstant(cpo, place, dayMs, arrivalMinutes(cpo, isDirect(place), leisure))
    if (startMs === undefined || startMs < range.fromMs) continue
    const plan = historicPlan(cpo, driver, connector)
    const endMs = startMs + planSeconds(plan) * 1000
    if (endMs > range.toMs) continue
    const keys = [driver.token.uid, place.evse.uid]
    if (overlapping(cpo, keys, startMs - 60_000, endMs + 60_000) !== undefined) continue
    takeTime(cpo, keys, startMs, endMs)
    return { driver, place, connector, startMs, plan }
  }
  return undefined
}
