// ENTSO-E Transparency Platform, document type A44 (day-ahead prices), Publication_MarketDocument 7:3.
import { instant, MINUTE_MS, parseInstant, type Instant } from '@/lib/kernel/time'
import { childrenOf, parseXml, textOf, XmlError, type XmlElement } from '@/lib/kernel/xml'
import type { BiddingArea } from './bidding-area'
import { PriceFileError, readNumber, type SpotDocument, type StatedPrice } from './price-document'
import { QUARTER_MS } from './spot-prices'

export const ENTSOE_CODES: Readonly<Record<BiddingArea, string>> = {
  SE1: '10Y1001A1001A44P',
  SE2: '10Y1001A1001A45N',
  SE3: '10Y1001A1001A46L',
  SE4: '10Y1001A1001A47J',
}
const AREA_OF = new Map(Object.entries(ENTSOE_CODES).map(([area, code]) => [code, area as BiddingArea])) // keys of the table
const MINUTES: Readonly<Record<string, 15 | 60>> = { PT15M: 15, PT60M: 60, PT1H: 60 }
/** Far more than a year of quarters: a document that states more is none. */
const MOST_POINTS = 40_000

function required(element: XmlElement, name: string): string {
  const text = textOf(element, name)
  if (!text) throw new PriceFileError(`<${element.name}> has no <${name}>`, element.line)
  return text
}

/** Times are stated to the minute: `2026-10-24T22:00Z`. */
function readInstant(element: XmlElement, name: string): Instant {
  const text = required(element, name)
  const at = parseInstant(/T\d\d:\d\dZ$/.test(text) ? text.replace('Z', ':00Z') : text)
  if (at === null) throw new PriceFileError(`<${name}> is no time: ${text}`, element.line)
  return at
}

type Series = { area: BiddingArea; currency: string; repeats: boolean; periods: XmlElement[] }

/** Null for a series of another area than Sweden's, or of a later auction. */
function readSeries(series: XmlElement): Series | null {
  const code = textOf(series, 'out_Domain.mRID') ?? required(series, 'in_Domain.mRID')
  const area = AREA_OF.get(code)
  const auction = textOf(series, 'classificationSequence_AttributeInstanceComponent.position')
  if (!area || (auction !== null && auction !== '1')) return null
  const measure = textOf(series, 'price_Measure_Unit.name') ?? 'MWH'
  if (measure !== 'MWH') throw new PriceFileError(`prices per ${measure}, not per MWH`, series.line)
  const curve = textOf(series, 'curveType') ?? 'A01'
  if (curve !== 'A01' && curve !== 'A03') throw new PriceFileError(`the curve type ${curve} is not known`, series.line)
  const currency = required(series, 'currency_Unit.name')
  return { area, currency, repeats: curve === 'A03', periods: childrenOf(series, 'Period') }
}

function readPoints(period: XmlElement, count: number): Map<number, XmlElement> {
  const points = new Map<number, XmlElement>()
  for (const point of childrenOf(period, 'Point')) {
    const position = Number(required(point, 'position'))
    if (!Number.isInteger(position) || position < 1 || position > count)
      throw new PriceFileError(`position ${textOf(point, 'position')} is not one of ${count}`, point.line)
    if (points.has(position)) throw new PriceFileError(`position ${position} is stated twice`, point.line)
    points.set(position, point)
  }
  return points
}

/** In a curve of type A03 a position that is missing repeats the one before; else it is not known. */
function readPeriod({ area, repeats }: Series, period: XmlElement): StatedPrice[] {
  const [interval] = childrenOf(period, 'timeInterval')
  if (!interval) throw new PriceFileError('<Period> has no <timeInterval>', period.line)
  const resolution = required(period, 'resolution')
  const minutes = MINUTES[resolution]
  if (!minutes) throw new PriceFileError(`the resolution ${resolution} is not known`, period.line)
  const [from, to] = [readInstant(interval, 'start'), readInstant(interval, 'end')]
  const count = (to - from) / (minutes * MINUTE_MS)
  if (!Number.isInteger(count) || count < 1 || count > MOST_POINTS || from % QUARTER_MS !== 0)
    throw new PriceFileError('the interval is no whole number of steps', interval.line)
  const points = readPoints(period, count)
  if (repeats && !points.has(1))
    throw new PriceFileError('position 1 is missing, and nothing comes before it', period.line)
  const prices: StatedPrice[] = []
  let known: XmlElement | undefined
  for (let position = 1; position <= count; position += 1) {
    const point = points.get(position)
    known = point ?? (repeats ? known : undefined)
    if (!known) continue
    const perMwh = readNumber(textOf(known, 'price.amount'), 'the price', known.line)
    const startedAt = instant(from + (position - 1) * minutes * MINUTE_MS)
    for (let at = startedAt; at < startedAt + minutes * MINUTE_MS; at = instant(at + QUARTER_MS))
      prices.push({ area, startedAt: at, minutes, perMwh })
  }
  return prices
}

/** A platform that answers without data says why (Acknowledgement_MarketDocument). */
function refusal(root: XmlElement): PriceFileError {
  const [reason] = childrenOf(root, 'Reason')
  const text = reason && textOf(reason, 'text')
  return new PriceFileError(text ? `no prices: ${text}` : `<${root.name}> is no document of prices`, root.line)
}

/** Where a document states a quarter by the quarter and by the hour, the finer one counts. */
function mergePrices(prices: readonly StatedPrice[], line: number): StatedPrice[] {
  const merged = new Map<string, StatedPrice>()
  for (const price of prices) {
    const key = `${price.area} ${price.startedAt}`
    const known = merged.get(key)
    if (known && known.minutes === price.minutes && known.perMwh !== price.perMwh)
      throw new PriceFileError(`${price.area} has two prices for one time, ${known.perMwh} and ${price.perMwh}`, line)
    if (!known || price.minutes < known.minutes) merged.set(key, price)
  }
  return [...merged.values()].toSorted((a, b) =>
    a.area === b.area ? a.startedAt - b.startedAt : a.area < b.area ? -1 : 1,
  )
}

/** Prices of the Swedish areas in a document; other areas are passed over. Throws a `PriceFileError` with line and reason. */
export function readEntsoe(text: string): SpotDocument {
  let root: XmlElement
  try {
    root = parseXml(text)
  } catch (error) {
    throw error instanceof XmlError ? new PriceFileError(error.message, null) : error
  }
  if (root.name !== 'Publication_MarketDocument') throw refusal(root)
  const type = textOf(root, 'type')
  if (type !== null && type !== 'A44') throw new PriceFileError(`a document of type ${type}, not A44`, root.line)
  const series = childrenOf(root, 'TimeSeries').flatMap((each) => readSeries(each) ?? [])
  const [first] = series
  if (!first) throw new PriceFileError('no prices of SE1, SE2, SE3 or SE4', root.line)
  if (series.some(({ currency }) => currency !== first.currency))
    throw new PriceFileError('prices in several currencies', root.line)
  const prices = series.flatMap((each) => each.periods.flatMap((period) => readPeriod(each, period)))
  return { currency: first.currency, converted: null, prices: mergePrices(prices, root.line) }
}
