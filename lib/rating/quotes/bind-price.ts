// What a running session comes to with the promise kept, as its bill will have it.
import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { AuthorizationId, CustomerId, PartnerId, QuoteId, SessionId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import type { Session } from '@/lib/roaming/core/session'
import { loadPromises } from '../cdrs/load-promises'
import type { ContractTerms } from '../core/choose-tariffs'
import type { PlanVersion } from '../core/choose-plan'
import { explainEstimate, type EstimateInput } from '../core/estimate-charge'
import { keepPromise } from '../core/promise'
import type { PricePlanRules } from '../core/price-plan'
import type { RetailPrice } from '../core/retail'
import type { RetailContext } from '../core/retail-context'
import type { PromisedPrice, StoredTariff } from '../core/subject'
import type { Plans } from '../price-plans/load-plans'

export type BoundSession = {
  id: SessionId
  partnerId: PartnerId
  customerId: CustomerId
  body: Session
  /** Folded keys of the tariffs that price it, those of the connector, and their versions at the start. */
  keys: readonly string[]
  candidates: readonly string[]
  stored: readonly StoredTariff[]
  terms: ContractTerms
}

async function findAuthorization(db: Reader, { body, partnerId }: BoundSession) {
  const [row] = (await db.execute(sql`
    select id, extract(epoch from at)::float8 * 1000 as at from authorizations
    where id = ${body.authorizationReference} and partner_id = ${partnerId}`)) as unknown as {
    id: AuthorizationId
    at: number
  }[] // the columns of the statement
  return row ? { id: row.id, at: instant(Math.round(row.at)) } : null
}

export type BoundPrice = {
  /** What a session of these terms will be billed, the promise kept; null where no price is known. */
  priceOf: (input: EstimateInput) => RetailPrice | null
  quoteId: QuoteId | null
}

/**
 * The price, and the quote that it was started on. The plan is the one that rules; what it asks for is in the input, and
 * `contextOf` loads what the plan of the promise asks for where that is another.
 */
export async function bindPrice(
  db: Reader,
  plans: Plans,
  plan: PlanVersion,
  session: BoundSession,
  {
    stepMode,
    contextOf,
  }: Pick<EstimateInput, 'stepMode'> & { contextOf: (rules: PricePlanRules) => Promise<RetailContext> },
): Promise<BoundPrice> {
  const { body } = session
  const [found = null] = await loadPromises(db, plans, [
    {
      customerId: session.customerId,
      partnerId: session.partnerId,
      reference: body.authorizationReference,
      sessionId: session.id,
      authorization: await findAuthorization(db, session),
      startedAt: body.startedAt,
      place: { ...body, partnerId: session.partnerId },
      chargingPeriods: body.chargingPeriods,
      candidates: session.candidates,
      keys: session.keys,
      stored: session.stored,
      terms: session.terms,
      stepMode,
    },
  ])
  const isOther = found !== null && found.plan.versionId !== plan.versionId
  const promised = isOther ? { ...found, context: await contextOf(found.plan.rules) } : found
  return {
    priceOf: (input) => promisedEstimate(promised, plan, input),
    quoteId: promised?.quoteId ?? null,
  }
}

function promisedEstimate(promised: PromisedPrice | null, plan: PlanVersion, input: EstimateInput): RetailPrice | null {
  const { tariffs, stepMode } = input
  const { facts, breakdown, price } = explainEstimate(input)
  const { startedAt, endedAt, periods, energyKwh } = facts
  const session = { startedAt, endedAt, chargingPeriods: [...periods], totalEnergyKwh: energyKwh }
  return keepPromise(
    { ...input, promised, session },
    { price, breakdown, tariffs, planVersionId: plan.versionId, stepMode },
  ).price
}
