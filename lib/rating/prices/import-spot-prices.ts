import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { pricePublications } from '@/db/schema/prices'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, PreconditionError } from '@/lib/kernel/errors'
import { newId } from '@/lib/kernel/ids'
import { instant, toIsoInstant, type CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import type { BiddingArea } from '../core/bidding-area'
import {
  convertPrices,
  countChanges,
  firstRateDay,
  isCoarser,
  isCorrection,
  lastRateDay,
  type DayOfPrices,
  type KnownPrice,
} from '../core/convert-prices'
import { PriceFileError, type SpotDocument } from '../core/price-document'
import { areaInName, readElpriset } from '../core/read-elpriset'
import { readEntsoe } from '../core/read-entsoe'
import type { SpotSource } from '../core/spot-prices'
import { findRate, type FoundRate } from './find-rate'
import { loadSpotPrices } from './load-spot-prices'
import { queuePriceCorrection } from './queue-price-correction'

export type SpotFile = {
  format: 'entsoe' | 'elpriset'
  text: string
  /** Name of the file, or the address it came from without any secret. */
  origin: string
  /** For a format that does not name its area; else the name of the file says it. */
  area?: BiddingArea
  /** Invented prices of the demo are marked as such for ever. */
  sample?: boolean
}
export type ImportedDay = {
  area: BiddingArea
  day: CalendarDate
  /** Null where the file says nothing new. */
  revision: number | null
  prices: number
  changed: number
}

function readFile({ format, text, origin, area }: SpotFile): SpotDocument {
  try {
    if (format === 'entsoe') return readEntsoe(text)
    const named = area ?? areaInName(origin)
    if (!named) throw new PriceFileError('the file does not say of which area it is: name SE1, SE2, SE3 or SE4', null)
    return readElpriset(text, named)
  } catch (error) {
    throw error instanceof PriceFileError ? new InvalidError(`${origin}: ${error.message}`, 'file') : error
  }
}

/** The rate for each delivery day of a document that has to be converted. */
async function ratesFor(db: Tx, document: SpotDocument): Promise<Map<CalendarDate, FoundRate>> {
  const rates = new Map<CalendarDate, FoundRate>()
  if (document.currency === 'SEK' || document.converted) return rates
  if (document.currency !== 'EUR') throw new InvalidError(`prices in ${document.currency} cannot be converted`, 'file')
  const days = new Set(convertPrices(document, () => '1').map(({ day }) => day))
  for (const day of days) {
    const rate = await findRate(db, 'SEK', { from: firstRateDay(day), to: lastRateDay(day) })
    if (!rate)
      throw new PreconditionError(
        `no rate of the krona for prices of ${day}: import the ECB's rates up to ${lastRateDay(day)} first`,
      )
    rates.set(day, rate)
  }
  return rates
}

async function knownPrices(db: Tx, { area, prices }: DayOfPrices): Promise<ReadonlyMap<number, KnownPrice>> {
  const times = prices.map(({ startedAt }) => startedAt)
  const [from, to] = [instant(Math.min(...times)), instant(Math.max(...times))]
  return (await loadSpotPrices(db, [{ area, from, to }])).get(area) ?? new Map()
}

type Store = { db: Tx; ctx: StaffCtx | SystemCtx; file: SpotFile; source: SpotSource; document: SpotDocument }

async function storeDay(
  { db, ctx, file, source, document }: Store,
  day: DayOfPrices,
  found: FoundRate | undefined,
): Promise<ImportedDay> {
  const known = await knownPrices(db, day)
  if (isCoarser(day, known))
    throw new InvalidError(`${file.origin}: prices by the quarter are known for ${day.area} on ${day.day}`, 'file')
  const changed = countChanges(day, known)
  const result = { area: day.area, day: day.day, prices: day.prices.length, changed }
  if (changed === 0) return { ...result, revision: null }
  const [last] = (await db.execute(sql`
    select coalesce(max(revision), 0)::int as revision from price_publications
    where kind = 'spot' and area = ${day.area} and day = ${day.day}::date`)) as unknown as { revision: number }[] // its column
  const revision = (last?.revision ?? 0) + 1
  const now = ctx.clock.now()
  const id = newId('pricePublication', now)
  const rate = document.converted
    ? { rate: document.converted.rate, rateSource: source, rateDay: null }
    : { rate: found?.rate ?? null, rateSource: found?.source ?? null, rateDay: found?.day ?? null }
  await db.insert(pricePublications).values({
    id,
    kind: 'spot',
    area: day.area,
    day: day.day,
    revision,
    source,
    origin: file.origin,
    sha256: createHash('sha256').update(file.text).digest('hex'),
    receivedAt: now,
    receivedBy: ctx.actor === 'staff' ? ctx.userId : null,
    currency: document.currency,
    ...rate,
    entries: day.prices.length,
    changed,
  })
  const rows = day.prices.map(({ startedAt, minutes, perMwh, perKwh }) => ({
    at: toIsoInstant(startedAt),
    minutes,
    per_mwh: perMwh,
    per_kwh: perKwh,
  }))
  await db.execute(sql`
    insert into spot_prices (area, started_at, revision, publication_id, source, minutes, per_mwh, per_kwh)
    select ${day.area}, p.at, ${revision}, ${id}, ${source}, p.minutes, p.per_mwh, p.per_kwh
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as p (at timestamptz, minutes smallint, per_mwh numeric, per_kwh numeric)`)
  if (isCorrection(day, known)) await queuePriceCorrection(db, id, now)
  return { ...result, revision }
}

/**
 * Stores a file of spot prices, whole or not at all. What it says that was not known becomes a new revision of its area
 * and day; a file that says nothing new changes nothing. Sessions that waited for a price are
 * rated again, and so is what was rated by a price that is another one now and is not billed. Refuses a file
 * that is not what it should be, with line and reason, and one in euro while the rate of its day is not known.
 */
export async function importSpotPrices(ctx: StaffCtx | SystemCtx, file: SpotFile): Promise<ImportedDay[]> {
  authorize(ctx, 'price-plan:write')
  const document = readFile(file)
  const source: SpotSource = file.sample ? 'sample' : file.format
  return withTransaction(ctx, async (tx) => {
    const { db } = tx
    await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('price-publications', 0))`)
    const rates = await ratesFor(db, document)
    const days: ImportedDay[] = []
    for (const day of convertPrices(document, (each) => rates.get(each)?.rate ?? '0'))
      days.push(await storeDay({ db, ctx, file, source, document }, day, rates.get(day.day)))
    if (days.some((day) => day.revision !== null)) {
      await enqueue(db, 'rate-awaiting-prices', {}, { key: 'rate-awaiting-prices' })
      await audit(tx, { action: 'price.import', entity: 'spot-prices', entityId: file.origin, after: { days } })
    }
    return days
  })
}
