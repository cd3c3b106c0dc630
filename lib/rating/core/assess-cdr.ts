// The whole judgement of a CDR, without I/O: which tariff, what it gives, what is wrong, what the customer pays.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { AgreementId, PricePlanVersionId, TariffVersionId } from '@/lib/kernel/ids'
import { roundToMinor } from '@/lib/kernel/money'
import { ENGINE_VERSION, type Breakdown } from '@/lib/pricing/breakdown'
import type { Cdr } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { inKwh } from './correct-energy'
import { priceByAgreement, priceByTariffs } from './agreed-price'
import { sumPeriods } from './cdr-sums'
import { changedTariffs, chooseTariffs, type TariffChange, type TariffSource } from './choose-tariffs'
import { evidenceOf, type RatingEvidence } from './evidence'
import { conversionFrom, toKronor, type Conversion } from './exchange'
import { finding, sortFindings, type Finding } from './finding'
import { keepLatePromise } from './late-data'
import { PLAN_CURRENCY } from './price-plan'
import { keepPromise, type KeptPromise } from './promise'
import { NOTHING_TO_PAY, priceRetail, type RetailPrice, type RetailResult } from './retail'
import { creditFindings } from './rules/credit'
import { energyFindings } from './rules/energy'
import { componentFindings, taxFindings } from './rules/components'
import { engineFindings } from './rules/engine'
import { explainPrice } from './rules/explain-price'
import { conflictFindings, identityFindings } from './rules/identity'
import { hubRemark, priceFindings } from './rules/price'
import { contractFindings, tariffFindings } from './rules/tariff'
import { isFree, termFindings } from './rules/terms'
import { timeFindings } from './rules/time'
import { reverseRetail } from './reverse-retail'
import { factsOf, termsOf, type CdrSubject } from './subject'

export type RatingDraft = {
  engineVersion: string
  pricePlanVersionId: PricePlanVersionId | null
  tariffVersionId: TariffVersionId | null
  tariffSource: TariffSource
  /** Of the operator's amounts. What the customer pays is in kronor. */
  currency: string
  /** What these are worth in kronor; null where they are kronor, or nobody knows the rate. */
  conversion: Conversion | null
  /** What the CPO asks, excluding VAT. */
  cpoExcl: DecimalString | null
  /** What its own tariff gives by our calculation, exact. */
  wholesaleExcl: DecimalString | null
  /** The agreement in force at session start, and what it gives: the tariff's price, or the one agreed instead. */
  agreementId: AgreementId | null
  agreedExcl: DecimalString | null
  /** The energy that it was priced by, where it is not the CDR's own. */
  correctedKwh: DecimalString | null
  /** Null on ratings from before it was kept. */
  evidence: RatingEvidence | null
  /** What we accept to pay: the CPO's price when it passed, ours while it is held. To the driver, for a charge at home. */
  costMinor: bigint | null
  /** The same in kronor. */
  costSekMinor: bigint | null
  /** Null while nobody knows what the customer pays. */
  retail: RetailPrice | null
  marginMinor: bigint | null
  breakdown: Breakdown | null
  /** What was promised before, where it matters. */
  promise: KeptPromise | null
}

export type Assessment = { status: 'accepted' | 'held'; findings: Finding[]; rating: RatingDraft }

export function marginOf(costSekMinor: bigint | null, retail: RetailPrice | null): bigint | null {
  return costSekMinor === null || retail === null ? null : retail.netMinor - costSekMinor
}

/** What the CDR's money is worth in kronor. */
function conversionOf({ cdr, context }: CdrSubject): Conversion | null {
  return cdr.currency === PLAN_CURRENCY ? null : conversionFrom(context.exchange, cdr.currency)
}

/**
 * What a charge at home is compensated with: the driver's own electricity, which was bought with VAT, so that is part of
 * it where the CDR or its tariff states any. Null for every other charge.
 */
