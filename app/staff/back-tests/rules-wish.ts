// Rules as a form edits them in place: a published version, with some of its figures changed.
import { decimal, roundHalfUp, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import type { EnergyPrice, PricePlanRules } from '@/lib/rating/core/price-plan'

/** What can be changed; empty fields stay as the version has them. */
export const WISH_FIELDS = ['markupPercent', 'markupPerKwh', 'fixedPercent', 'startFee', 'idlePerMinute'] as const
export type WishField = (typeof WISH_FIELDS)[number]
export type RulesWish = Readonly<Partial<Record<WishField, string | null | undefined>>>

/** Why a figure cannot be what was meant: it is never left out in silence. */
export const WISH_PROBLEMS = [
  'not_a_number',
  'negative',
  'below_nothing',
  'too_large',
  'no_markup',
  'no_fixed',
] as const
export type WishProblem = (typeof WISH_PROBLEMS)[number]
export type WishProblems = Readonly<Partial<Record<WishField, WishProblem>>>

const FIGURE = /^-?\d+(\.\d{1,6})?$/
const MOST = decimal(100_000)

const plain = (text: string | null | undefined) =>
  (text ?? '')
    .trim()
    .replaceAll(/[\s\u00a0]/g, '')
    .replace(',', '.')
    .replace('−', '-')

/** A figure of a form or an address, with comma or point; nothing where it is empty or none. */
function readFigure(text: string | null | undefined): DecimalString | null {
  const figure = plain(text)
  return FIGURE.test(figure) ? figure : null
}

function problemOf(field: WishField, wish: RulesWish, { energy }: PricePlanRules): WishProblem | null {
  if (plain(wish[field]) === '') return null
  const figure = readFigure(wish[field])
  if (figure === null) return 'not_a_number'
  const value = decimal(figure)
  if (field === 'fixedPercent') {
    if (energy.method !== 'fixed') return 'no_fixed'
    if (value.lessThan(-100)) return 'below_nothing'
  } else if (value.isNegative() && !value.isZero()) return 'negative'
  if (value.greaterThan(MOST)) return 'too_large'
  const isMarkup = field === 'markupPercent' || field === 'markupPerKwh'
  return isMarkup && energy.method === 'fixed' ? 'no_markup' : null
}

/** What is wrong with the figures, by field; empty where all of them can be used. */
export function wishProblems(rules: PricePlanRules, wish: RulesWish): WishProblems {
  return Object.fromEntries(
    WISH_FIELDS.flatMap((field) => {
      const problem = problemOf(field, wish, rules)
      return problem ? [[field, problem]] : []
    }),
  )
}

function changedEnergy(energy: EnergyPrice, wish: RulesWish): EnergyPrice {
  if (energy.method === 'fixed') {
    const percent = readFigure(wish.fixedPercent)
    if (percent === null) return energy
    const factor = decimal(percent).div(100).plus(1)
    const bands = energy.bands.map((band) => ({
      ...band,
      perKwh: toDecimalString(roundHalfUp(decimal(band.perKwh).times(factor), 4)),
    }))
    return { ...energy, bands }
  }
  return {
    ...energy,
    markupPercent: readFigure(wish.markupPercent) ?? energy.markupPercent,
    markupPerKwh: readFigure(wish.markupPerKwh) ?? energy.markupPerKwh,
  }
}

/**
 * The version's rules with the wish in them; what the wish does not name, overrides and reductions too, stays. Only for a
 * wish without problems.
 */
export function applyWish(rules: PricePlanRules, wish: RulesWish): PricePlanRules {
  const idle = readFigure(wish.idlePerMinute)
  const idleFee =
    idle === null ? rules.idleFee : { freeMinutes: 0, capPerSession: null, ...rules.idleFee, perMinute: idle }
  return {
    ...rules,
    energy: changedEnergy(rules.energy, wish),
    startFee: readFigure(wish.startFee) ?? rules.startFee,
    idleFee: idleFee && decimal(idleFee.perMinute).isZero() ? null : idleFee,
  }
}
