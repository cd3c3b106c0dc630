// Between the form of a plan and its rules: decimal comma or point, empty for none. A problem is told by the name of its
// field, not by its place in the rules.
import { InvalidError } from '@/lib/kernel/errors'
import { PricePlanRulesInput } from '@/lib/rating/schema'
import { ZodError } from 'zod'

const BANDS = [
  { name: 'ac', current: 'AC', fromKw: 0, toKw: null },
  { name: 'dc_low', current: 'DC', fromKw: 0, toKw: 100 },
  { name: 'dc_high', current: 'DC', fromKw: 100, toKw: null },
] as const
const CURRENTS = ['AC', 'DC'] as const
/** As many exceptions as the form has room for. */
export const OVERRIDE_ROWS = 8
export const GROUPS = ['member', 'business'] as const

type Fields = Readonly<Record<string, string | undefined>>

const text = (fields: Fields, name: string) => (fields[name] ?? '').trim()
const amount = (fields: Fields, name: string) => text(fields, name).replace(',', '.') || '0'

function energyOf(fields: Fields) {
  const method = text(fields, 'method')
  const markups = { markupPercent: amount(fields, 'markupPercent'), markupPerKwh: amount(fields, 'markupPerKwh') }
  if (method === 'fixed')
    return { method, bands: BANDS.map(({ name, ...band }) => ({ ...band, perKwh: amount(fields, name) })) }
  if (method !== 'spot') return { method: 'pass_through', ...markups }
  const { area, capPerKwh, floorPerKwh } = {
    area: text(fields, 'area'),
    capPerKwh: text(fields, 'capPerKwh'),
    floorPerKwh: text(fields, 'floorPerKwh'),
  }
  return { method, area, ...markups, capPerKwh, floorPerKwh }
}

/** Rows of exceptions that say anything, with their number in the form. */
function usedRows(fields: Fields): number[] {
  return Array.from({ length: OVERRIDE_ROWS }, (_, row) => row).filter((row) => text(fields, `o${row}_method`) !== '')
}

function overrideOf(fields: Fields, row: number) {
  const of = (name: string) => text(fields, `o${row}_${name}`)
  const perKwh = amount(fields, `o${row}_perKwh`)
  const method = of('method')
  const markups = { markupPercent: amount(fields, `o${row}_percent`), markupPerKwh: perKwh }
  const energy =
    method === 'fixed'
      ? { method, bands: CURRENTS.map((current) => ({ current, fromKw: 0, toKw: null, perKwh })) }
      : method === 'spot'
        ? { method, area: null, ...markups, capPerKwh: null, floorPerKwh: null }
        : { method, ...markups }
  return { operator: of('operator'), current: of('current'), fromKw: of('fromKw') || 0, toKw: of('toKw'), energy }
}

const discounted = (fields: Fields) => GROUPS.filter((group) => amount(fields, `discount_${group}`) !== '0')

/** Where a part of the rules stands in the form. */
function fieldOf(fields: Fields, path: readonly PropertyKey[]): string {
  const [first, second, ...rest] = path.map(String)
  const last = rest.at(-1) ?? second ?? ''
  if (first === 'energy') return second === 'bands' ? (BANDS[Number(rest[0])]?.name ?? 'ac') : (second ?? 'method')
  if (first === 'idleFee')
    return (
      { perMinute: 'idlePerMinute', freeMinutes: 'idleFreeMinutes', capPerSession: 'idleCap' }[last] ?? 'idlePerMinute'
    )
  if (first === 'discounts') return `discount_${discounted(fields)[Number(second)] ?? 'member'}`
  if (first !== 'overrides') return first ?? ''
  const row = usedRows(fields)[Number(second)] ?? 0
  return `o${row}_${rest[0] === 'energy' ? (last === 'markupPercent' ? 'percent' : 'perKwh') : last}`
}

/** Reads the plan form. Throws a `ZodError` whose paths are names of fields. */
export function rulesFromForm(fields: Fields): PricePlanRulesInput {
  const hasIdleFee = amount(fields, 'idlePerMinute') !== '0'
  const result = PricePlanRulesInput.safeParse({
    energy: energyOf(fields),
    startFee: amount(fields, 'startFee'),
    idleFee: hasIdleFee
      ? {
          perMinute: amount(fields, 'idlePerMinute'),
          freeMinutes: text(fields, 'idleFreeMinutes') || 0,
          capPerSession: amount(fields, 'idleCap') === '0' ? null : amount(fields, 'idleCap'),
        }
      : null,
    monthlyFee: amount(fields, 'monthlyFee'),
    vatPercent: '25',
    overrides: usedRows(fields).map((row) => overrideOf(fields, row)),
    discounts: discounted(fields).map((group) => ({
      group,
      percent: amount(fields, `discount_${group}`),
      base: text(fields, `discountBase_${group}`) || 'energy',
    })),
    sessionCap: text(fields, 'sessionCap'),
    monthCap: text(fields, 'monthCap'),
    freeKwhPerMonth: text(fields, 'freeKwhPerMonth'),
    lateData: text(fields, 'lateData') || 'estimate',
  })
  if (result.success) return result.data
  throw new ZodError(result.error.issues.map((issue) => ({ ...issue, path: [fieldOf(fields, issue.path)] })))
}

/** A refusal of the rules as one of the form: by the name of the field. */
export function nameField(error: unknown, fields: Fields): unknown {
  if (!(error instanceof InvalidError) || !error.field) return error
  return new InvalidError(error.message, fieldOf(fields, error.field.split('.')))
}
