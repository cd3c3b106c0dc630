// What a running session comes to with the promise kept, as its bill will have it.
import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { AuthorizationId, CustomerId, PartnerId, QuoteId, SessionId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import type { Session } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { loadPromises } from '../cdrs/load-promises'
import type { PlanVersion } from '../core/choose-plan'
import { explainEstimate, type EstimateInput } from '../core/estimate-charge'
import { keepPromise } from '../core/promise'
import type { RetailPrice } from '../core/retail'
import type { StoredTariff } from '../core/subject'
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

/** The price so far, and the quote that it was started on. The plan is the one that rules; what it asks for is in the input. */
export async function bindPrice(
  db: Reader,
  plans: Plans,
  plan: PlanVersion,
  session: BoundSession,
  input: Omit<EstimateInput, 'session' | 'rules'> & { tariffs: readonly Tariff[] },
): Promise<{ price: RetailPrice | null; quoteId: QuoteId | null }> {
  const { body } = session
  const { facts, breakdown, price } = explainEstimate({ ...input, session: body, rules: plan.rules })
  const [promised = null] = await loadPromises(db, plans, [
    {
      customerId: session.customerId,
      partnerId: session.partnerId,
      reference: body.authorizationReference,
      sessionId: session.id,
      authorization: await findAuthorization(db, session),
      startedAt: body.startedAt,
      chargingPeriods: body.chargingPeriods,
      candidates: session.candidates,
      keys: session.keys,
      stored: session.stored,
      stepMode: input.stepMode,
    },
  ])
  const { startedAt, endedAt, periods, energyKwh } = facts
  const outcome = keepPromise(
    {
      ...input,
      promised,
      session: { startedAt, endedAt, chargingPeriods: [...periods], totalEnergyKwh: energyKwh },
    },
    { price, breakdown, tariffs: input.tariffs, planVersionId: plan.versionId, stepMode: input.stepMode },
  )
  return { price: outcome.price, quoteId: promised?.quoteId ?? null }
}
