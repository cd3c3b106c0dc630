// A quote as of a moment, for a customer or for anybody: drawn again at the same moment, it is the same, for everything
// that it is made of is kept in versions.
import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { CustomerId, EvseId, LocationId, PartnerId, PricePlanVersionId, TariffVersionId } from '@/lib/kernel/ids'
import { DAY_MS, instant, type Instant, type TimeZone } from '@/lib/kernel/time'
import { roundToMinor } from '@/lib/kernel/money'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import type { StepMode } from '@/lib/pricing/breakdown'
import { estimateSession } from '@/lib/pricing/estimate-session'
import { foldId, foldKey } from '@/lib/roaming/core/common'
import { connectorPowerKw, type Evse } from '@/lib/roaming/core/location'
import { loadContractTerms } from '../cdrs/load-agreements'
import { loadStoredTariffs } from '../cdrs/load-stored-tariffs'
import { toBehaviour, type Car, type ChargeWish } from '../core/charge-wish'
import { currentTypeOf } from '../core/charge-facts'
import { chooseTariffs, offeredTariffs, rulingTariffs } from '../core/choose-tariffs'
import type { PlanVersion } from '../core/choose-plan'
import { whyUnknown, type UnknownPrice } from '../core/unknown-price'
import { QUOTE_VALID_MS, quoteCharge, type ChargeQuote, type QuoteBehaviour } from '../core/quote'
import type { StoredTariff } from '../core/subject'
import { loadPlaceContext } from '../price-plans/load-place-context'
import { loadPlans } from '../price-plans/load-plans'
import { readPolicy } from '../read-policy'

/** The longest charge that can be asked for, and the hours beyond of which changes are told. */
const LONGEST_MS = DAY_MS

export type QuoteAsk = { evseId: EvseId; connectorId: string; wish: ChargeWish | null; car: Car | null }

export type AdHocPrice = { currency: string; grossMinor: bigint; versionId: TariffVersionId }

export type QuotedConnector = {
  partnerId: PartnerId
  evseId: EvseId
  connectorId: string
  powerType: string
  maxPowerKw: number | null
  timeZone: TimeZone
}

export type DrawnQuote = {
  shownAt: Instant
  validUntil: Instant
  connector: QuotedConnector
  /** `SE*ABC`. */
  operator: string | null
  behaviour: QuoteBehaviour
  /** Null where the customer has no plan. */
  quote: ChargeQuote | null
  /** Why nobody knows the price; null where it is known. */
  unknown: UnknownPrice | null
  plan: PlanVersion | null
  tariffVersionId: TariffVersionId | null
  pricePlanVersionId: PricePlanVersionId | null
  stepMode: StepMode
  /** The same charge for people without a contract, where the operator says. */
  adHoc: AdHocPrice | null
}

type Row = {
  partner_id: PartnerId
  location_id: LocationId
  country_code: string
  party_id: string
  time_zone: TimeZone
  quirks: StoredQuirks
  body: Evse
}

async function findRow(db: Reader, evseId: EvseId): Promise<Row | null> {
  const [row] = (await db.execute(sql`
    select l.partner_id, l.id as location_id, l.country_code, l.party_id, l.time_zone, p.quirks, e.body
    from evses e join locations l on l.id = e.location_id join partners p on p.id = l.partner_id
    where e.id = ${evseId}`)) as unknown as Row[] // the columns of the statement
  return row ?? null
}

function adHocPrice(
  stored: readonly StoredTariff[],
  at: Instant,
  connector: QuotedConnector,
  behaviour: QuoteBehaviour,
  stepMode: StepMode,
): AdHocPrice | null {
  const offers = stored.filter(({ tariff }) => tariff.type === 'AD_HOC_PAYMENT')
  const [offer, other] = offers
  if (!offer || other) return null
  const { timeZone } = connector
  const { tariff, versionId } = offer
  const { rounded } = estimateSession({ tariff, startedAt: at, timeZone, policy: { stepMode }, ...behaviour })
  const { currency } = tariff
  return rounded.incl === null ? null : { currency, grossMinor: roundToMinor(rounded.incl, currency), versionId }
}

/** Null where there is no such connector. Nothing that was received or published after the moment is in it. */
export async function drawQuote(
  db: Reader,
  customerId: CustomerId | null,
  at: Instant,
  ask: QuoteAsk,
): Promise<DrawnQuote | null> {
  const row = await findRow(db, ask.evseId)
  const found = row?.body.connectors.find(({ id }) => foldId(id) === foldId(ask.connectorId))
  if (!row || !found) return null
  const owner = { countryCode: row.country_code, partyId: row.party_id }
  const keys = found.tariffIds.map((id) => foldKey({ ...owner, id }))
  const [[stored = []], plans] = await Promise.all([
    loadStoredTariffs(db, [{ partnerId: row.partner_id, at, heldBy: at, keys }]),
    loadPlans(db, customerId ? [customerId] : []),
  ])
  const plan = plans.findShown(customerId, at)
  const session = { startedAt: at, tariffs: [], chargingPeriods: [] }
  const agreed = await loadContractTerms(db, { ...owner, partnerId: row.partner_id }, at)
  const { tariffs, tariffVersionId } = chooseTariffs(session, stored, found.tariffIds, agreed)
  const connector = {
    partnerId: row.partner_id,
    evseId: ask.evseId,
    connectorId: found.id,
    powerType: found.powerType,
    maxPowerKw: connectorPowerKw(found),
    timeZone: row.time_zone,
  }
  const behaviour = toBehaviour(connector, ask.car, ask.wish)
  const { stepMode } = readPolicy(row.quirks)
  const tariff = tariffs[0] ?? null
  const candidates = rulingTariffs(offeredTariffs(stored, found.tariffIds), at, agreed)
  const context = await loadPlaceContext(db, row.location_id, {
    ...owner,
    rules: plan?.rules ?? null,
    customerId,
    currencies: candidates.map((candidate) => candidate.tariff.currency),
    heldBy: at,
    startedAt: at,
    endedAt: instant(at + LONGEST_MS),
    current: currentTypeOf(connector.powerType),
    powerKw: connector.maxPowerKw ?? 0,
  })
  const terms = plan && { ...connector, rules: plan.rules, stepMode, context }
  const quote = terms && quoteCharge({ ...terms, tariff }, at, behaviour)
  const priceBy = (candidate: StoredTariff) =>
    terms && quoteCharge({ ...terms, tariff: candidate.tariff }, at, behaviour).price
  return {
    shownAt: at,
    validUntil: instant(at + QUOTE_VALID_MS),
    connector,
    operator: context.operator,
    behaviour,
    quote,
    unknown: quote?.price ? null : whyUnknown(tariff, candidates.map(priceBy), context.exchange),
    plan,
    tariffVersionId,
    pricePlanVersionId: plan?.versionId ?? null,
    stepMode,
    adHoc: adHocPrice(stored, at, connector, behaviour, stepMode),
  }
}

/** What a form carries, to be compared with the price when it comes back: that which is agreed to is that which was read. */
export function shownPrice({ quote, tariffVersionId, pricePlanVersionId }: DrawnQuote): string {
  const gross = quote?.price?.grossMinor
  return [gross === undefined ? 'unknown' : gross.toString(), tariffVersionId ?? '-', pricePlanVersionId ?? '-'].join(
    ' ',
  )
}
