// What is at stake in a dispute, and what each way of ending it costs whom. Pure; amounts exclude VAT.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { allocate, minorToDecimal, roundToMinor, sumMinor } from '@/lib/kernel/money'
import type { RatingDraft } from './assess-cdr'
import type { DisputeCause, DisputeState, LineOutcome } from './dispute-state'
import { fromKronor } from './exchange'
import type { Finding, FindingCode } from './finding'
import { PLAN_CURRENCY } from './price-plan'
import { isPriceClaim } from './protection'
import { toleranceFor, type Tolerance } from './rules/price'

/** Our own habits; how long a CDR may be disputed at all is the agreement's (`disputeDays`). */
export const DISPUTE_DEFAULTS = {
  /** A rule opens a case where the operator asks at least this much too much. */
  openFromMinor: 1000n,
  /** Days within which a case is to be sent (and never later than the agreement lets us), answered, and decided. */
  sendDays: 5,
  answerDays: 14,
  decideDays: 7,
} as const

export type Claim = { askedMinor: bigint; oursMinor: bigint | null; claimMinor: bigint }

/** All of it where nobody of ours charged, or it is accounted for twice; else what is beyond the agreed price, if any. */
export function claimOf(
  {
    cpoExcl,
    agreedExcl,
    currency,
  }: { cpoExcl: DecimalString | null; agreedExcl: DecimalString | null; currency: string },
  cause: DisputeCause,
): Claim {
  const askedMinor = cpoExcl === null ? 0n : roundToMinor(cpoExcl, currency)
  const oursMinor = agreedExcl === null ? null : roundToMinor(agreedExcl, currency)
  if (coversAll(cause) || oursMinor === null || askedMinor <= oursMinor)
    return { askedMinor, oursMinor, claimMinor: askedMinor > 0n ? askedMinor : 0n }
  return { askedMinor, oursMinor, claimMinor: askedMinor - oursMinor }
}

/** Whether the charge as a whole is contested, not only its price. */
export function coversAll(cause: DisputeCause): boolean {
  return cause === 'not_me' || cause === 'duplicate'
}

/**
 * Whether the customer pays our calculation at the end, unless somebody decides otherwise: if the operator was right, or
 * if only its price was contested. A charge whose kWh or time are wrong is calculated from what is wrong.
 */
export function customerUsuallyPays(cause: DisputeCause, outcome: LineOutcome): boolean {
  return outcome === 'withdrawn' || (outcome !== 'credited' && cause === 'price')
}

export type DisputeLine = {
  cdrId: string
  askedMinor: bigint
  oursMinor: bigint | null
  claimMinor: bigint
  recoveredMinor: bigint
}

export type Settlement = { outcome: Exclude<LineOutcome, 'credited'>; recoveredMinor: bigint; customerPays: boolean }
export type SettledLine = {
  cdrId: string
  recoveredMinor: bigint
  costMinor: bigint
  lossMinor: bigint
}

/** What the charge is worth to us: what the customer's price covers. Nothing, if the customer does not pay. */
function worthOf({ askedMinor, oursMinor, claimMinor }: DisputeLine, customerPays: boolean): bigint {
  if (!customerPays) return 0n
  return oursMinor ?? askedMinor - claimMinor
}

function costOf(line: DisputeLine, outcome: Settlement['outcome'], recoveredMinor: bigint): bigint {
  if (outcome === 'refused') return line.askedMinor - larger(line.claimMinor, recoveredMinor)
  return line.askedMinor - recoveredMinor
}

/** What we lose on a line that ended so: what we pay beyond the worth of the charge, unless we were wrong. */
function lossOf(
  line: DisputeLine,
  { outcome, costMinor, customerPays }: { outcome: LineOutcome; costMinor: bigint; customerPays: boolean },
): bigint {
  const beyond = costMinor - worthOf(line, customerPays)
  return outcome === 'withdrawn' || beyond < 0n ? 0n : beyond
}

/**
 * How the open lines of a case end. `recoveredMinor` is what the operator gives on all of them, shared in proportion to
 * what is claimed.
 */
export function settleLines(lines: readonly DisputeLine[], choice: Settlement): SettledLine[] {
  const given = choice.outcome === 'settled' ? choice.recoveredMinor : null
  const parts =
    given === null
      ? null
      : allocate(
          given,
          lines.map(({ claimMinor }) => claimMinor),
        )
  return lines.map((line, index) => {
    const recoveredMinor = parts?.[index] ?? line.recoveredMinor
    const costMinor = costOf(line, choice.outcome, recoveredMinor)
    return { cdrId: line.cdrId, recoveredMinor, costMinor, lossMinor: lossOf(line, { ...choice, costMinor }) }
  })
}

