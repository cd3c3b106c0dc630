// What pricing a charge anew needs, in some hundred characters: back-tests read a million of them.
import type { DecimalString } from '@/lib/kernel/decimal'
import { instant, type Instant } from '@/lib/kernel/time'
import { ENGINE_VERSION, type Breakdown, type BreakdownLine, type PricedDimension } from '@/lib/pricing/breakdown'
import type { ChargeFacts } from './charge-facts'
import type { CurrentType } from './price-plan'

/** Price-relevant dimensions of a period, in the order of their places in `PackedPeriod`. */
const VOLUMES = ['ENERGY', 'TIME', 'PARKING_TIME', 'RESERVATION_TIME', 'POWER'] as const
const DIMENSIONS: readonly PricedDimension[] = ['ENERGY', 'TIME', 'PARKING_TIME', 'FLAT', 'RESERVATION_TIME']
const REASONS: readonly BreakdownLine['reason'][] = ['only_match', 'first_match', 'reservation', 'reservation_expired']

/** Milliseconds since the start, then volumes by `VOLUMES`, several of a kind as a list. */
type PackedPeriod = [at: number, ...volumes: (DecimalString | DecimalString[] | 0)[]]
/** A component: dimension, tariff, element, unit price, reason. */
type PackedComponent = [number, string, number, DecimalString, number]
/** Component, period, billed quantity, amount; from and to in milliseconds since the start where they are not the period's. */
type PackedLine = [number, number, DecimalString, DecimalString | null, number?, number?]
type PackedBreakdown = [
  currency: string,
  excl: DecimalString | null,
  energyKwh: DecimalString,
  adjustment: [0 | 1, DecimalString | null] | 0,
  components: PackedComponent[],
  lines: PackedLine[],
]
type Packed = [
  startedAt: number,
  endedAt: number,
  energyKwh: DecimalString,
  current: CurrentType,
  powerKw: number,
  periods: PackedPeriod[],
  breakdown: PackedBreakdown | 0,
  place: [
    countryCode: string,
    partyId: string,
    locationId: string,
    country: string,
    latitude?: string,
    longitude?: string,
  ],
]

/** Whose charge point it was and where: some plans price by it. */
export type ChargePlace = {
  countryCode: string
  partyId: string
  location: { id: string; country: string; coordinates: { latitude: string; longitude: string } | null }
}
export type PricedCharge = { facts: ChargeFacts; breakdown: Breakdown | null; place: ChargePlace }

function packPeriod(period: ChargeFacts['periods'][number], startedAt: Instant): PackedPeriod {
  const volumes = VOLUMES.map((type) => {
    const found = period.dimensions.filter((entry) => entry.type === type).map((entry) => entry.volume)
    return found.length > 1 ? found : (found[0] ?? 0)
  })
  while (volumes.at(-1) === 0) volumes.pop()
  return [period.startedAt - startedAt, ...volumes]
}

function packBreakdown({ breakdown, facts }: { breakdown: Breakdown; facts: ChargeFacts }): PackedBreakdown {
  const components: PackedComponent[] = []
  const places = new Map<string, number>()
  const lines = breakdown.lines.map((line): PackedLine => {
    const { dimension, tariffId, element, unitPrice, reason, period, billedQuantity, excl } = line
    const component: PackedComponent = [
      DIMENSIONS.indexOf(dimension),
      tariffId,
      element,
      unitPrice,
      REASONS.indexOf(reason),
    ]
    const key = JSON.stringify(component)
    let place = places.get(key)
    if (place === undefined) {
      place = components.push(component) - 1
      places.set(key, place)
    }
    const [from, to] = spanOf(facts, period)
    const usual = from === line.startedAt && to === line.endedAt
    return usual
      ? [place, period, billedQuantity, excl]
      : [place, period, billedQuantity, excl, line.startedAt - facts.startedAt, line.endedAt - facts.startedAt]
  })
  const { currency, excl, adjustment, totals } = breakdown
  const bound = adjustment && ([adjustment.kind === 'min_price' ? 0 : 1, adjustment.excl] as const)
  return [currency, excl, totals.energyKwh, bound ? [...bound] : 0, components, lines]
}

