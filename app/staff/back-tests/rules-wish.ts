// Rules as a form edits them in place: a published version, with some of its figures changed.
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import type { EnergyPrice, PricePlanRules } from '@/lib/rating/core/price-plan'

/** What can be changed; empty fields stay as the version has them. */
export const WISH_FIELDS = ['markupPercent', 'markupPerKwh', 'fixedPercent', 'startFee', 'idlePerMinute'] as const
export type WishField = (typeof WISH_FIELDS)[number]
export type RulesWish = Readonly<Partial<Record<WishField, string | null>>>

/** A figure of a form or an address, with comma or point; nothing where it is none. */
export function readFigure(text: string | null | undefined): DecimalString | null {
  const plain = (text ?? '').trim().replace(',', '.').replace('−', '-')
  return /^-?\d{1,5}(\.\d{1,6})?$/.test(plain) ? plain : null
}

function changedEnergy(energy: EnergyPrice, wish: RulesWish): EnergyPrice {
  if (energy.method === 'fixed') {
    const percent = readFigure(wish.fixedPercent)
    if (percent === null) return energy
    const factor = decimal(percent).div(100).plus(1)
    const bands = energy.bands.map((band) => ({
      ...band,
      perKwh: toDecimalString(decimal(band.perKwh).times(factor).toDecimalPlaces(4)),
    }))
    return { ...energy, bands }
  }
  return {
    ...energy,
    markupPercent: readFigure(wish.markupPercent) ?? energy.markupPercent,
    markupPerKwh: readFigure(wish.markupPerKwh) ?? energy.markupPerKwh,
  }
}

/** The version's rules with the wish in them; what the wish does not name, overrides and reductions too, stays. */
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