export type PastLine = DisputeLine & {
  outcome: LineOutcome
  costMinor: bigint
  customerPays: boolean
  /** A credit came for it before. */
  hasCredit: boolean
}

/**
 * What a part that the operator credits after the case was closed makes of a line. After a settlement the first one is
 * what was agreed, and only what goes beyond it is new.
 */
export function creditPastLine(line: PastLine, amountMinor: bigint): SettledLine {
  const agreed = line.outcome === 'settled' && !line.hasCredit
  const given = agreed ? larger(line.recoveredMinor, amountMinor) : line.recoveredMinor + amountMinor
  const recoveredMinor = given < line.askedMinor ? given : line.askedMinor
  const left = line.askedMinor - recoveredMinor
  const costMinor = left < line.costMinor ? left : line.costMinor
  return { cdrId: line.cdrId, recoveredMinor, costMinor, lossMinor: lossOf(line, { ...line, costMinor }) }
}

/** Whether what came back is what we asked for, within what the operator is allowed to be off. */
export function isRecovered(
  { askedMinor, claimMinor, recoveredMinor }: Pick<DisputeLine, 'askedMinor' | 'claimMinor' | 'recoveredMinor'>,
  tolerance: Tolerance,
  currency: string,
): boolean {
  const missing = minorToDecimal(claimMinor - recoveredMinor, currency)
  const right = minorToDecimal(askedMinor - claimMinor, currency)
  return missing.lessThanOrEqualTo(toleranceFor(tolerance, right, currency))
}

export type EndedLine = Pick<DisputeLine, 'askedMinor' | 'claimMinor' | 'recoveredMinor'> & { outcome: LineOutcome }

/** How a case ended, once all of its lines have. */
export function closedState(lines: readonly EndedLine[], tolerance: Tolerance, currency: string): DisputeState {
  const is = (outcome: LineOutcome) => lines.some((line) => line.outcome === outcome)
  if (lines.every(({ outcome }) => outcome === 'withdrawn')) return 'withdrawn'
  if (is('written_off')) return 'written_off'
  if (is('refused')) return 'refused'
  const won = lines.every((line) => line.outcome === 'credited' || isRecovered(line, tolerance, currency))
  return won ? 'won' : 'partial'
}

/** What staff most likely mean: what has come back so far, or else all that we claim. */
export function likelyRecovered(lines: readonly DisputeLine[]): bigint {
  const soFar = sumMinor(lines.map(({ recoveredMinor }) => recoveredMinor))
  return soFar > 0n ? soFar : sumMinor(lines.map(({ claimMinor }) => claimMinor))
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

/** Findings that say by themselves that the energy is wrong, whoever is right about its price. */
const WRONG_ENERGY: readonly FindingCode[] = [
  'ENERGY_NEGATIVE',
  'ENERGY_SUM_MISMATCH',
  'ENERGY_WH_FOR_KWH',
  'ENERGY_IMPLAUSIBLE',
  'SIGNED_ENERGY_DIFFERS',
  'POWER_IMPLAUSIBLE',
]

type Judged = {
  findings: readonly Pick<Finding, 'code' | 'severity'>[]
  rating: Pick<RatingDraft, 'cpoExcl' | 'agreedExcl' | 'currency' | 'conversion'>
}

/**
 * What a rule opens a case for, of a CDR that is held: the same charge accounted for twice; wrong energy, or else a
 * price, that makes it dearer than what was agreed gives. From an amount in kronor on; null where it is less, or where
 * nobody can say yet how much it is.
 */
export function claimByRule(
  { findings, rating }: Judged,
  openFromMinor: bigint = DISPUTE_DEFAULTS.openFromMinor,
): DisputeCause | null {
  const isHeldFor = (is: (code: FindingCode) => boolean) =>
    findings.some(({ code, severity }) => severity === 'hold' && is(code))
  const { cpoExcl, agreedExcl, currency, conversion } = rating
  const least = fromKronor(minorToDecimal(openFromMinor, PLAN_CURRENCY), currency, conversion)
  if (cpoExcl === null || least === null) return null
  if (isHeldFor((code) => code === 'DUPLICATE_CONTENT'))
    return decimal(cpoExcl).greaterThanOrEqualTo(least) ? 'duplicate' : null
  if (agreedExcl === null || decimal(cpoExcl).minus(agreedExcl).lessThan(least)) return null
  if (isHeldFor((code) => WRONG_ENERGY.includes(code))) return 'energy'
  return isHeldFor(isPriceClaim) ? 'price' : null
}
