import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { PricePublicationId } from '@/lib/kernel/ids'
import { toIsoInstant, type CalendarDate, type Instant } from '@/lib/kernel/time'
import { rateDayOf, type Exchange, type RateSource, type StatedRate } from '../core/exchange'
import { PLAN_CURRENCY } from '../core/price-plan'

export type ExchangeWish = {
  /** What the session's money is, and its tariffs'. Nothing is looked up where all of it is kronor. */
  currencies: readonly string[]
  startedAt: Instant
  /** Only what we had received by then. */
  heldBy?: Instant
}

type Row = {
  wish: number
  currency: string
  rate: string
  revision: number
  source: RateSource
  publication_id: PricePublicationId
}

/** The rates of the day that serves each wish, by their latest revision; null where no money is foreign. */
export async function loadExchanges(db: Reader, wishes: readonly ExchangeWish[]): Promise<(Exchange | null)[]> {
  const days = wishes.map(({ currencies, startedAt }): CalendarDate | null =>
    currencies.some((currency) => currency !== PLAN_CURRENCY) ? rateDayOf(startedAt) : null,
  )
  const asked = wishes.flatMap(({ currencies, heldBy }, wish) =>
    days[wish] === null
      ? []
      : [...new Set([...currencies, PLAN_CURRENCY])].map((currency) => ({
          wish,
          currency,
          day: days[wish],
          held_by: heldBy === undefined ? null : toIsoInstant(heldBy),
        })),
  )
  if (asked.length === 0) return wishes.map(() => null)
  const rows = (await db.execute(sql`
    select distinct on (w.wish, e.currency) w.wish, e.currency, trim_scale(e.rate)::text as rate, e.revision, p.source, e.publication_id
    from json_to_recordset(${JSON.stringify(asked)}::text::json) as w (wish int, currency text, day date, held_by timestamptz)
    join exchange_rates e on e.currency = w.currency and e.day = w.day
    join price_publications p on p.id = e.publication_id and (w.held_by is null or p.received_at <= w.held_by)
    order by w.wish, e.currency, e.revision desc`)) as unknown as Row[] // the columns of the statement
  const found = new Map<number, Map<string, StatedRate>>()
  for (const { wish, currency, rate, revision, source, publication_id: publicationId } of rows) {
    const perEuro = found.get(wish) ?? new Map<string, StatedRate>()
    found.set(wish, perEuro.set(currency, { rate, revision, source, publicationId }))
  }
  return days.map((day, wish) => day && { day, perEuro: found.get(wish) ?? new Map() })
}