export function payoutsOf(
  { homeChargingCompensation, totalCost }: Pick<Cdr, 'homeChargingCompensation' | 'totalCost'>,
  breakdown: Pick<Breakdown, 'excl' | 'incl'> | null,
): { ours: DecimalString | null; cpo: DecimalString | null } | null {
  if (!homeChargingCompensation) return null
  return { ours: breakdown?.incl ?? breakdown?.excl ?? null, cpo: totalCost.incl ?? totalCost.excl }
}

type Wholesale = {
  /** By the operator's own tariffs: what the customer's price is made from. */
  breakdown: Breakdown | null
  /** By the agreement: what the operator may ask. */
  agreed: Breakdown | null
  /** The agreed price by the versions held at session start, where the CDR's snapshots differ from them. */
  atStart: Breakdown | null
  changes: TariffChange[]
  /** Those that the breakdown was made with. */
  tariffs: readonly Tariff[]
  source: TariffSource
  tariffVersionId: TariffVersionId | null
}

/**
 * A tariff that was changed after the session had started does not rule it: the version at start gives our price.
 * A snapshot from before the start that we never received does, but what we held is compared as well.
 */
function wholesaleOf(subject: CdrSubject): Wholesale {
  const chosen = chooseTariffs(subject.cdr, subject.storedTariffs, subject.connectorTariffIds, {
    preference: subject.preference,
    currency: subject.agreement?.terms.currency ?? null,
  })
  const changes = changedTariffs(subject.cdr, chosen, subject.storedTariffs)
  const both = (tariffs: readonly Tariff[]) => {
    const breakdown = priceByTariffs(subject, tariffs)
    return { tariffs, breakdown, agreed: priceByAgreement(subject, tariffs, breakdown) }
  }
  const asChosen = both(chosen.tariffs)
  if (changes.length === 0) return { ...asChosen, atStart: null, changes, ...sourceOf(chosen) }
  const withStored = (which: readonly TariffChange[]) =>
    both(chosen.tariffs.map((tariff) => which.find((change) => change.snapshot === tariff)?.stored.tariff ?? tariff))
  const atStart = withStored(changes).agreed
  const late = changes.filter((change) => change.afterStart)
  if (late.length === 0) return { ...asChosen, atStart, changes, ...sourceOf(chosen) }
  const tariffVersionId = late[0]?.stored.versionId ?? null
  return { ...withStored(late), atStart, changes, source: 'stored', tariffVersionId }
}

function sourceOf({ source, tariffVersionId }: { source: TariffSource; tariffVersionId: TariffVersionId | null }) {
  return { source, tariffVersionId }
}

/**
 * The engine priced it, every period had its tariff in the CDR's currency, and the energy that it states in total lies
 * in its periods wherever energy has a price.
 */
function isVerifiable(breakdown: Breakdown | null, { totalEnergyKwh }: Pick<Cdr, 'totalEnergyKwh'>): boolean {
  const obstacles = ['NO_TARIFF', 'TARIFF_UNKNOWN', 'CURRENCY_MISMATCH', 'NO_PERIODS']
  if (breakdown === null || breakdown.findings.some((entry) => obstacles.includes(entry.code))) return false
  const isUnpriced = breakdown.findings.some((entry) => entry.code === 'VOLUME_MISSING')
  return !isUnpriced || decimal(totalEnergyKwh).isZero() || !decimal(breakdown.totals.energyKwh).isZero()
}

function isTimePriced(breakdown: Breakdown | null): boolean {
  return (breakdown?.lines ?? []).some(
    (line) =>
      (line.dimension === 'TIME' || line.dimension === 'PARKING_TIME') && decimal(line.excl ?? '0').greaterThan(0),
  )
}

type CustomerPrice = RetailResult | { ok: false; reason: 'plan_missing'; params?: undefined } | null

function customerPrice(subject: CdrSubject, breakdown: Breakdown | null): CustomerPrice {
  const { plan, context } = subject
  if (subject.customerId === null || subject.cdr.homeChargingCompensation) return null
  if (!plan) return { ok: false, reason: 'plan_missing' }
  return priceRetail({ rules: plan.rules, facts: factsOf(subject), breakdown, context })
}

