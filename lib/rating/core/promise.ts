// The price that a customer was shown, or could have read when a card was let in, and whether it rules: the same session
// by the versions of that moment. If that comes to less than the bill, the customer pays it.
import type { PricePlanVersionId } from '@/lib/kernel/ids'
import { decimal } from '@/lib/kernel/decimal'
import { roundToMinor } from '@/lib/kernel/money'
import type { Breakdown, StepMode } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import { periodsWithEnergy } from './cdr-sums'
import { currentTypeOf, powerOf, sortPeriods } from './charge-facts'
import { samePrices } from './choose-tariffs'
import { conversionFrom, convertBreakdown } from './exchange'
import { finding, type Finding } from './finding'
import { PLAN_CURRENCY } from './price-plan'
import { priceRetail, type RetailPrice } from './retail'
import type { RetailContext } from './retail-context'
import type { CdrSubject, PromisedPrice, StoredTariff } from './subject'
import { foldId } from '@/lib/roaming/core/common'
import type { Tariff } from '@/lib/roaming/core/tariff'

export type KeptPromise = Pick<PromisedPrice, 'source' | 'quoteId' | 'authorizationId' | 'at'> & {
  tariffVersionId: StoredTariff['versionId'] | null
  pricePlanVersionId: PricePlanVersionId
  promisedGrossMinor: bigint | null
  usualGrossMinor: bigint | null
  /** The customer pays the promised price. */
  ruled: boolean
  /** Excluding VAT: by how much the operator's own price exceeds what its promised tariff gives. */
  recoverMinor: bigint
}

/** The session as far as a promise needs it: of a CDR as of a running charge. */
export type PromisedSession = Pick<CdrSubject, 'powerType' | 'maxPowerKw' | 'timeZone' | 'promised' | 'context'> & {
  session: Pick<CdrSubject['cdr'], 'startedAt' | 'endedAt' | 'chargingPeriods' | 'totalEnergyKwh'>
}

/** The price that the usual way leads to, with what it was made of. */
export type UsualPrice = {
  price: RetailPrice | null
  breakdown: Breakdown | null
  tariffs: readonly Tariff[]
  planVersionId: PricePlanVersionId | null
  stepMode: StepMode
}

export type PromiseOutcome = { price: RetailPrice | null; kept: KeptPromise | null; findings: Finding[] }

/** Most promises are what rules anyway: nothing is computed twice. */
function isUsual(promised: PromisedPrice, usual: UsualPrice, context: RetailContext): boolean {
  return (
    sameRates(promised, context) &&
    promised.plan.versionId === usual.planVersionId &&
    promised.stepMode === usual.stepMode &&
    promised.connector === null &&
    promised.tariffs.length === usual.tariffs.length &&
    promised.tariffs.every(({ tariff }, index) => samePrices(tariff, usual.tariffs[index]!)) // same length
  )
}

/** Foreign money was worth at the moment of the promise what it is worth to the bill. */
function sameRates({ exchange, tariffs }: PromisedPrice, context: RetailContext): boolean {
  if (!exchange) return true
  const rate = (of: RetailContext['exchange'], currency: string) => conversionFrom(of, currency)?.rate ?? null
  return tariffs.every(({ tariff: { currency } }) => rate(exchange, currency) === rate(context.exchange, currency))
}

/** The facts of the session, with the rates of the moment of the promise. */
function contextOf(promised: PromisedPrice, own: RetailContext): RetailContext {
  const context = promised.context ?? own
  return promised.exchange ? { ...context, exchange: promised.exchange } : context
}

