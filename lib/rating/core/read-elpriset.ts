// The JSON of elprisetjustnu.se: one area and day, each row with its offset; 24 rows before October 2025 and a row a
// quarter since. The rows do not say of which area they are.
import { z } from 'zod'
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { instant, MINUTE_MS, parseInstant } from '@/lib/kernel/time'
import type { BiddingArea } from './bidding-area'
import { PriceFileError, type SpotDocument, type StatedPrice } from './price-document'
import { QUARTER_MS } from './spot-prices'

const Row = z.object({
  SEK_per_kWh: z.number(),
  EUR_per_kWh: z.number(),
  EXR: z.number().positive(),
  time_start: z.string(),
  time_end: z.string(),
})
const MOST_ROWS = 10_000

function readRows(text: string): z.infer<typeof Row>[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new PriceFileError('this is not JSON', null)
  }
  if (!Array.isArray(parsed) || parsed.length === 0 || parsed.length > MOST_ROWS)
    throw new PriceFileError('wanted: a list of prices', null)
  return parsed.map((value: unknown, index) => {
    const row = Row.safeParse(value)
    const [issue] = row.error?.issues ?? []
    if (!row.success) throw new PriceFileError(`row ${index + 1}: ${issue?.path.join('.')} ${issue?.message}`, null)
    return row.data
  })
}

/** `2026/10-24_SE3.json` names its area; null where a name does not. */
export function areaInName(name: string): BiddingArea | null {
  const match = /(?:^|[^A-Za-z0-9])SE([1-4])(?![0-9])/i.exec(name)
  return match ? (`SE${match[1]}` as BiddingArea) : null // one of the four digits above
}

/** Throws a `PriceFileError` that names the row. Its conversion to kronor is kept as it stands, with its rate. */
export function readElpriset(text: string, area: BiddingArea): SpotDocument {
  const rows = readRows(text)
  const perKwh = new Map<number, string>()
  const prices: StatedPrice[] = []
  rows.forEach((row, index) => {
    const where = `row ${index + 1}`
    const [from, to] = [parseInstant(row.time_start), parseInstant(row.time_end)]
    if (from === null || to === null) throw new PriceFileError(`${where}: no time`, null)
    const minutes = (to - from) / MINUTE_MS
    if ((minutes !== 15 && minutes !== 60) || from % QUARTER_MS !== 0)
      throw new PriceFileError(`${where}: neither an hour nor a quarter of one`, null)
    const perMwh = toDecimalString(decimal(row.EUR_per_kWh).times(1000))
    for (let at = from; at < to; at = instant(at + QUARTER_MS)) {
      if (perKwh.has(at)) throw new PriceFileError(`${where}: a time that is stated already`, null)
      perKwh.set(at, toDecimalString(decimal(row.SEK_per_kWh)))
      prices.push({ area, startedAt: at, minutes, perMwh })
    }
  })
  const [first] = rows
  if (first && rows.some(({ EXR }) => EXR !== first.EXR)) throw new PriceFileError('several rates in one file', null)
  const rate = toDecimalString(decimal(first?.EXR ?? 1))
  return { currency: 'EUR', converted: { perKwh, rate }, prices: prices.toSorted((a, b) => a.startedAt - b.startedAt) }
}
