// One quote as staff see it: what was shown, what it was made of, and what came of it.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type {
  CdrId,
  CustomerId,
  LocationId,
  PartnerId,
  PricePlanId,
  QuoteId,
  ReservationId,
  SessionId,
  TariffId,
} from '@/lib/kernel/ids'
import { instant, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { CommandKind, CommandState } from '@/lib/roaming/core/command'
import { toCustomerLines, type CustomerLine } from '../../core/customer-lines'
import { inPriceOrder } from '../../core/price-order'
import type { QuoteBehaviour, QuotedChange } from '../../core/quote'
import type { RetailLine } from '../../core/retail-line'
import { OUTCOME_OF_QUOTE, stateOfQuote, type QuoteKind, type QuoteState } from './list-quotes'

export type StaffQuote = {
  id: QuoteId
  kind: QuoteKind
  state: QuoteState
  shownAt: Instant
  validUntil: Instant
  lockedAt: Instant
  timeZone: TimeZone
  customer: { id: CustomerId; name: string; number: number }
  partner: { id: PartnerId; name: string }
  place: { id: LocationId; name: string; socketName: string; connectorId: string }
  powerType: string
  maxPowerKw: number | null
  behaviour: QuoteBehaviour
  reservation: { minutes: number; usedMinor: bigint | null } | null
  /** Null where nobody knew the price, and the customer agreed to that. */
  price: { netMinor: bigint; vatMinor: bigint; grossMinor: bigint; lines: CustomerLine[] } | null
  /** Ours is part of a fixed price where no line of it stands alone. */
  ownIncluded: boolean
  changes: QuotedChange[]
  adHoc: { grossMinor: bigint; currency: string } | null
  tariff: { id: TariffId; name: string; version: number } | null
  plan: { id: PricePlanId; name: string; version: number } | null
  engineVersion: string
  /** What was asked of the operator with it. */
  command: { kind: CommandKind; state: CommandState; reservationId: ReservationId | null } | null
  session: { id: SessionId; ocpiId: string } | null
  cdr: { id: CdrId; ocpiId: string } | null
  /** Of the charge as it was; null until it is accounted for. */
  outcome: {
    ruled: boolean
    promisedMinor: bigint | null
    usualMinor: bigint | null
    /** Excluding VAT. */
    recoverMinor: bigint
  } | null
}

type Row = {
  id: QuoteId
  kind: QuoteKind
  state: QuoteState
  shown: number
  valid: number
  locked: number
  time_zone: TimeZone
  customer_id: CustomerId
  customer_name: string
  customer_number: number
  partner_id: PartnerId
  partner_name: string
  location_id: LocationId
  place_name: string
  socket_name: string
  connector_id: string
  power_type: string
  max_power_kw: number | null
  behaviour: QuoteBehaviour
  reserved_minutes: number | null
  used: string | null
  net: string | null
  vat: string | null
  gross: string | null
  lines: RetailLine[]
  changes: QuotedChange[]
  ad_hoc: string | null
  ad_hoc_currency: string | null
  tariff_id: TariffId | null
  tariff_name: string | null
  tariff_version: number | null
  plan_id: PricePlanId | null
  plan_name: string | null
  plan_version: number | null
  engine_version: string
  command_kind: CommandKind | null
  command_state: CommandState | null
  reservation_id: ReservationId | null
  session_id: SessionId | null
  session_ocpi_id: string | null
  cdr_id: CdrId | null
  cdr_ocpi_id: string | null
  ruled: boolean | null
  promised: string | null
  usual: string | null
  recover: string | null
}

export async function getStaffQuote(ctx: StaffCtx, quoteId: QuoteId): Promise<StaffQuote> {
  authorize(ctx, 'cdr:read')
  const epoch = (column: string) => sql.raw(`extract(epoch from ${column})::float8 * 1000`)
  const [row] = (await reader(ctx).execute(sql`
    select q.id, q.kind, ${stateOfQuote(ctx.clock.now())} as state, ${epoch('q.shown_at')} as shown, ${epoch('q.valid_until')} as valid,
      ${epoch('q.created_at')} as locked, q.time_zone, u.id as customer_id, u.name as customer_name, u.number as customer_number,
      p.id as partner_id, p.name as partner_name, l.id as location_id, l.name as place_name,
      coalesce(e.physical_reference, e.evse_id, e.uid) as socket_name, q.connector_id, q.power_type, q.max_power_kw, q.behaviour,
      q.reserved_minutes, q.used_gross_minor::text as used, q.net_minor::text as net, q.vat_minor::text as vat,
      q.gross_minor::text as gross, q.lines, q.changes, q.ad_hoc_gross_minor::text as ad_hoc, q.ad_hoc_currency,
      t.id as tariff_id, t.ocpi_id as tariff_name, v.version as tariff_version, pp.id as plan_id, pp.name as plan_name,
      pv.version as plan_version, q.engine_version, k.kind as command_kind, k.state as command_state, k.reservation_id,
      s.id as session_id, s.ocpi_id as session_ocpi_id, c.id as cdr_id, c.ocpi_id as cdr_ocpi_id, m.ruled,
      m.promised_gross_minor::text as promised, m.usual_gross_minor::text as usual, m.recover_minor::text as recover
    from quotes q
    join customers u on u.id = q.customer_id
    join partners p on p.id = q.partner_id
    join evses e on e.id = q.evse_id join locations l on l.id = e.location_id
    left join tariff_versions v on v.id = q.tariff_version_id left join tariffs t on t.id = v.tariff_id
    left join price_plan_versions pv on pv.id = q.price_plan_version_id left join price_plans pp on pp.id = pv.price_plan_id
    ${OUTCOME_OF_QUOTE}
    left join lateral (
      select s.id, s.ocpi_id from sessions s
      where s.id = k.session_id or s.authorization_reference = k.authorization_reference and s.customer_id = q.customer_id
      order by (s.id = k.session_id) desc nulls last, s.id limit 1
    ) s on true
    left join cdrs c on c.id = m.cdr_id
    where q.id = ${quoteId}`)) as unknown as Row[] // the columns of the statement
  if (!row) throw new NotFoundError('quote', quoteId)
  return toQuote(row)
}

const at = (ms: number) => instant(Math.round(ms))
const toMinor = (text: string | null) => (text === null ? null : BigInt(text))

function toQuote(row: Row): StaffQuote {
  const { tariff_id, plan_id, session_id, cdr_id, command_kind, command_state } = row
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    shownAt: at(row.shown),
    validUntil: at(row.valid),
    lockedAt: at(row.locked),
    timeZone: row.time_zone,
    customer: { id: row.customer_id, name: row.customer_name, number: row.customer_number },
    partner: { id: row.partner_id, name: row.partner_name },
    place: {
      id: row.location_id,
      name: row.place_name,
      socketName: row.socket_name,
      connectorId: row.connector_id,
    },
    powerType: row.power_type,
    maxPowerKw: row.max_power_kw,
    behaviour: row.behaviour,
    reservation: row.reserved_minutes === null ? null : { minutes: row.reserved_minutes, usedMinor: toMinor(row.used) },
    price: toPrice(row),
    ownIncluded: row.lines.every(({ kind }) => kind !== 'markup'),
    changes: row.changes,
    adHoc: row.ad_hoc === null ? null : { grossMinor: BigInt(row.ad_hoc), currency: row.ad_hoc_currency ?? '' },
    tariff: tariff_id && { id: tariff_id, name: row.tariff_name ?? '', version: row.tariff_version ?? 0 },
    plan: plan_id && { id: plan_id, name: row.plan_name ?? '', version: row.plan_version ?? 0 },
    engineVersion: row.engine_version,
    command:
      command_kind && command_state
        ? { kind: command_kind, state: command_state, reservationId: row.reservation_id }
        : null,
    session: session_id && { id: session_id, ocpiId: row.session_ocpi_id ?? '' },
    cdr: cdr_id && { id: cdr_id, ocpiId: row.cdr_ocpi_id ?? '' },
    outcome:
      row.ruled === null
        ? null
        : {
            ruled: row.ruled,
            promisedMinor: toMinor(row.promised),
            usualMinor: toMinor(row.usual),
            recoverMinor: BigInt(row.recover ?? '0'),
          },
  }
}

function toPrice({ net, vat, gross, lines }: Row): StaffQuote['price'] {
  if (net === null || vat === null || gross === null) return null
  const grossMinor = BigInt(gross)
  const shown = inPriceOrder(toCustomerLines({ lines, grossMinor }))
  return { netMinor: BigInt(net), vatMinor: BigInt(vat), grossMinor, lines: shown }
}
