import type { EnergyPrice, PriceOverride, PricePlanRules } from '@/lib/rating/core/price-plan'

/** Rules as the form shows them: what `rulesFromForm` reads back. */
export function formValues(rules: PricePlanRules | null): Record<string, string> {
  if (!rules) return { method: 'pass_through' }
  const { idleFee } = rules
  return {
    ...energyValues(rules.energy),
    startFee: rules.startFee,
    monthlyFee: rules.monthlyFee,
    idlePerMinute: idleFee?.perMinute ?? '',
    idleFreeMinutes: idleFee ? String(idleFee.freeMinutes) : '',
    idleCap: idleFee?.capPerSession ?? '',
    sessionCap: rules.sessionCap ?? '',
    monthCap: rules.monthCap ?? '',
    freeKwhPerMonth: rules.freeKwhPerMonth ?? '',
    lateData: rules.lateData,
    ...Object.fromEntries(
      rules.discounts.flatMap(({ group, percent, base }) => [
        [`discount_${group}`, percent],
        [`discountBase_${group}`, base],
      ]),
    ),
    ...Object.fromEntries(rules.overrides.flatMap(overrideValues)),
  }
}

function energyValues(energy: EnergyPrice): Record<string, string> {
  if (energy.method === 'fixed') {
    const price = (current: 'AC' | 'DC', kw: number) =>
      energy.bands.find(
        (band) => band.current === current && band.fromKw <= kw && (band.toKw === null || kw < band.toKw),
      )?.perKwh ?? ''
    return { method: 'fixed', ac: price('AC', 0), dc_low: price('DC', 0), dc_high: price('DC', 100) }
  }
  const { method, markupPercent, markupPerKwh } = energy
  if (method === 'pass_through') return { method, markupPercent, markupPerKwh }
  const { area, capPerKwh, floorPerKwh } = energy
  return {
    method,
    markupPercent,
    markupPerKwh,
    area: area ?? '',
    capPerKwh: capPerKwh ?? '',
    floorPerKwh: floorPerKwh ?? '',
  }
}

function overrideValues({ operator, current, fromKw, toKw, energy }: PriceOverride, row: number): [string, string][] {
  const name = (field: string) => `o${row}_${field}`
  return [
    [name('operator'), operator ?? ''],
    [name('current'), current ?? ''],
    [name('fromKw'), fromKw === 0 ? '' : String(fromKw)],
    [name('toKw'), toKw === null ? '' : String(toKw)],
    [name('method'), energy.method],
    [name('percent'), energy.method === 'fixed' ? '' : energy.markupPercent],
    [name('perKwh'), energy.method === 'fixed' ? (energy.bands[0]?.perKwh ?? '') : energy.markupPerKwh],
  ]
}
