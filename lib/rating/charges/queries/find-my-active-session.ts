// The running charge, live: what it has given and what it costs so far. Plain JSON, for it is polled.
import { sql } from 'drizzle-orm'
import { reader, type Reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import { NotFoundError } from '@/lib/kernel/errors'
import type { LocationId, PartnerId, SessionId } from '@/lib/kernel/ids'
import { MINUTE_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import { foldId, foldKey } from '@/lib/roaming/core/common'
import { connectorPowerKw, type Evse } from '@/lib/roaming/core/location'
import type { Session, SessionStatus } from '@/lib/roaming/core/session'
import { excludeTwins } from '@/lib/roaming/exclude-twins'
import { findMySteering, type Steering } from '@/lib/roaming/profiles/queries'
import { loadStoredTariffs } from '../../cdrs/load-stored-tariffs'
import { chooseTariffs } from '../../core/choose-tariffs'
import { currentTypeOf } from '../../core/charge-facts'
import { toCustomerLines } from '../../core/customer-lines'
import type { RetailPrice } from '../../core/retail'
import { powerCurve, type CurvePoint } from '../../core/power-curve'
import { toPublicPrices, type PublicPrices } from '../../core/public-prices'
import { namedTariffIds } from '../../core/subject'
import { loadPlaceContext } from '../../price-plans/load-place-context'
import { loadPlans } from '../../price-plans/load-plans'
import { bindPrice } from '../../quotes/bind-price'
import { findMyQuote } from '../../quotes/queries/my-promises'
import { readPolicy } from '../../read-policy'

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
}

/** With what can be asked of its charge point, and was. */
export type SteeredCharge = ActiveCharge & { steering: Steering | null }

const STALE_MS = 10 * MINUTE_MS

type Row = {
  id: SessionId
  partner_id: PartnerId
  status: SessionStatus
  place_name: string
  evse_uid: string
  time_zone: TimeZone
  body: Session
  quirks: StoredQuirks
  evse: Evse | null
  location_id: LocationId | null
}

/** The session of that id, else the newest that runs; one that its operator forgot to end does not run for ever. */
async function loadRow(ctx: CustomerCtx, sessionId: SessionId | null): Promise<Row | null> {
  const running = sql`s.status in ('ACTIVE', 'PENDING') and s.stale_at is null and ${sql.raw(excludeTwins('sessions', 's'))}`
  const which = sessionId === null ? running : sql`s.id = ${sessionId}`
  const [row] = (await reader(ctx).execute(sql`
    select s.id, s.partner_id, s.status, s.place_name, s.evse_uid, s.time_zone, s.body, p.quirks, e.body as evse, l.id as location_id
    from sessions s
    join partners p on p.id = s.partner_id
    left join locations l on l.partner_id = s.partner_id
      and l.key = upper(s.country_code || '*' || s.party_id || '*' || s.location_ocpi_id)
    left join evses e on e.location_id = l.id and e.uid_key = upper(s.evse_uid)
    where s.customer_id = ${ctx.customerId} and ${which}
    order by s.started_at desc, s.id desc limit 1`)) as unknown as Row[] // the columns of the statement
  return row ?? null
}

/** The tariffs that price it, with what they were chosen from. */
async function tariffsFor(db: Reader, row: Row, connectorTariffIds: readonly string[]) {
  const { body } = row
  const ids = [...new Set([...namedTariffIds(body), ...connectorTariffIds])]
  const keys = ids.map((id) => foldKey({ ...body, id }))
  const [stored = []] = await loadStoredTariffs(db, [{ partnerId: row.partner_id, at: body.startedAt, keys }])
  const { tariffs } = chooseTariffs({ ...body, tariffs: [] }, stored, connectorTariffIds)
  return { tariffs, keys, stored, candidates: connectorTariffIds }
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

async function toCharge(ctx: CustomerCtx, row: Row): Promise<ActiveCharge> {
  const db = reader(ctx)
  const { body } = row
  const connector =
    row.evse?.connectors.find((entry) => foldId(entry.id) === foldId(body.connectorId)) ?? row.evse?.connectors[0]
  const { tariffs, ...chosen } = await tariffsFor(db, row, connector?.tariffIds ?? [])
  const plans = await loadPlans(db, [ctx.customerId])
  const plan = plans.find(ctx.customerId, body.startedAt)
  const maxPowerKw = connector ? connectorPowerKw(connector) : null
  const powerType = connector?.powerType ?? 'AC_3_PHASE'
  const context =
    plan &&
    (await loadPlaceContext(db, row.location_id, {
      rules: plan.rules,
      customerId: ctx.customerId,
      startedAt: body.startedAt,
      endedAt: body.endedAt ?? body.lastUpdated,
      countryCode: body.countryCode,
      partyId: body.partyId,
      current: currentTypeOf(powerType),
      powerKw: maxPowerKw ?? 0,
    }))
  const session = { id: row.id, partnerId: row.partner_id, customerId: ctx.customerId, body, ...chosen }
  const bound =
    plan &&
    context &&
    (await bindPrice(db, plans, plan, session, {
      tariffs,
      timeZone: row.time_zone,
      powerType,
      maxPowerKw,
      stepMode: readPolicy(row.quirks).stepMode,
      context,
    }))
  const price = bound?.price
  const quote = bound?.quoteId ? await findMyQuote(ctx, bound.quoteId) : null
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
    quote: quote && {
      shownAt: quote.shownAt,
      energyKwh: quote.energyKwh,
      grossMinor: quote.grossMinor?.toString() ?? null,
    },
    prices: plan && toPublicPrices(plan),
    updatedAt: body.lastUpdated,
    stale: body.endedAt === null && ctx.clock.now() - body.lastUpdated > STALE_MS,
  }
}
