// Spot prices and reference rates for the demonstration, invented and marked as samples: a curve as one knows it, cheap at
// night and in the north, with some hours below zero. They go through the importers, as everybody's do.
import type { SystemCtx } from '@/lib/auth/context'
import { addDays, BILLING_ZONE, localTime, startOfDay, type CalendarDate, type Instant } from '@/lib/kernel/time'
import { BIDDING_AREAS, type BiddingArea } from '@/lib/rating/core/bidding-area'
import { quartersInDay } from '@/lib/rating/core/price-schedule'
import { QUARTER_MS } from '@/lib/rating/core/spot-prices'
import { ecbXml, entsoeXml } from '@/lib/rating/fixtures/price-files'
import { importExchangeRates } from '@/lib/rating/prices/import-exchange-rates'
import { importSpotPrices } from '@/lib/rating/prices/import-spot-prices'

/** EUR per MWh of an ordinary day. */
const LEVEL: Readonly<Record<BiddingArea, number>> = { SE1: 24, SE2: 26, SE3: 46, SE4: 58 }
const SWING: Readonly<Record<BiddingArea, number>> = { SE1: 0.5, SE2: 0.55, SE3: 1, SE4: 1.2 }
const ORIGIN = 'Exempeldata'

/** The same figure for the same day and purpose, from 0 to 1: the demonstration looks alike on every machine. */
function figure(...parts: (string | number)[]): number {
  let hash = 2_166_136_261
  for (const letter of parts.join(' ')) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619)
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296
}

const bump = (hour: number, at: number, width: number) => Math.exp(-(((hour - at) / width) ** 2))

function priceAt(area: BiddingArea, day: CalendarDate, at: Instant): string {
  const { secondOfDay, weekday } = localTime(at, BILLING_ZONE)
  const hour = secondOfDay / 3600
  const wind = 0.35 + 1.1 * figure('wind', day)
  const week = weekday > 5 ? 0.8 : 1
  const shape = 0.62 + 0.55 * bump(hour, 8, 1.6) + 0.85 * bump(hour, 18, 2.2) - 0.25 * bump(hour, 3, 3)
  const quarter = 1 + 0.12 * (figure('quarter', area, at) - 0.5)
  const price = LEVEL[area] * wind * week * (1 + SWING[area] * (shape - 0.75)) * quarter
  // On the windiest nights there is more than anybody wants.
  const surplus = wind < 0.5 && hour < 5 ? 18 : 0
  return (price - surplus).toFixed(2)
}

function daysFrom(first: CalendarDate, last: CalendarDate): CalendarDate[] {
  const days: CalendarDate[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day)
  return days
}

/** Rates of each weekday and prices of each quarter of these days, both ends included. */
export async function loadSamplePrices(ctx: SystemCtx, first: CalendarDate, last: CalendarDate): Promise<void> {
  const rates = daysFrom(addDays(first, -10), addDays(last, -1))
    .filter((day) => localTime(startOfDay(day, BILLING_ZONE), BILLING_ZONE).weekday <= 5)
    .map((day): [string, Record<string, string>] => [
      day,
      {
        SEK: (11.1 + 0.4 * figure('SEK', day)).toFixed(4),
        NOK: (10.7 + 0.3 * figure('NOK', day)).toFixed(4),
        DKK: '7.4747',
        USD: (1.1 + 0.05 * figure('USD', day)).toFixed(4),
      },
    ])
  await importExchangeRates(ctx, { text: ecbXml(Object.fromEntries(rates)), origin: ORIGIN, sample: true })
  const days = daysFrom(first, last)
  for (const area of BIDDING_AREAS) {
    const series = days.map((day) => {
      const from = startOfDay(day, BILLING_ZONE)
      const values = Array.from(
        { length: quartersInDay(day) },
        (_, index) => priceAt(area, day, (from + index * QUARTER_MS) as Instant), // a whole number of quarters later
      )
      return { area, from, values }
    })
    await importSpotPrices(ctx, { format: 'entsoe', text: entsoeXml(...series), origin: ORIGIN, sample: true })
  }
}

/** The exchange states a day from six in the morning anew, dearer than it was, after charges had been priced by it. */
export async function correctSamplePrices(ctx: SystemCtx, area: BiddingArea, day: CalendarDate): Promise<void> {
  const from = startOfDay(day, BILLING_ZONE)
  const values = Array.from({ length: quartersInDay(day) }, (_, index) => {
    const at = (from + index * QUARTER_MS) as Instant // a whole number of quarters later
    const isCorrected = localTime(at, BILLING_ZONE).secondOfDay >= 6 * 3600
    return isCorrected ? (Number(priceAt(area, day, at)) * 1.35 + 4).toFixed(2) : priceAt(area, day, at)
  })
  const text = entsoeXml({ area, from, values })
  await importSpotPrices(ctx, { format: 'entsoe', text, origin: `${ORIGIN}, rättelse`, sample: true })
}
