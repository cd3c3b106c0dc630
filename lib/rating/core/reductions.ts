// What a plan takes off a session: free energy first, then a discount, then the most a session and a month may cost. All
// work on lines that are rounded already, so that what is taken off never exceeds what it is taken off from by an öre. A
// reduction follows the supply that it reduces (docs/decisions/0006): it is split in proportion.
import {
  decimal,
  roundHalfUp,
  sum,
  toDecimalString,
  ZERO,
  type Decimal,
  type DecimalString,
} from '@/lib/kernel/decimal'
import { allocate, minorToDecimalString, roundToMinor, sumMinor } from '@/lib/kernel/money'
import type { Instant } from '@/lib/kernel/time'
import { energyVolumes, totalVolume, type ChargeFacts } from './charge-facts'
import { PLAN_CURRENCY, type Discount, type DiscountBase, type PricePlanRules } from './price-plan'
import type { RetailContext } from './retail-context'
import { UNIT_PRICE_DIGITS } from './retail-grouping'
import type { RetailLine, RetailLineKind, RetailNote, Supply } from './retail-line'
import { SUPPLIES } from './supplies'

/** What is paid per kWh; a percentage of the operator's price belongs to it as far as that price is for energy. */
const PER_KWH: readonly RetailLineKind[] = ['energy', 'spot_credit', 'energy_markup', 'price_floor', 'price_cap']
const OWN: readonly RetailLineKind[] = ['markup', 'energy_markup', 'start_fee']

type BySupply = Record<Supply, Decimal>
type Span = { startedAt: Instant; endedAt: Instant }

function minorOf(lines: readonly RetailLine[]): Decimal {
  return sum(lines.map((line) => decimal(line.netMinor)))
}

/**
 * `share`: how much of the operator's price is for energy, and so of a percentage of it. `left`: how much of what its
 * energy came to it asks after a highest price, which takes from everything alike; a lowest one is for the whole charge.
 */
type EnergyPart = { share: Decimal; left: Decimal }

function energyPart(lines: readonly RetailLine[]): EnergyPart {
  const operator = lines.filter(({ kind }) => kind === 'energy' || kind.startsWith('operator_'))
  const whole = minorOf(operator)
  const energy = minorOf(operator.filter(({ kind }) => kind === 'energy'))
  const stated = minorOf(operator.filter(({ kind }) => kind !== 'operator_adjustment'))
  const most = stated.greaterThan(whole) ? stated : whole
  if (most.lessThanOrEqualTo(0)) return { share: ZERO, left: decimal(1) }
  const kept = whole.greaterThan(0) ? whole : ZERO
  return { share: energy.div(most), left: stated.greaterThan(whole) ? kept.div(stated) : decimal(1) }
}

function shareOfLine(line: RetailLine, { share, left }: EnergyPart): Decimal {
  if (line.kind === 'energy') return decimal(line.netMinor).times(left)
  if (PER_KWH.includes(line.kind)) return decimal(line.netMinor)
  if (line.kind !== 'markup') return ZERO
  return line.unit === 'KWH' ? decimal(line.netMinor) : decimal(line.netMinor).times(share)
}

/** What the energy of a session costs, by supply, in exact minor units. */
function energyCost(lines: readonly RetailLine[]): BySupply {
  const part = energyPart(lines)
  const of = (supply: Supply) =>
    sum(lines.filter((line) => line.supply === supply).map((line) => shareOfLine(line, part)))
  return { electricity: of('electricity'), access_fee: of('access_fee') }
}

function reductionLine(
  kind: RetailLineKind,
  supply: Supply,
  minor: bigint,
  vatPercent: DecimalString,
  { startedAt, endedAt }: Span,
  note: RetailNote,
  kwh: Decimal | null = null,
): RetailLine {
  const amount = decimal(minorToDecimalString(minor, PLAN_CURRENCY))
  const price = kwh === null ? amount : roundHalfUp(amount.div(kwh), UNIT_PRICE_DIGITS)
  const quantity = toDecimalString((kwh ?? decimal(1)).negated())
  const unitPrice = toDecimalString(price)
  const part = { startedAt, endedAt, quantity, unitPrice, amount: toDecimalString(amount.negated()), element: null }
  return {
    kind,
    supply,
    quantity,
    unit: kwh === null ? 'EA' : 'KWH',
    unitPrice,
    netMinor: (-minor).toString(),
    vatPercent,
    parts: [part],
    note,
  }
}

type Session = { rules: PricePlanRules; facts: ChargeFacts; context: RetailContext }
type Reduced = { lines: RetailLine[]; freeShare: Decimal }

