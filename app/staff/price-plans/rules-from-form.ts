import { PricePlanRulesInput } from '@/lib/rating/schema'

const BANDS = [
  { name: 'ac', current: 'AC', fromKw: 0, toKw: null },
  { name: 'dc_low', current: 'DC', fromKw: 0, toKw: 100 },
  { name: 'dc_high', current: 'DC', fromKw: 100, toKw: null },
] as const
export const BAND_FIELDS = BANDS.map((band) => band.name)

/** Reads the plan form: decimal comma or point; an empty idle fee means none. */
export function rulesFromForm(fields: Readonly<Record<string, string | undefined>>): PricePlanRulesInput {
  const amount = (name: string) => (fields[name] ?? '').trim().replace(',', '.') || '0'
  const energy =
    fields['method'] === 'fixed'
      ? { method: 'fixed' as const, bands: BANDS.map(({ name, ...band }) => ({ ...band, perKwh: amount(name) })) }
      : {
          method: 'pass_through' as const,
          markupPercent: amount('markupPercent'),
          markupPerKwh: amount('markupPerKwh'),
        }
  const hasIdleFee = amount('idlePerMinute') !== '0'
  return PricePlanRulesInput.parse({
    energy,
    startFee: amount('startFee'),
    idleFee: hasIdleFee
      ? {
          perMinute: amount('idlePerMinute'),
          freeMinutes: Number(amount('idleFreeMinutes')),
          capPerSession: amount('idleCap') === '0' ? null : amount('idleCap'),
        }
      : null,
    monthlyFee: amount('monthlyFee'),
    vatPercent: '25',
  })
}