function promisedPrice(
  { session, timeZone, context: own, ...place }: PromisedSession,
  promised: PromisedPrice,
): { price: RetailPrice | null; breakdown: Breakdown | null } {
  const context = contextOf(promised, own)
  const { startedAt, endedAt, totalEnergyKwh } = session
  const tariffs = promised.tariffs.map(({ tariff }) => tariff)
  const [first] = tariffs
  // What the operator names in the end does not matter to a price of one tariff, a quote's or a connector's.
  const ids = new Set(tariffs.map(({ id }) => foldId(id)))
  const periods = sortPeriods(periodsWithEnergy(session)).map((period) => {
    const named = promised.source === 'public' && period.tariffId !== null && ids.has(foldId(period.tariffId))
    return named ? period : { ...period, tariffId: null }
  })
  const breakdown = first
    ? priceSession({
        startedAt,
        endedAt,
        periods,
        tariffs,
        timeZone,
        currency: first.currency,
        policy: { stepMode: promised.stepMode },
      })
    : null
  const { powerType, maxPowerKw } = promised.connector ?? place
  const facts = {
    startedAt,
    endedAt,
    energyKwh: totalEnergyKwh,
    periods,
    current: currentTypeOf(powerType),
    powerKw: powerOf(maxPowerKw, totalEnergyKwh, startedAt, endedAt),
  }
  const result = priceRetail({ rules: promised.plan.rules, facts, breakdown, context })
  return { price: result.ok ? result.value : null, breakdown }
}

/** In kronor by the rate of the bill: that money moved since is no debt of the operator. */
function recoverable({ exchange }: RetailContext, usual: Breakdown | null, promised: Breakdown | null): bigint {
  const kronor = (breakdown: Breakdown | null) => {
    if (!breakdown || breakdown.currency === PLAN_CURRENCY) return breakdown?.excl ?? null
    const conversion = conversionFrom(exchange, breakdown.currency)
    return conversion && convertBreakdown(breakdown, conversion).excl
  }
  const [ours, then] = [kronor(usual), kronor(promised)]
  if (ours === null || then === null) return 0n
  const more = roundToMinor(decimal(ours).minus(then), PLAN_CURRENCY)
  return more > 0n ? more : 0n
}

function ruledFinding(kept: KeptPromise): Finding {
  const money = (minor: bigint | null) => (minor === null ? '' : decimal(minor).div(100).toFixed(2))
  const { promisedGrossMinor, usualGrossMinor, recoverMinor } = kept
  const saved = usualGrossMinor === null || promisedGrossMinor === null ? null : usualGrossMinor - promisedGrossMinor
  return finding('PROMISED_PRICE_RULES', {
    source: kept.source,
    at: String(kept.at),
    promised: money(promisedGrossMinor),
    usual: money(usualGrossMinor),
    difference: money(saved),
    recover: money(recoverMinor),
    currency: PLAN_CURRENCY,
  })
}

/**
 * The customer's price with the promise kept. Where the usual price is lower it stays; where it is higher, or nobody
 * can tell it, the promised one rules. Where no quote was made and none rules, nothing is worth keeping.
 */
export function keepPromise(subject: PromisedSession, usual: UsualPrice): PromiseOutcome {
  const { promised } = subject
  if (!promised) return { price: usual.price, kept: null, findings: [] }
  const same = isUsual(promised, usual, subject.context)
  const again = same ? usual : promisedPrice(subject, promised)
  const ruled = again.price !== null && (usual.price === null || again.price.grossMinor < usual.price.grossMinor)
  const kept: KeptPromise = {
    source: promised.source,
    quoteId: promised.quoteId,
    authorizationId: promised.authorizationId,
    at: promised.at,
    tariffVersionId: promised.tariffs[0]?.versionId ?? null,
    pricePlanVersionId: promised.plan.versionId,
    promisedGrossMinor: again.price?.grossMinor ?? null,
    usualGrossMinor: usual.price?.grossMinor ?? null,
    ruled,
    recoverMinor: ruled ? recoverable(subject.context, usual.breakdown, again.breakdown) : 0n,
  }
  return {
    price: ruled ? again.price : usual.price,
    kept: ruled || promised.quoteId !== null ? kept : null,
    findings: ruled ? [ruledFinding(kept)] : [],
  }
}
