import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { exchangeRates, pricePublications } from '@/db/schema/prices'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { InvalidError } from '@/lib/kernel/errors'
import { newId } from '@/lib/kernel/ids'
import type { CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { PriceFileError, type StatedRate } from '../core/price-document'
import { readEcbRates } from '../core/read-ecb-rates'

export type RatesFile = { text: string; origin: string; sample?: boolean }
export type ImportedRates = { day: CalendarDate; revision: number | null; rates: number; changed: number }

type Known = { currency: string; day: CalendarDate; rate: DecimalString }

async function knownRates(db: Tx, days: readonly CalendarDate[]): Promise<Map<string, DecimalString>> {
  const rows = (await db.execute(sql`
    select distinct on (day, currency) day::text as day, currency, rate::text as rate from exchange_rates
    where day in (select d::date from json_array_elements_text(${JSON.stringify(days)}::text::json) d)
    order by day, currency, revision desc`)) as unknown as Known[] // the columns of the statement
  return new Map(rows.map(({ day, currency, rate }) => [`${day} ${currency}`, rate]))
}

function byDay(rates: readonly StatedRate[]): Map<CalendarDate, StatedRate[]> {
  const days = new Map<CalendarDate, StatedRate[]>()
  for (const rate of rates) {
    const day = days.get(rate.day)
    if (day) day.push(rate)
    else days.set(rate.day, [rate])
  }
  return days
}

async function lastRevisions(db: Tx, days: readonly CalendarDate[]): Promise<Map<CalendarDate, number>> {
  const rows = (await db.execute(sql`
    select day::text as day, max(revision)::int as revision from price_publications
    where kind = 'rates' and day in (select d::date from json_array_elements_text(${JSON.stringify(days)}::text::json) d)
    group by day`)) as unknown as { day: CalendarDate; revision: number }[] // the columns of the statement
  return new Map(rows.map(({ day, revision }) => [day, revision]))
}

/**
 * Stores the ECB's reference rates of one or many days, whole or not at all; a day with a rate that was not known, or was
 * another, becomes a new revision. What was converted keeps the rate it was converted with.
 */
export async function importExchangeRates(ctx: StaffCtx | SystemCtx, file: RatesFile): Promise<ImportedRates[]> {
  authorize(ctx, 'price-plan:write')
  let stated: Map<CalendarDate, StatedRate[]>
  try {
    stated = byDay(readEcbRates(file.text))
  } catch (error) {
    throw error instanceof PriceFileError ? new InvalidError(`${file.origin}: ${error.message}`, 'file') : error
  }
  const sha256 = createHash('sha256').update(file.text).digest('hex')
  return withTransaction(ctx, async (tx) => {
    const { db } = tx
    await db.execute(sql`select pg_advisory_xact_lock(hashtextextended('price-publications', 0))`)
    const days = [...stated.keys()].toSorted()
    const [known, revisions] = [await knownRates(db, days), await lastRevisions(db, days)]
    const now = ctx.clock.now()
    const results: ImportedRates[] = []
    for (const day of days) {
      const rates = stated.get(day) ?? []
      const changed = rates.filter(({ currency, rate }) => {
        const before = known.get(`${day} ${currency}`)
        return before === undefined || !decimal(before).equals(rate)
      }).length
      if (changed === 0) {
        results.push({ day, revision: null, rates: rates.length, changed })
        continue
      }
      const revision = (revisions.get(day) ?? 0) + 1
      const id = newId('pricePublication', now)
      await db.insert(pricePublications).values({
        id,
        kind: 'rates',
        area: '*',
        day,
        revision,
        source: file.sample ? 'sample_rates' : 'ecb',
        origin: file.origin,
        sha256,
        receivedAt: now,
        receivedBy: ctx.actor === 'staff' ? ctx.userId : null,
        currency: 'EUR',
        entries: rates.length,
        changed,
      })
      await db
        .insert(exchangeRates)
        .values(rates.map(({ currency, rate }) => ({ currency, day, revision, publicationId: id, rate })))
      results.push({ day, revision, rates: rates.length, changed })
    }
    const stored = results.filter((result) => result.revision !== null)
    if (stored.length > 0) {
      await enqueue(db, 'rate-awaiting-prices', {}, { key: 'rate-awaiting-prices' })
      await audit(tx, {
        action: 'rate.import',
        entity: 'exchange-rates',
        entityId: file.origin,
        after: { days: stored.length, first: stored[0]?.day, last: stored.at(-1)?.day },
      })
    }
    return results
  })
}