/** Every kWh of a session is worth the session's average: which of them are the free ones makes no difference. */
function withAllowance(lines: RetailLine[], { rules, facts, context }: Session): Reduced {
  const perMonth = rules.freeKwhPerMonth
  const volume = totalVolume(energyVolumes(facts))
  if (perMonth === null || volume.lessThanOrEqualTo(0)) return { lines, freeShare: ZERO }
  const unused = decimal(perMonth).minus(context.month.freeKwh)
  const left = unused.greaterThan(0) ? unused : ZERO
  const free = left.lessThan(volume) ? left : volume
  if (free.isZero()) return { lines, freeShare: ZERO }
  const freeShare = free.div(volume)
  const cost = energyCost(lines)
  const note: RetailNote = { kind: 'allowance', perMonth, left: toDecimalString(left) }
  const taken = SUPPLIES.flatMap((supply) => {
    const minor = BigInt(roundHalfUp(cost[supply].times(freeShare), 0).toFixed(0))
    return minor > 0n ? [reductionLine('allowance', supply, minor, rules.vatPercent, facts, note, free)] : []
  })
  return { lines: [...lines, ...taken], freeShare: taken.length > 0 ? freeShare : ZERO }
}

function discountBase({ lines, freeShare }: Reduced, base: DiscountBase): BySupply {
  const cost = energyCost(lines)
  const paid = (supply: Supply) => decimal(1).minus(freeShare).times(cost[supply])
  if (base === 'energy') return { electricity: paid('electricity'), access_fee: paid('access_fee') }
  const own = (supply: Supply) =>
    sum(
      lines
        .filter((line) => line.supply === supply && OWN.includes(line.kind))
        .map((line) => decimal(line.netMinor).times(line.kind === 'start_fee' ? 1 : decimal(1).minus(freeShare))),
    )
  return { electricity: own('electricity'), access_fee: own('access_fee') }
}

function discountOf(reduced: Reduced, { percent, base }: Discount): Record<Supply, bigint> {
  const bases = discountBase(reduced, base)
  const of = (supply: Supply) => {
    const most = sumMinor(reduced.lines.filter((line) => line.supply === supply).map((line) => BigInt(line.netMinor)))
    const minor = BigInt(roundHalfUp(bases[supply].times(percent).div(100), 0).toFixed(0))
    return minor <= 0n || most <= 0n ? 0n : minor < most ? minor : most
  }
  return { electricity: of('electricity'), access_fee: of('access_fee') }
}

/** The largest discount that the customer has a right to; the first of equal ones. */
function withDiscount(reduced: Reduced, { rules, facts, context }: Session): RetailLine[] {
  let best: { discount: Discount; minor: Record<Supply, bigint>; total: bigint } | null = null
  for (const discount of rules.discounts) {
    if (!context.groups.includes(discount.group)) continue
    const minor = discountOf(reduced, discount)
    const total = minor.electricity + minor.access_fee
    if (total > 0n && (best === null || total > best.total)) best = { discount, minor, total }
  }
  if (best === null) return reduced.lines
  const { discount, minor } = best
  const note: RetailNote = { kind: 'discount', ...discount }
  const taken = SUPPLIES.filter((supply) => minor[supply] > 0n)
  return [
    ...reduced.lines,
    ...taken.map((supply) => reductionLine('discount', supply, minor[supply], rules.vatPercent, facts, note)),
  ]
}

function netOf(lines: readonly RetailLine[], supply?: Supply): bigint {
  return sumMinor(
    lines.filter((line) => supply === undefined || line.supply === supply).map((line) => BigInt(line.netMinor)),
  )
}

function withCap(
  lines: RetailLine[],
  kind: 'session_cap' | 'month_cap',
  most: DecimalString | null,
  before: bigint,
  { rules, facts }: Session,
): RetailLine[] {
  if (most === null) return lines
  const left = roundToMinor(most, PLAN_CURRENCY) - before
  const excess = netOf(lines) - (left > 0n ? left : 0n)
  if (excess <= 0n) return lines
  const note: RetailNote = { kind: 'cap', most, before: minorToDecimalString(before, PLAN_CURRENCY) }
  return takeOff(lines, kind, excess, { vatPercent: rules.vatPercent, span: facts, note })
}

/** The lines with so much less to pay, each supply in its proportion; `excess` is at most what they come to. */
export function takeOff(
  lines: readonly RetailLine[],
  kind: RetailLineKind,
  excess: bigint,
  { vatPercent, span, note }: { vatPercent: DecimalString; span: Span; note: RetailNote },
): RetailLine[] {
  const weights = SUPPLIES.map((supply) => netOf(lines, supply)).map((net) => (net > 0n ? net : 0n))
  const taken = allocate(excess, weights).flatMap((minor, index) => {
    const supply = SUPPLIES[index]
    return supply && minor > 0n ? [reductionLine(kind, supply, minor, vatPercent, span, note)] : []
  })
  return [...lines, ...taken]
}

/** The lines with all that the plan takes off. Never makes a session cheaper than nothing that was not so before. */
export function reduceLines(lines: RetailLine[], session: Session): RetailLine[] {
  const { rules, context } = session
  const discounted = withDiscount(withAllowance(lines, session), session)
  const capped = withCap(discounted, 'session_cap', rules.sessionCap, 0n, session)
  return withCap(capped, 'month_cap', rules.monthCap, context.month.netMinor, session)
}
