// Published prices over HTTP: the exchange's from ENTSO-E, or from elprisetjustnu where ENTSO-E is not set or has none,
// and the ECB's rates before them. Which source a price came from stays with it.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import { AppError } from '@/lib/kernel/errors'
import { BILLING_ZONE, addDays, startOfDay, toIsoInstant, type CalendarDate } from '@/lib/kernel/time'
import { env, type Env } from '@/lib/platform/env'
import { peerFetch } from '@/lib/platform/http/peer-fetch'
import { logger } from '@/lib/platform/logger'
import { BIDDING_AREAS, type BiddingArea } from '../core/bidding-area'
import { dueDays, dueRateDay, missingDays, type KnownDay } from '../core/price-schedule'
import { ENTSOE_CODES } from '../core/read-entsoe'
import { importExchangeRates } from './import-exchange-rates'
import { importSpotPrices } from './import-spot-prices'

export type PriceSources = Env['prices']
export type FetchedPrices = {
  imported: number
  missing: { area: BiddingArea; day: CalendarDate }[]
  failures: string[]
}

const TIMEOUT_MS = 30_000

async function read(url: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await peerFetch({ method: 'GET', url, headers, timeoutMs: TIMEOUT_MS, retry: true })
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`)
  return answer.body
}

/** `202610242200`, UTC, as the platform wants it. */
function entsoeTime(day: CalendarDate): string {
  return toIsoInstant(startOfDay(day, BILLING_ZONE)).replace(/[-:T]/g, '').slice(0, 12)
}

async function fromEntsoe(
  ctx: SystemCtx,
  { entsoeUrl, entsoeToken }: PriceSources,
  area: BiddingArea,
  day: CalendarDate,
) {
  const query = new URLSearchParams({
    documentType: 'A44',
    in_Domain: ENTSOE_CODES[area],
    out_Domain: ENTSOE_CODES[area],
    periodStart: entsoeTime(day),
    periodEnd: entsoeTime(addDays(day, 1)),
    ...(entsoeToken === undefined ? {} : { securityToken: entsoeToken }),
  })
  const text = await read(`${entsoeUrl}?${query.toString()}`, { accept: 'application/xml' })
  return importSpotPrices(ctx, { format: 'entsoe', text, origin: `${entsoeUrl} ${area} ${day}` })
}

async function fromElpriset(ctx: SystemCtx, { elprisetUrl }: PriceSources, area: BiddingArea, day: CalendarDate) {
  const url = `${elprisetUrl}/${day.slice(0, 4)}/${day.slice(5)}_${area}.json`
  const text = await read(url, { accept: 'application/json' })
  return importSpotPrices(ctx, { format: 'elpriset', text, origin: url, area })
}

async function listKnownDays(ctx: SystemCtx, days: readonly CalendarDate[]): Promise<KnownDay[]> {
  return (await reader(ctx).execute(sql`
    select s.area, d.day, count(distinct s.started_at)::int as quarters
    from (select x as day, (x::date)::timestamp at time zone ${BILLING_ZONE} as "from", (x::date + 1)::timestamp at time zone ${BILLING_ZONE} as "to"
      from json_array_elements_text(${JSON.stringify(days)}::text::json) x) d
    join spot_prices s on s.started_at >= d."from" and s.started_at < d."to" group by s.area, d.day`)) as unknown as KnownDay[] // the columns of the statement
}

async function fetchDueRates(ctx: SystemCtx, { ecbUrl }: PriceSources): Promise<number> {
  if (ecbUrl === undefined) return 0
  const [known] = (await reader(ctx).execute(sql`select max(day)::text as day from exchange_rates`)) as unknown as {
    day: CalendarDate | null
  }[] // the column of the statement
  const due = dueRateDay(ctx.clock.now())
  if (known?.day && known.day >= due) return 0
  // The daily file has one day; after a gap the ninety days have what was missed.
  const isBehind = !known?.day || known.day < addDays(due, -1)
  const url = `${ecbUrl}/${isBehind ? 'eurofxref-hist-90d.xml' : 'eurofxref-daily.xml'}`
  const results = await importExchangeRates(ctx, { text: await read(url), origin: url })
  return results.filter(({ revision }) => revision !== null).length
}

/** A failure of one source or day leaves the others alone, and is tried again with the next run. */
async function attempt(what: string, failures: string[], work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    failures.push(`${what}: ${reason}`)
    if (!(error instanceof AppError)) logger.warn('prices.fetch', { what, reason })
    return 0
  }
}

/**
 * Fetches what should be published by now and is not known in full: rates first, for prices in euro need them, then each
 * area and day. Does nothing where no address is set. Safe to repeat; what is known is not asked for again.
 */
export async function fetchDuePrices(ctx: SystemCtx, sources: PriceSources = env().prices): Promise<FetchedPrices> {
  authorize(ctx, 'price-plan:write')
  const failures: string[] = []
  let imported = await attempt('rates', failures, () => fetchDueRates(ctx, sources))
  if (sources.entsoeUrl === undefined && sources.elprisetUrl === undefined) return { imported, missing: [], failures }
  const days = dueDays(ctx.clock.now())
  const missing = async () => missingDays(BIDDING_AREAS, days, await listKnownDays(ctx, days))
  for (const [url, fetchFrom] of [
    [sources.entsoeUrl, fromEntsoe],
    [sources.elprisetUrl, fromElpriset],
  ] as const) {
    if (url === undefined) continue
    for (const { area, day } of await missing())
      imported += await attempt(`${area} ${day}`, failures, async () => {
        const stored = await fetchFrom(ctx, sources, area, day)
        return stored.filter(({ revision }) => revision !== null).length
      })
  }
  return { imported, missing: await missing(), failures }
}