/** Where the total is not ours: which part, and by which known mistake. Only an own price can be taken apart. */
function partFindings(subject: CdrSubject, tariffs: readonly Tariff[], expected: Breakdown | null): Finding[] {
  if (hubRemark(subject) === 'meaningless') return []
  const basis = termsOf(subject).priceBasis.kind
  const byTariff = basis === 'list' && expected !== null && !isFree(subject)
  return [
    ...taxFindings(subject),
    ...(byTariff ? [...componentFindings(subject, expected), ...explainPrice(subject, tariffs, expected)] : []),
  ]
}

/** A charge at home is paid out, so nothing was promised of it. */
function promisedSession(subject: CdrSubject) {
  const none = subject.customerId === null || subject.cdr.homeChargingCompensation
  return { ...subject, session: subject.cdr, promised: none ? null : subject.promised }
}

/** An unknown operator's price and an unknown rate have findings of their own. */
function missingPrice(retail: CustomerPrice, { basis }: { basis: string }): Finding[] {
  if (retail === null || retail.ok) return []
  const { reason, params } = retail
  if (reason === 'spot_price_missing') return [finding('SPOT_PRICE_MISSING', params)]
  if (reason === 'area_unknown') return [finding('BIDDING_AREA_UNKNOWN', { reason: basis })]
  return reason === 'plan_missing' || reason === 'band_missing' ? [finding('CUSTOMER_PRICE_MISSING', { reason })] : []
}

/**
 * Checks and prices a CDR. The same facts give the same answer, whatever the order of periods or arrival; nothing
 * that the CPO states as its total reaches the customer's price.
 */
export function assessCdr(given: CdrSubject): Assessment {
  if (given.cdr.credit) return assessCredit(given)
  const energy = energyFindings(given, sumPeriods(given.cdr))
  // Priced by the energy that it evidently means: a thousandfold price would be nobody's.
  const wrongUnit = energy.some(({ code }) => code === 'ENERGY_WH_FOR_KWH')
  const subject = wrongUnit ? { ...given, cdr: inKwh(given.cdr) } : given
  const { cdr } = subject
  const { breakdown, agreed, atStart, changes, tariffs, source, tariffVersionId } = wholesaleOf(subject)
  const usable = isVerifiable(breakdown, cdr) ? breakdown : null
  const expected = isVerifiable(agreed, cdr) ? agreed : null
  const usual = customerPrice(subject, usable)
  const promise = keepPromise(promisedSession(subject), {
    price: usual?.ok ? usual.value : null,
    breakdown: usable,
    tariffs,
    planVersionId: subject.plan?.versionId ?? null,
    stepMode: subject.partner.stepMode,
  })
  const late = keepLatePromise(subject, promise.price)
  const retail: CustomerPrice = late.price ? { ok: true, value: late.price } : usual
  const sums = sumPeriods(cdr)
  const findings = sortFindings([
    ...identityFindings(subject),
    ...timeFindings(subject, sums, isTimePriced(usable)),
    ...energy,
    ...tariffFindings(subject, changes, atStart),
    ...contractFindings(subject, tariffs),
    ...priceFindings(subject, expected),
    ...partFindings(subject, tariffs, expected),
    ...termFindings(subject),
    ...engineFindings(breakdown),
    ...missingPrice(retail, { basis: subject.context.spot?.basis ?? 'unknown' }),
    ...promise.findings,
    ...late.findings,
  ])
  const status = findings.some((entry) => entry.severity === 'hold') ? 'held' : 'accepted'
  const ours = usable?.excl ?? null
  const meaningless = hubRemark(subject) === 'meaningless'
  const asked = meaningless ? null : cdr.totalCost.excl
  const agreedExcl = isFree(subject) ? '0' : (expected?.excl ?? null)
  const sides = payoutsOf(cdr, usable) ?? { ours: agreedExcl, cpo: asked }
  // A total that is stated with tax alone was held against ours with tax: what it costs us without is ours.
  const cost = status === 'accepted' && !meaningless ? (sides.cpo ?? sides.ours) : sides.ours
  const costMinor = cost === null ? null : roundToMinor(cost, cdr.currency)
  const conversion = conversionOf(subject)
  const costSekMinor = toKronor(costMinor, cdr.currency, conversion)
  const priced = retail?.ok ? retail.value : null
  return {
    status,
    findings,
    rating: {
      engineVersion: ENGINE_VERSION,
      pricePlanVersionId: subject.plan?.versionId ?? null,
      tariffVersionId,
      tariffSource: source,
      currency: cdr.currency,
      conversion,
      cpoExcl: asked,
      wholesaleExcl: ours,
      agreementId: subject.agreement?.id ?? null,
      agreedExcl,
      correctedKwh: wrongUnit ? cdr.totalEnergyKwh : null,
      evidence: evidenceOf(subject),
      costMinor,
      costSekMinor,
      retail: priced,
      marginMinor: marginOf(costSekMinor, priced),
      breakdown,
      promise: promise.kept,
    },
  }
}

