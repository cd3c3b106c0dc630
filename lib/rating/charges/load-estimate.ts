// What the price of a running session is made of, read once for whoever shows it, watches it or keeps it.
import { sql, type SQL } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { CustomerId, LocationId, PartnerId, QuoteId, SessionId } from '@/lib/kernel/ids'
import type { Instant, TimeZone } from '@/lib/kernel/time'
import { foldParty } from '@/lib/partners/core/our-party'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import { foldId, foldKey } from '@/lib/roaming/core/common'
import { connectorPowerKw, type Connector, type Evse } from '@/lib/roaming/core/location'
import type { Session, SessionStatus } from '@/lib/roaming/core/session'
import { loadAgreements } from '../cdrs/load-agreements'
import { findPreference, loadStoredTariffs } from '../cdrs/load-stored-tariffs'
import { currentTypeOf } from '../core/charge-facts'
import { chooseTariffs } from '../core/choose-tariffs'
import type { PlanVersion } from '../core/choose-plan'
import type { EstimateInput } from '../core/estimate-charge'
import { lateFrom } from '../core/late-data'
import type { PricePlanRules } from '../core/price-plan'
import type { RetailPrice } from '../core/retail'
import { namedTariffIds, termsOf } from '../core/subject'
import { loadPlaceContext } from '../price-plans/load-place-context'
import { loadPlans } from '../price-plans/load-plans'
import { bindPrice, type BoundPrice } from '../quotes/bind-price'
import { readPolicy } from '../read-policy'

export type EstimatedSession = {
  id: SessionId
  partner_id: PartnerId
  customer_id: CustomerId
  status: SessionStatus
  place_name: string
  evse_uid: string
  time_zone: TimeZone
  body: Session
  quirks: StoredQuirks
  evse: Evse | null
  location_id: LocationId | null
}

/** Sessions `s` of customers, with the charge point as it is known now. */
export function estimatedSessions(which: SQL): SQL {
  return sql`
    select s.id, s.partner_id, s.customer_id, s.status, s.place_name, s.evse_uid, s.time_zone, s.body, p.quirks, e.body as evse, l.id as location_id
    from sessions s
    join partners p on p.id = s.partner_id
    left join locations l on l.partner_id = s.partner_id
      and l.key = upper(s.country_code || '*' || s.party_id || '*' || s.location_ocpi_id)
    left join evses e on e.location_id = l.id and e.uid_key = upper(s.evse_uid)
    where s.customer_id is not null and ${which}`
}

export type LoadedEstimate = {
  connector: Connector | null
  maxPowerKw: number | null
  powerType: string
  plan: PlanVersion | null
  /** Null without a plan. */
  input: EstimateInput | null
  /** What such a session will be billed, with the promise kept. */
  priceOf: BoundPrice['priceOf']
  /** What it comes to with the promise kept; null where no price is known. */
  price: RetailPrice | null
  /** From when on the operator's account is too late; null while the charge has not ended. */
  lateFrom: Instant | null
  /** The quote that it was started on. */
  quoteId: QuoteId | null
}

/** The tariffs that price it, with what they were chosen from. */
async function tariffsFor(
  db: Reader,
  row: EstimatedSession,
  connectorTariffIds: readonly string[],
  currency: string | null,
) {
  const { body } = row
  const ids = [...new Set([...namedTariffIds(body), ...connectorTariffIds])]
  const keys = ids.map((id) => foldKey({ ...body, id }))
  const [stored = []] = await loadStoredTariffs(db, [{ partnerId: row.partner_id, at: body.startedAt, keys }])
  const preference = connectorTariffIds.length > 1 ? await findPreference(db, row.id) : null
  const terms = { preference, currency }
  const { tariffs } = chooseTariffs({ ...body, tariffs: [] }, stored, connectorTariffIds, terms)
  return { tariffs, keys, stored, candidates: connectorTariffIds, terms }
}

/** By the tariff and the plan that its bill will have, and the promise that binds it. */
export async function loadEstimate(db: Reader, row: EstimatedSession): Promise<LoadedEstimate> {
  const { body } = row
  const connector =
    row.evse?.connectors.find((entry) => foldId(entry.id) === foldId(body.connectorId)) ??
    row.evse?.connectors[0] ??
    null
  const maxPowerKw = connector ? connectorPowerKw(connector) : null
  const powerType = connector?.powerType ?? 'AC_3_PHASE'
  const plans = await loadPlans(db, [row.customer_id])
  const plan = plans.find(row.customer_id, body.startedAt)
  const agreements = await loadAgreements(db, [row.partner_id])
  const agreement = agreements.find(row.partner_id, foldParty(body.countryCode, body.partyId), body.startedAt)
  const { cdrDeadlineDays } = termsOf({ agreement, cdr: body })
  const late = body.endedAt === null ? null : lateFrom(body.endedAt, cdrDeadlineDays)
  const known = { connector, maxPowerKw, powerType, plan, lateFrom: late }
  if (!plan) return { ...known, input: null, price: null, priceOf: () => null, quoteId: null }
  const { tariffs, ...chosen } = await tariffsFor(
    db,
    row,
    connector?.tariffIds ?? [],
    agreement?.terms.currency ?? null,
  )
  const asked = {
    customerId: row.customer_id,
    currencies: [body.currency, ...tariffs.map(({ currency }) => currency)],
    startedAt: body.startedAt,
    endedAt: body.endedAt ?? body.lastUpdated,
    countryCode: body.countryCode,
    partyId: body.partyId,
    current: currentTypeOf(powerType),
    powerKw: maxPowerKw ?? 0,
  }
  const contextOf = (rules: PricePlanRules) => loadPlaceContext(db, row.location_id, { ...asked, rules })
  const context = await contextOf(plan.rules)
  const { stepMode } = readPolicy(row.quirks)
  const terms = { tariffs, timeZone: row.time_zone, powerType, maxPowerKw, stepMode, context }
  const session = { id: row.id, partnerId: row.partner_id, customerId: row.customer_id, body, ...chosen }
  const { priceOf, quoteId } = await bindPrice(db, plans, plan, session, { stepMode, contextOf })
  const input = { ...terms, session: body, rules: plan.rules }
  return { ...known, input, price: priceOf(input), priceOf, quoteId }
}
