// Rules tried on what was really charged: sums, shares and the spread of the change. Reports of parts add up.
import type { Instant } from '@/lib/kernel/time'
import type { CurrentType, PricePlanRules } from './price-plan'
import type { RetailRefusal } from './retail'

export type BackTestScope = 'plan' | 'all'

/** Everything a part needs; travels to the threads. */
export type PartOrder = {
  from: Instant
  /** Exclusive. */
  to: Instant
  /** Versions of the plan whose charges are tried; null for everybody's. */
  versionIds: readonly string[] | null
  rules: PricePlanRules
}

/** From (inclusive) up to (exclusive) in hundredths of a percent; `same` is no change at all. */
export const CHANGE_BANDS = [
  { key: 'below_25', from: null, to: -2500 },
  { key: 'below_10', from: -2500, to: -1000 },
  { key: 'below_5', from: -1000, to: -500 },
  { key: 'below_0', from: -500, to: 0 },
  { key: 'same', from: 0, to: 0 },
  { key: 'above_0', from: 0, to: 500 },
  { key: 'above_5', from: 500, to: 1000 },
  { key: 'above_10', from: 1000, to: 2500 },
  { key: 'above_25', from: 2500, to: null },
] as const
export type ChangeBand = (typeof CHANGE_BANDS)[number]['key']

/** A customer pays noticeably more from here on: they are to be told before the plan changes. */
export const NOTABLE_RISE = 1000

export const POWER_BANDS = ['AC', 'DC_50', 'DC_150', 'DC_MORE'] as const
export type PowerBandKey = (typeof POWER_BANDS)[number]

export function powerBandOf(current: CurrentType, powerKw: number): PowerBandKey {
  if (current === 'AC') return 'AC'
  return powerKw < 50 ? 'DC_50' : powerKw < 150 ? 'DC_150' : 'DC_MORE'
}

/** Minor units as text: reports are stored as JSON. */
export type BackTestSums = {
  charges: number
  beforeNet: string
  afterNet: string
  beforeGross: string
  afterGross: string
  /** Of the charges whose cost is known in our currency. */
  marginCharges: number
  marginBefore: string
  marginAfter: string
  losses: { before: number; after: number }
}
export type Spread = Record<ChangeBand, number>
export type BackTestReport = {
  all: BackTestSums
  partners: Record<string, BackTestSums>
  bands: Partial<Record<PowerBandKey, BackTestSums>>
  sessions: Spread
  customers: Spread
  customerCount: number
  /** Customers who would pay at least ten percent more. */
  notable: number
  unpriced: Partial<Record<RetailRefusal | 'unreadable', number>>
}

export type TriedCharge = {
  partnerId: string
  band: PowerBandKey
  before: { netMinor: bigint; grossMinor: bigint }
  after: { netMinor: bigint; grossMinor: bigint }
  /** Null where it is not known, or not in the currency of the plan. */
  costMinor: bigint | null
}

/** In hundredths of a percent, towards zero but never zero for a change; null where nothing was paid before. */
export function changeOf(before: bigint, after: bigint): number | null {
  if (before === after) return 0
  if (before <= 0n) return null
  const change = ((after - before) * 10_000n) / before
  if (change === 0n) return after > before ? 1 : -1
  return Number(change > 1_000_000n ? 1_000_000n : change)
}

export function changeBandOf(change: number | null): ChangeBand {
  if (change === null) return 'above_25'
  if (change === 0) return 'same'
  const band = CHANGE_BANDS.find(
    ({ key, from, to }) => key !== 'same' && (from === null || change >= from) && (to === null || change < to),
  )
  return band!.key // the bands leave no gap
}

type Sums = {
  charges: number
  beforeNet: bigint
  afterNet: bigint
  beforeGross: bigint
  afterGross: bigint
  marginCharges: number
  marginBefore: bigint
  marginAfter: bigint
  lossesBefore: number
  lossesAfter: number
}

function emptySums(): Sums {
  return {
    charges: 0,
    beforeNet: 0n,
    afterNet: 0n,
    beforeGross: 0n,
    afterGross: 0n,
    marginCharges: 0,
    marginBefore: 0n,
    marginAfter: 0n,
    lossesBefore: 0,
    lossesAfter: 0,
  }
}

export function emptySpread(): Spread {
  return Object.fromEntries(CHANGE_BANDS.map(({ key }) => [key, 0])) as Spread // one entry for each band
}

function addTo(sums: Sums, { before, after, costMinor }: TriedCharge): void {
  sums.charges += 1
  sums.beforeNet += before.netMinor
  sums.afterNet += after.netMinor
  sums.beforeGross += before.grossMinor
  sums.afterGross += after.grossMinor
  if (costMinor === null) return
  sums.marginCharges += 1
  sums.marginBefore += before.netMinor - costMinor
  sums.marginAfter += after.netMinor - costMinor
  if (before.netMinor < costMinor) sums.lossesBefore += 1
  if (after.netMinor < costMinor) sums.lossesAfter += 1
}