/**
 * A credit CDR takes back exactly what its original was rated at. Of an original that no invoice will ever contain
 * (held or disputed and not billed all the same, or rejected) there is nothing to take back: the pair comes to nothing.
 * Its money is worth what that of the original was, whenever it comes.
 */
function assessCredit(subject: CdrSubject): Assessment {
  const { cdr, credited } = subject
  const findings = sortFindings([...creditFindings(subject), ...conflictFindings(subject)])
  const status = findings.some((entry) => entry.severity === 'hold') ? 'held' : 'accepted'
  const comparable = credited !== null && credited.currency.toUpperCase() === cdr.currency.toUpperCase()
  const billed = credited?.status === 'accepted' || credited?.protectsCustomer
  const counts = comparable && billed && credited.creditedBy === null
  const retail = counts && credited.retail ? reverseRetail(credited.retail) : NOTHING_TO_PAY
  const costMinor = counts && credited.costMinor !== null ? -credited.costMinor : 0n
  const conversion = credited?.conversion ?? null
  const original = counts ? toKronor(credited.costMinor, cdr.currency, conversion) : 0n
  const costSekMinor = original === null ? null : -original
  return {
    status,
    findings,
    rating: {
      ...unpriced(subject),
      pricePlanVersionId: credited?.pricePlanVersionId ?? null,
      conversion,
      costMinor,
      costSekMinor,
      retail,
      marginMinor: marginOf(costSekMinor, retail),
    },
  }
}

/** What is known of a CDR that nothing was calculated for. */
function unpriced(subject: CdrSubject): RatingDraft {
  const { cdr, agreement } = subject
  return {
    engineVersion: ENGINE_VERSION,
    pricePlanVersionId: null,
    tariffVersionId: null,
    tariffSource: 'none',
    currency: cdr.currency,
    conversion: null,
    cpoExcl: cdr.totalCost.excl,
    wholesaleExcl: null,
    agreementId: agreement?.id ?? null,
    agreedExcl: null,
    correctedKwh: null,
    evidence: evidenceOf(subject),
    costMinor: null,
    costSekMinor: null,
    retail: null,
    marginMinor: null,
    breakdown: null,
    promise: null,
  }
}

/**
 * The same, for who judges many: a CDR whose check fails waits for a person and is billed to nobody, and keeps no other
 * from being checked. `error` is for the log.
 */
export function assessOrHold(subject: CdrSubject): { assessment: Assessment; error: unknown } {
  try {
    return { assessment: assessCdr(subject), error: null }
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error'
    const findings = [finding('CHECK_FAILED', { error: name })]
    return { assessment: { status: 'held', findings, rating: unpriced(subject) }, error }
  }
}
