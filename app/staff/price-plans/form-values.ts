import type { FormatLocale } from '@/lib/kernel/format/locale'
import type { EnergyPrice, PowerBand, PriceOverride, PricePlanRules } from '@/lib/rating/core/price-plan'

type Values = Record<string, string>
type EmptyBand = Omit<PowerBand, 'perKwh'>

/** Rows that wait for prices where a plan or an exception has none of its own yet. */
const PLAN_BANDS: readonly EmptyBand[] = [
  { current: 'AC', fromKw: 0, toKw: null },
  { current: 'DC', fromKw: 0, toKw: 100 },
  { current: 'DC', fromKw: 100, toKw: null },
]
const OVERRIDE_BANDS: readonly EmptyBand[] = [
  { current: 'AC', fromKw: 0, toKw: null },
  { current: 'DC', fromKw: 0, toKw: null },
]
/** What an added exception begins with, after its prefix. */
export const NEW_OVERRIDE: Readonly<Values> = { method: 'fixed', ...bandValues('', OVERRIDE_BANDS) }
const NEW_PLAN: Readonly<Values> = {
  method: 'pass_through',
  vatPercent: '25',
  lateData: 'estimate',
  overrides: '',
  discounts: '',
  ...bandValues('', PLAN_BANDS),
}

/** Numbers of rows in the order in which they stand: `0,1,2`. */
function rowNumbers(rows: readonly unknown[]): string {
  return rows.map((_, row) => row).join(',')
}

/** Rules as the form shows them: what `rulesFromForm` reads back, all of it. */
export function formValues(rules: PricePlanRules | null): Values {
  if (!rules) return { ...NEW_PLAN }
  const { idleFee, startFee, monthlyFee, vatPercent, lateData, overrides, discounts } = rules
  return {
    ...energyValues('', rules.energy, PLAN_BANDS),
    startFee,
    monthlyFee,
    vatPercent,
    lateData,
    ...(idleFee ? { idle: 'on' } : {}),
    idlePerMinute: idleFee?.perMinute ?? '',
    idleFreeMinutes: idleFee ? String(idleFee.freeMinutes) : '',
    idleCap: idleFee?.capPerSession ?? '',
    sessionCap: rules.sessionCap ?? '',
    monthCap: rules.monthCap ?? '',
    freeKwhPerMonth: rules.freeKwhPerMonth ?? '',
    discounts: rowNumbers(discounts),
    ...merge(discounts, ({ group, percent, base }, row) => ({
      [`d${row}_group`]: group,
      [`d${row}_percent`]: percent,
      [`d${row}_base`]: base,
    })),
    overrides: rowNumbers(overrides),
    ...merge(overrides, overrideValues),
  }
}

/** Figures as the reader writes them; the form takes comma and point. */
export function writtenFor(locale: FormatLocale, values: Readonly<Values>): Values {
  if (locale !== 'sv') return { ...values }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, /^-?\d+\.\d+$/.test(value) ? value.replace('.', ',') : value]),
  )
}

function merge<T>(rows: readonly T[], valuesOf: (entry: T, row: number) => Values): Values {
  return Object.assign({}, ...rows.map(valuesOf)) as Values // each is one
}

function kw(power: number | null): string {
  return power === null ? '' : String(power)
}

function bandValues(prefix: string, bands: readonly (EmptyBand & { perKwh?: string })[]): Values {
  return {
    [`${prefix}bands`]: rowNumbers(bands),
    ...merge(bands, ({ current, fromKw, toKw, perKwh }, row) => ({
      [`${prefix}b${row}_current`]: current,
      [`${prefix}b${row}_fromKw`]: kw(fromKw),
      [`${prefix}b${row}_toKw`]: kw(toKw),
      [`${prefix}b${row}_perKwh`]: perKwh ?? '',
    })),
  }
}

function energyValues(prefix: string, energy: EnergyPrice, without: readonly EmptyBand[]): Values {
  const method = { [`${prefix}method`]: energy.method }
  if (energy.method === 'fixed') return { ...method, ...bandValues(prefix, energy.bands) }
  const priced = {
    ...method,
    [`${prefix}markupPercent`]: energy.markupPercent,
    [`${prefix}markupPerKwh`]: energy.markupPerKwh,
    ...bandValues(prefix, without),
  }
  if (energy.method === 'pass_through') return priced
  return {
    ...priced,
    [`${prefix}area`]: energy.area ?? '',
    [`${prefix}capPerKwh`]: energy.capPerKwh ?? '',
    [`${prefix}floorPerKwh`]: energy.floorPerKwh ?? '',
  }
}

function overrideValues({ operator, current, fromKw, toKw, energy }: PriceOverride, row: number): Values {
  return {
    [`o${row}_operator`]: operator ?? '',
    [`o${row}_current`]: current ?? '',
    [`o${row}_fromKw`]: fromKw === 0 ? '' : kw(fromKw),
    [`o${row}_toKw`]: kw(toKw),
    ...energyValues(`o${row}_`, energy, OVERRIDE_BANDS),
  }
}
