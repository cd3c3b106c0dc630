// What a planted fault is, and what the kinds share.
import type { Random } from '../random'
import type { Cdr, CdrToken, Session, Tariff } from '../wire'
import type { Version } from '../version'
import { toCdr } from '../write-cdr'
import { cardOf } from './network'
import type { Parcel } from './parcel'

/** What the world around the operator must know of a charge: cards and our answers to questions about them. */
export type Card = CdrToken & { blockedAtMs?: number }
export type Authorization = {
  reference: string
  uid: string
  atMs: number
  allowed: 'ALLOWED' | 'BLOCKED'
  locationId: string
}

export type Quoted = {
  reference: string
  uid: string
  atMs: number
  locationId: string
  evseUid: string
  connectorId: string
  kwh: number
}

export type Planted = {
  session: Session | null
  /** What is sent, in this order; the last one is at fault. */
  cdrs: Cdr[]
  /** A location in the CDR that is not published, by its true id. */
  alias?: { id: string; of: string }
  cards?: Card[]
  authorizations?: Authorization[]
  /** What the operator published besides, in good time. */
  tariffs?: Tariff[]
  /** The price that the customer read and started on. */
  quote?: Quoted
}

export type Tools = {
  random: Random
  nowMs: number
  /** A card that charges nowhere else. */
  newCard(): Card
  newReference(): string
}

/** Null: not with this charge. */
export type Plant = (parcel: Parcel, tools: Tools) => Planted | null

export type FaultKind = {
  name: string
  says: string
  /** Any of these findings tells it. */
  expected: readonly string[]
  versions?: readonly Version[]
  plant: Plant
}

export const SINCE_221: readonly Version[] = ['2.2.1', '2.3.0']
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** The CDR alone is wrong. */
export const only = (parcel: Parcel, changed: Partial<Cdr>): Planted => ({
  session: parcel.session,
  cdrs: [{ ...parcel.cdr, ...changed }],
})

export const toOre = (amount: number): number => Math.round(amount * 100) / 100
export const toMilli = (amount: number): number => Math.round(amount * 1000) / 1000

/** What an agreement lets pass: the larger of a krona and one percent. */
export const toleranceOf = (amount: number): number => Math.max(1, amount / 100)

/** So much more a unit that the whole is above the tolerance by as much as the seed says. */
export function perUnit({ cdr }: Parcel, units: number, random: Random): number {
  return Math.ceil((excess(random, toleranceOf(cdr.total_cost.excl_vat)) / units) * 10_000) / 10_000
}

/** Above a tolerance: often just so, sometimes far. */
export function excess(random: Random, tolerance: number): number {
  return tolerance * (1.05 + 6 * random.next() * random.next() * random.next())
}

/** The costs of the same charge by another tariff, under the tariff as published. Null unless it is dearer than anyone lets pass. */
export function pricedBy(parcel: Parcel, tariff: Tariff, changed: Partial<Parcel> = {}): Planted | null {
  const { visit, periods, clock, written } = { ...parcel, ...changed }
  const dear = toCdr({ ...visit, tariff }, periods, clock, written)
  const { cdr } = parcel
  if (dear.total_cost.excl_vat - cdr.total_cost.excl_vat <= toleranceOf(cdr.total_cost.excl_vat) * 1.02) return null
  const kept = [
    'total_cost',
    'total_fixed_cost',
    'total_energy_cost',
    'total_time_cost',
    'total_parking_cost',
    'total_reservation_cost',
  ] as const
  return only(parcel, Object.fromEntries(kept.flatMap((name) => (dear[name] ? [[name, dear[name]]] : []))))
}

/** The components of a tariff, each as `change` wants it. */
export function withComponents(
  tariff: Tariff,
  change: (component: Tariff['elements'][number]['price_components'][number]) => Partial<typeof component>,
): Tariff {
  return {
    ...tariff,
    elements: tariff.elements.map((element) => ({
      ...element,
      price_components: element.price_components.map((component) => ({ ...component, ...change(component) })),
    })),
  }
}

export const isKind = ({ visit }: Parcel, suffix: string): boolean => visit.tariff.id.endsWith(suffix)
/** By no bound: what is added to a part is added to the whole. */
export function isUnbound({ cdr, visit }: Parcel): boolean {
  const { min_price: least, max_price: most } = visit.tariff
  const { excl_vat: total } = cdr.total_cost
  return (!least || total > least.excl_vat) && (!most || total < most.excl_vat)
}

export function toolsFor(random: Random, version: Version, nowMs: number): Tools {
  let cards = 100_000
  let references = 0
  return {
    random,
    nowMs,
    newCard: () => cardOf(version, (cards += 1)),
    newReference: () => `REF-${version.replaceAll('.', '')}-${String((references += 1)).padStart(6, '0')}`,
  }
}

/** The same charge with a card of its own, at any time: it meets no other. */
export function elsewhere(parcel: Parcel, card: CdrToken, startMs: number): Partial<Parcel> {
  const shift = startMs - parcel.visit.startMs
  return {
    visit: { ...parcel.visit, token: card, startMs },
    periods: parcel.periods.map((period) => ({ ...period, startMs: period.startMs + shift })),
    written: {
      ...parcel.written,
      endMs: parcel.written.endMs + shift,
      lastUpdatedMs: parcel.written.lastUpdatedMs + shift,
    },
  }
}
