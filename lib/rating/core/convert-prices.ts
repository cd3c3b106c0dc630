// Spot prices in kronor per kWh, and what is new about them.
import { decimal, roundHalfUp, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { addDays, BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import type { BiddingArea } from './bidding-area'
import type { SpotDocument, StatedPrice } from './price-document'

/** A thousandth of an öre is far below what a kWh is sold in. */
const PER_KWH_DIGITS = 8

export type AppliedRate = { rate: DecimalString; source: string; day: CalendarDate | null }
export type ConvertedPrice = StatedPrice & { perKwh: DecimalString }
export type DayOfPrices = { area: BiddingArea; day: CalendarDate; prices: ConvertedPrice[] }

/** Prices are set at auction on the day before delivery; a rate is of use if it was published before that day. */
export function lastRateDay(delivery: CalendarDate): CalendarDate {
  return addDays(delivery, -2)
}

/** Further back than this something is wrong with the rates: no run of holidays is as long. */
export function firstRateDay(delivery: CalendarDate): CalendarDate {
  return addDays(delivery, -10)
}

/** A document's prices by area and day in Stockholm. `rateOf` is asked only for a currency that has to be converted. */
export function convertPrices(document: SpotDocument, rateOf: (day: CalendarDate) => DecimalString): DayOfPrices[] {
  const days = new Map<string, DayOfPrices>()
  for (const price of document.prices) {
    const day = localDate(price.startedAt, BILLING_ZONE)
    const key = `${price.area} ${day}`
    const entry = days.get(key) ?? { area: price.area, day, prices: [] }
    days.set(key, entry)
    entry.prices.push({ ...price, perKwh: perKwhOf(document, price, day, rateOf) })
  }
  return [...days.values()]
}

function perKwhOf(
  { converted, currency }: SpotDocument,
  { startedAt, perMwh }: StatedPrice,
  day: CalendarDate,
  rateOf: (day: CalendarDate) => DecimalString,
): DecimalString {
  const stated = converted?.perKwh.get(startedAt)
  if (stated !== undefined) return stated
  const rate = currency === 'SEK' ? '1' : rateOf(day)
  return toDecimalString(roundHalfUp(decimal(perMwh).times(rate).div(1000), PER_KWH_DIGITS))
}

export type KnownPrice = { perKwh: DecimalString; minutes: 15 | 60; revision: number }

/** How many of a day's prices say something new. */
export function countChanges(day: DayOfPrices, known: ReadonlyMap<number, KnownPrice>): number {
  return day.prices.filter(({ startedAt, perKwh, minutes }) => {
    const before = known.get(startedAt)
    return !before || before.minutes !== minutes || !decimal(before.perKwh).equals(perKwh)
  }).length
}

/** Whether a price that could be used already is another one now. */
export function isCorrection(day: DayOfPrices, known: ReadonlyMap<number, KnownPrice>): boolean {
  return day.prices.some(({ startedAt, perKwh }) => {
    const before = known.get(startedAt)
    return before !== undefined && !decimal(before.perKwh).equals(perKwh)
  })
}

/** A day of which finer prices are known is not made coarser by a later file. */
export function isCoarser(day: DayOfPrices, known: ReadonlyMap<number, KnownPrice>): boolean {
  return day.prices.some(({ startedAt, minutes }) => minutes > (known.get(startedAt)?.minutes ?? 60))
}
