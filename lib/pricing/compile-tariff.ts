// OCPI 2.2.1 §11.4.5 TariffElement. A tariff is compiled once: its components by dimension in the order of its elements,
// its restrictions as numbers, and the thresholds at which its prices can change.
import { assert } from '@/lib/kernel/assert'
import { foldId } from '@/lib/roaming/core/common'
import type { PriceComponent, Tariff, TariffDimension } from '@/lib/roaming/core/tariff'
import type { PricingFindingCode } from './breakdown'
import { rational, toText, type Rational } from './rational'
import { readRestrictions, type Restriction } from './restrictions'

/** A price component with the restrictions of its element. */
export type Rule = {
  readonly element: number
  readonly price: Rational
  readonly unitPrice: string
  readonly vatPercent: string | null
  readonly vat: Rational | null
  readonly stepSize: number
  readonly restrictions: readonly Restriction[]
}
export type RulesByDimension = Readonly<Record<TariffDimension, readonly Rule[]>>
/** What an element is for: charging, a reservation, or a reservation that ran out. */
type Purpose = 'charging' | 'reservation' | 'reservationExpired'

export type Thresholds = {
  readonly secondsOfDay: readonly number[]
  readonly durationsMs: readonly number[]
  readonly energiesKwh: readonly Rational[]
}

export type CompiledTariff = {
  readonly tariff: Tariff
  readonly foldedId: string
  readonly usesLocalTime: boolean
  readonly hasThresholds: boolean
  readonly thresholds: Thresholds
  readonly notices: readonly { code: PricingFindingCode; message: string }[]
} & Readonly<Record<Purpose, RulesByDimension>>

type Draft = Record<Purpose, Record<TariffDimension, Rule[]>>

const DIMENSIONS: readonly TariffDimension[] = ['ENERGY', 'TIME', 'PARKING_TIME', 'FLAT']
const compiled = new WeakMap<Tariff, CompiledTariff>()

function noRules(): Record<TariffDimension, Rule[]> {
  return { ENERGY: [], TIME: [], PARKING_TIME: [], FLAT: [] }
}

function purposeOf(reservation: string | null): Purpose | null {
  if (reservation === null) return 'charging'
  if (reservation.toUpperCase() === 'RESERVATION') return 'reservation'
  return reservation.toUpperCase() === 'RESERVATION_EXPIRES' ? 'reservationExpired' : null
}

function toRule(component: PriceComponent, element: number, restrictions: readonly Restriction[]): Rule {
  const price = rational(component.price)
  // A rate below zero is none, and one of -100 % would divide by nothing.
  const vat = component.vat === null || component.vat.startsWith('-') ? null : rational(component.vat)
  assert(Number.isFinite(component.stepSize), 'a step size is no number')
  return {
    element,
    price,
    unitPrice: toText(price, 60),
    vat,
    vatPercent: vat && toText(vat, 60),
    stepSize: Math.max(0, Math.round(component.stepSize)),
    restrictions,
  }
}

function addElement(tariff: Tariff, element: number, draft: Draft, notices: CompiledTariff['notices'][number][]): void {
  const { components, restrictions: fields } = tariff.elements[element]! // the caller counts the elements
  const purpose = purposeOf(fields?.reservation ?? null)
  const restrictions = readRestrictions(fields)
  const unreadable = restrictions.find((restriction) => restriction.kind === 'unreadable')
  if (unreadable) {
    notices.push({
      code: 'RESTRICTION_UNREADABLE',
      message: `element ${element}: ${unreadable.field} cannot be read; it never matches`,
    })
  }
  if (!purpose) {
    notices.push({
      code: 'RESTRICTION_UNREADABLE',
      message: `element ${element}: reservation ${fields?.reservation} is unknown; it never matches`,
    })
    return
  }
  for (const component of components) {
    const dimension = DIMENSIONS.find((known) => known === component.type.toUpperCase())
    if (!dimension) {
      notices.push({ code: 'UNKNOWN_COMPONENT', message: `element ${element}: ${component.type} cannot be priced` })
    } else if (draft[purpose][dimension].at(-1)?.element === element) {
      notices.push({
        code: 'DUPLICATE_COMPONENT',
        message: `element ${element}: ${dimension} stands twice; the first counts`,
      })
    } else {
      draft[purpose][dimension].push(toRule(component, element, restrictions))
    }
  }
}

function findThresholds(rules: RulesByDimension): Thresholds {
  const seconds = new Set<number>()
  const durations = new Set<number>()
  const energies = new Map<string, Rational>()
  for (const restriction of DIMENSIONS.flatMap((dimension) => rules[dimension]).flatMap((rule) => rule.restrictions)) {
    if (restriction.kind === 'time_of_day') seconds.add(restriction.fromSecond).add(restriction.toSecond % 86_400)
    if (restriction.kind === 'dates' || restriction.kind === 'weekdays') seconds.add(0)
    if (restriction.kind === 'duration') durations.add(restriction.fromMs).add(restriction.toMs)
    if (restriction.kind === 'energy') {
      for (const bound of [restriction.min, restriction.max]) if (bound) energies.set(toText(bound, 60), bound)
    }
  }
  return {
    secondsOfDay: [...seconds].toSorted((a, b) => a - b),
    durationsMs: [...durations].filter((ms) => Number.isFinite(ms) && ms > 0).toSorted((a, b) => a - b),
    energiesKwh: [...energies.values()],
  }
}

/** Compiles a tariff, once per object: canonical tariffs are values and never change. */
export function compileTariff(tariff: Tariff): CompiledTariff {
  const known = compiled.get(tariff)
  if (known) return known
  const draft: Draft = { charging: noRules(), reservation: noRules(), reservationExpired: noRules() }
  const notices: CompiledTariff['notices'][number][] = []
  for (const element of tariff.elements.keys()) addElement(tariff, element, draft, notices)
  const thresholds = findThresholds(draft.charging)
  const fresh: CompiledTariff = {
    tariff,
    foldedId: foldId(tariff.id),
    usesLocalTime: tariff.elements.some(({ restrictions }) =>
      readRestrictions(restrictions).some(
        ({ kind }) => kind === 'time_of_day' || kind === 'dates' || kind === 'weekdays',
      ),
    ),
    thresholds,
    hasThresholds: thresholds.secondsOfDay.length + thresholds.durationsMs.length + thresholds.energiesKwh.length > 0,
    notices,
    ...draft,
  }
  compiled.set(tariff, fresh)
  return fresh
}
