// The running charge, live: what it has given and what it costs so far. Plain JSON, for it is polled.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId, SessionId } from '@/lib/kernel/ids'
import { MINUTE_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { SessionStatus } from '@/lib/roaming/core/session'
import { accountOf } from '@/lib/roaming/cdrs/match-session'
import { excludeTwins } from '@/lib/roaming/exclude-twins'
import { findMySteering, type Steering } from '@/lib/roaming/profiles/queries'
import { toCustomerLines } from '../../core/customer-lines'
import type { RetailPrice } from '../../core/retail'
import type { GuardNotice } from '../../core/guard'
import { limitLate } from '../../core/late-data'
import type { LateData } from '../../core/price-plan'
import { powerCurve, type CurvePoint } from '../../core/power-curve'
import { toPublicPrices, type PublicPrices } from '../../core/public-prices'
import { findMyNotices } from '../../guard/queries'
import { estimatedSessions, loadEstimate, type EstimatedSession, type LoadedEstimate } from '../load-estimate'
import { findMyQuote } from '../../quotes/queries/my-promises'

export type ActiveCharge = {
  sessionId: SessionId
  status: SessionStatus
  placeName: string
  evseUid: string
  physicalReference: string | null
  startedAt: Instant
  endedAt: Instant | null
  timeZone: TimeZone
  energyKwh: DecimalString
  /** Average of the latest period. */
  powerKw: DecimalString | null
  maxPowerKw: number | null
  curve: CurvePoint[]
  /** So far, including VAT, minor units as text; null where no price is known. */
  estimate: {
    grossMinor: string
    lines: { kind: string; quantity: DecimalString; unit: string; unitPrice: DecimalString; grossMinor: string }[]
  } | null
  /** The price that it was started on, of an example; null where it was not started from here. */
  quote: { shownAt: Instant; energyKwh: DecimalString; grossMinor: string | null } | null
  prices: PublicPrices | null
  updatedAt: Instant
  /** Nothing has come from the operator for a while. */
  stale: boolean
  /** Of an ended one: from when the operator's account is too late, and what is paid then. */
  late: { from: Instant; pays: LateData } | null
  /** What is worth knowing while it can still be stopped. */
  notices: GuardNotice[]
}

/** With what can be asked of its charge point, and was. */
export type SteeredCharge = ActiveCharge & { steering: Steering | null }

const STALE_MS = 10 * MINUTE_MS

/** The session of that id, else the newest that runs; one that its operator forgot to end does not run for ever. */
async function loadRow(ctx: CustomerCtx, sessionId: SessionId | null): Promise<EstimatedSession | null> {
  const running = sql`s.status in ('ACTIVE', 'PENDING') and s.stale_at is null and ${sql.raw(excludeTwins('sessions', 's'))}`
  const which = sessionId === null ? running : sql`s.id = ${sessionId}`
  const [row] = (await reader(ctx).execute(sql`
    ${estimatedSessions(sql`s.customer_id = ${ctx.customerId} and ${which}`)}
    order by s.started_at desc, s.id desc limit 1`)) as unknown as EstimatedSession[] // the columns of the statement
  return row ?? null
}

function toEstimate(price: RetailPrice): NonNullable<ActiveCharge['estimate']> {
  return {
    grossMinor: price.grossMinor.toString(),
    lines: toCustomerLines(price).map(({ kind, quantity, unit, unitPrice, grossMinor }) => ({
      kind,
      quantity,
      unit,
      unitPrice,
      grossMinor: grossMinor.toString(),
    })),
  }
}

/** The customer's newest running session with its price so far, by the tariff and plan that its bill will have. */
export async function findMyActiveSession(ctx: CustomerCtx): Promise<SteeredCharge | null> {
  const row = await loadRow(ctx, null)
  if (!row) return null
  const [charge, steering] = await Promise.all([toCharge(ctx, row), findMySteering(ctx, row.id)])
  return { ...charge, steering }
}

/** A session by id, running or waiting for the operator's account. Another customer's session does not exist. */
export async function getMySession(ctx: CustomerCtx, sessionId: SessionId): Promise<ActiveCharge> {
  const row = await loadRow(ctx, sessionId)
  if (!row) throw new NotFoundError('session', sessionId)
  return toCharge(ctx, row)
}

/** The account that came for a session of the customer; null while it is awaited. */
export async function findMyAccount(ctx: CustomerCtx, sessionId: SessionId): Promise<CdrId | null> {
  const [row] = (await reader(ctx).execute(sql`
    select (${sql.raw(accountOf('s'))}) as id from sessions s
    where s.id = ${sessionId} and s.customer_id = ${ctx.customerId}`)) as unknown as { id: CdrId | null }[] // by the select list
  return row?.id ?? null
}

/** Past the day of the operator's account no more is paid than what was shown before it, or nothing. */
async function priceToPay(
  ctx: CustomerCtx,
  { id, body: { startedAt, endedAt } }: EstimatedSession,
  { plan, price, lateFrom: dueAt }: LoadedEstimate,
): Promise<RetailPrice | null> {
  if (!plan || !price || endedAt === null || dueAt === null || ctx.clock.now() < dueAt) return price
  const [watched] = (await reader(ctx).execute(sql`
    select net_minor::text as net from charge_watches where session_id = ${id}`)) as unknown as { net: string | null }[] // by the select list
  const net = watched?.net ?? null
  const shown = net === null ? null : { netMinor: BigInt(net) }
  return limitLate(price, { rules: plan.rules, shown, dueAt, span: { startedAt, endedAt } }).price
}

async function toCharge(ctx: CustomerCtx, row: EstimatedSession): Promise<ActiveCharge> {
  const { body } = row
  const [loaded, notices] = await Promise.all([loadEstimate(reader(ctx), row), findMyNotices(ctx, row.id)])
  const { plan, quoteId, maxPowerKw, lateFrom } = loaded
  const price = await priceToPay(ctx, row, loaded)
  const quote = quoteId ? await findMyQuote(ctx, quoteId) : null
  const own = quote?.reservation ? null : quote
  const curve = powerCurve(body.chargingPeriods, body.endedAt ?? body.lastUpdated)
  return {
    sessionId: row.id,
    status: row.status,
    placeName: row.place_name,
    evseUid: row.evse_uid,
    physicalReference: row.evse?.physicalReference ?? null,
    startedAt: body.startedAt,
    endedAt: body.endedAt,
    timeZone: row.time_zone,
    energyKwh: body.energyKwh,
    powerKw: curve.at(-1)?.averageKw ?? null,
    maxPowerKw,
    curve,
    estimate: price ? toEstimate(price) : null,
    quote: own && {
      shownAt: own.shownAt,
      energyKwh: own.energyKwh,
      grossMinor: own.grossMinor?.toString() ?? null,
    },
    prices: plan && toPublicPrices(plan),
    updatedAt: body.lastUpdated,
    stale: body.endedAt === null && ctx.clock.now() - body.lastUpdated > STALE_MS,
    late: plan && lateFrom !== null ? { from: lateFrom, pays: plan.rules.lateData } : null,
    notices: body.endedAt === null ? notices : [],
  }
}