function printed(sums: Sums): BackTestSums {
  return {
    charges: sums.charges,
    beforeNet: String(sums.beforeNet),
    afterNet: String(sums.afterNet),
    beforeGross: String(sums.beforeGross),
    afterGross: String(sums.afterGross),
    marginCharges: sums.marginCharges,
    marginBefore: String(sums.marginBefore),
    marginAfter: String(sums.marginAfter),
    losses: { before: sums.lossesBefore, after: sums.lossesAfter },
  }
}

export type TriedCustomer = { customerId: string; charges: number; beforeMinor: bigint; afterMinor: bigint }
export type Tally = {
  add(customerId: string, charge: TriedCharge): void
  skip(reason: keyof BackTestReport['unpriced']): void
  finish(): { report: BackTestReport; customers: TriedCustomer[] }
}

/** Takes the charges of whole customers, in any order. */
export function createTally(): Tally {
  const all = emptySums()
  const partners = new Map<string, Sums>()
  const bands = new Map<PowerBandKey, Sums>()
  const people = new Map<string, TriedCustomer>()
  const sessions = emptySpread()
  const unpriced: BackTestReport['unpriced'] = {}
  return {
    add(customerId, charge) {
      addTo(all, charge)
      addTo(entryOf(partners, charge.partnerId, emptySums), charge)
      addTo(entryOf(bands, charge.band, emptySums), charge)
      const { grossMinor: before } = charge.before
      const { grossMinor: after } = charge.after
      sessions[changeBandOf(changeOf(before, after))] += 1
      const person = entryOf(people, customerId, () => ({ customerId, charges: 0, beforeMinor: 0n, afterMinor: 0n }))
      person.charges += 1
      person.beforeMinor += before
      person.afterMinor += after
    },
    skip(reason) {
      unpriced[reason] = (unpriced[reason] ?? 0) + 1
    },
    finish() {
      const customers = emptySpread()
      let notable = 0
      for (const { beforeMinor, afterMinor } of people.values()) {
        const change = changeOf(beforeMinor, afterMinor)
        customers[changeBandOf(change)] += 1
        if (change === null || change >= NOTABLE_RISE) notable += 1
      }
      const report = {
        all: printed(all),
        partners: Object.fromEntries([...partners].map(([id, sums]) => [id, printed(sums)])),
        bands: Object.fromEntries([...bands].map(([key, sums]) => [key, printed(sums)])),
        sessions,
        customers,
        customerCount: people.size,
        notable,
        unpriced,
      }
      return { report, customers: [...people.values()] }
    },
  }
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function addSums(a: BackTestSums | undefined, b: BackTestSums): BackTestSums {
  if (!a) return b
  const plus = (left: string, right: string) => String(BigInt(left) + BigInt(right))
  return {
    charges: a.charges + b.charges,
    beforeNet: plus(a.beforeNet, b.beforeNet),
    afterNet: plus(a.afterNet, b.afterNet),
    beforeGross: plus(a.beforeGross, b.beforeGross),
    afterGross: plus(a.afterGross, b.afterGross),
    marginCharges: a.marginCharges + b.marginCharges,
    marginBefore: plus(a.marginBefore, b.marginBefore),
    marginAfter: plus(a.marginAfter, b.marginAfter),
    losses: { before: a.losses.before + b.losses.before, after: a.losses.after + b.losses.after },
  }
}

function addAll<Value>(
  left: Readonly<Record<string, Value>>,
  right: Readonly<Record<string, Value>>,
  add: (a: Value | undefined, b: Value) => Value,
): Record<string, Value> {
  const sum: Record<string, Value> = { ...left }
  for (const [key, value] of Object.entries(right)) sum[key] = add(sum[key], value)
  return sum
}

/** Reports of parts that share no customer, as one. */
export function mergeReports(reports: readonly BackTestReport[]): BackTestReport {
  const count = (a: number | undefined, b: number) => (a ?? 0) + b
  return reports.reduce(
    (sum, part) => ({
      all: addSums(sum.all, part.all),
      partners: addAll(sum.partners, part.partners, addSums),
      bands: addAll(sum.bands as Record<string, BackTestSums>, part.bands as Record<string, BackTestSums>, addSums), // absent keys are absent
      sessions: addAll(sum.sessions, part.sessions, count) as Spread, // the same bands on both sides
      customers: addAll(sum.customers, part.customers, count) as Spread, // the same bands on both sides
      customerCount: sum.customerCount + part.customerCount,
      notable: sum.notable + part.notable,
      unpriced: addAll(sum.unpriced as Record<string, number>, part.unpriced as Record<string, number>, count), // absent keys are absent
    }),
    createTally().finish().report,
  )
}