function packPlace({ countryCode, partyId, location }: ChargePlace): Packed[7] {
  const { id, country, coordinates } = location
  const where: Packed[7] = [countryCode, partyId, id, country]
  return coordinates ? [countryCode, partyId, id, country, coordinates.latitude, coordinates.longitude] : where
}

function unpackPlace([countryCode, partyId, id, country, latitude, longitude]: Packed[7]): ChargePlace {
  const coordinates = latitude === undefined || longitude === undefined ? null : { latitude, longitude }
  return { countryCode, partyId, location: { id, country, coordinates } }
}

function spanOf(facts: Pick<ChargeFacts, 'periods' | 'endedAt'>, period: number): [Instant | undefined, Instant] {
  return [facts.periods[period]?.startedAt, facts.periods[period + 1]?.startedAt ?? facts.endedAt]
}

/** Keeps of both what the customer's price can depend on, and nothing that only explains it. */
export function packCharge({ facts, breakdown, place }: PricedCharge): string {
  const { startedAt, endedAt, energyKwh, current, powerKw } = facts
  const packed: Packed = [
    startedAt,
    endedAt,
    energyKwh,
    current,
    powerKw,
    facts.periods.map((period) => packPeriod(period, startedAt)),
    breakdown === null ? 0 : packBreakdown({ breakdown, facts }),
    packPlace(place),
  ]
  return JSON.stringify(packed)
}

function unpackPeriod([at, ...volumes]: PackedPeriod, startedAt: number): ChargeFacts['periods'][number] {
  const dimensions: { type: string; volume: DecimalString }[] = []
  volumes.forEach((volume, index) => {
    const type = VOLUMES[index]! // packed by the same list
    if (Array.isArray(volume)) for (const entry of volume) dimensions.push({ type, volume: entry })
    else if (volume !== 0) dimensions.push({ type, volume })
  })
  return { startedAt: instant(startedAt + at), dimensions, tariffId: null }
}

function unpackBreakdown(packed: PackedBreakdown, facts: ChargeFacts): Breakdown {
  const [currency, excl, energyKwh, adjustment, components, lines] = packed
  return {
    engineVersion: ENGINE_VERSION,
    currency,
    excl,
    incl: null,
    rounded: { excl: null, incl: null },
    adjustment:
      adjustment === 0
        ? null
        : { kind: adjustment[0] === 0 ? 'min_price' : 'max_price', excl: adjustment[1], incl: null },
    totals: { energyKwh, timeHours: '0', parkingHours: '0', reservationHours: '0' },
    findings: [],
    lines: lines.map(([place, period, billedQuantity, amount, from, to]) => {
      const [dimension, tariffId, element, unitPrice, reason] = components[place]! // packed beside the lines
      const [startedAt, endedAt] = spanOf(facts, period)
      return {
        dimension: DIMENSIONS[dimension]!, // packed by the same list
        period,
        startedAt: from === undefined ? (startedAt ?? facts.startedAt) : instant(facts.startedAt + from),
        endedAt: to === undefined ? endedAt : instant(facts.startedAt + to),
        tariffId,
        element,
        quantity: billedQuantity,
        billedQuantity,
        unitPrice,
        vatPercent: null,
        excl: amount,
        incl: null,
        reason: REASONS[reason]!, // packed by the same list
      }
    }),
  }
}

/** What was packed, as `priceRetail` takes it: the same rules give the same price, line by line. */
export function unpackCharge(text: string): PricedCharge {
  const [start, end, energyKwh, current, powerKw, periods, breakdown, place] = JSON.parse(text) as Packed // written above
  const facts: ChargeFacts = {
    startedAt: instant(start),
    endedAt: instant(end),
    energyKwh,
    current,
    powerKw,
    periods: periods.map((period) => unpackPeriod(period, start)),
  }
  return { facts, breakdown: breakdown === 0 ? null : unpackBreakdown(breakdown, facts), place: unpackPlace(place) }
}
