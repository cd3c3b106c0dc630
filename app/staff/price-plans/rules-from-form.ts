// From the form of a plan to its rules: decimal comma or point, empty for none. A problem is told by the name of its field,
// not by its place in the rules.
import { ZodError } from 'zod'
import type { PlanProblem } from '@/lib/rating/core/check-plan'
import { PricePlanRulesInput } from '@/lib/rating/schema'
import { bandRows, fieldOf, fieldText, rowsOf, type Fields } from './plan-fields'

const plain = (text: string) => text.replace(',', '.').replace('\u2212', '-')
const amount = (fields: Fields, name: string) => plain(fieldText(fields, name)) || '0'
const optional = (fields: Fields, name: string) => plain(fieldText(fields, name))

function bandsOf(fields: Fields, prefix: string) {
  return bandRows(fields, prefix).map((row) => {
    const of = (name: string) => optional(fields, `${prefix}b${row}_${name}`)
    return { current: of('current'), fromKw: of('fromKw') || 0, toKw: of('toKw'), perKwh: of('perKwh') }
  })
}

function energyOf(fields: Fields, prefix: string) {
  const method = fieldText(fields, `${prefix}method`) || 'pass_through'
  if (method === 'fixed') return { method, bands: bandsOf(fields, prefix) }
  const markups = {
    markupPercent: amount(fields, `${prefix}markupPercent`),
    markupPerKwh: amount(fields, `${prefix}markupPerKwh`),
  }
  if (method !== 'spot') return { method, ...markups }
  const area = fieldText(fields, `${prefix}area`)
  const [capPerKwh, floorPerKwh] = [optional(fields, `${prefix}capPerKwh`), optional(fields, `${prefix}floorPerKwh`)]
  return { method, area, ...markups, capPerKwh, floorPerKwh }
}

function overrideOf(fields: Fields, row: string) {
  const of = (name: string) => optional(fields, `o${row}_${name}`)
  return {
    operator: of('operator'),
    current: of('current'),
    fromKw: of('fromKw') || 0,
    toKw: of('toKw'),
    energy: energyOf(fields, `o${row}_`),
  }
}

/** Reads the plan form. Throws a `ZodError` whose paths are names of fields. */
export function rulesFromForm(fields: Fields): PricePlanRulesInput {
  const result = PricePlanRulesInput.safeParse({
    energy: energyOf(fields, ''),
    startFee: amount(fields, 'startFee'),
    idleFee: fieldText(fields, 'idle')
      ? {
          perMinute: optional(fields, 'idlePerMinute'),
          freeMinutes: fieldText(fields, 'idleFreeMinutes') || 0,
          capPerSession: optional(fields, 'idleCap'),
        }
      : null,
    monthlyFee: amount(fields, 'monthlyFee'),
    vatPercent: optional({ vatPercent: '25', ...fields }, 'vatPercent'),
    overrides: rowsOf(fields, 'overrides').map((row) => overrideOf(fields, row)),
    discounts: rowsOf(fields, 'discounts').map((row) => ({
      group: fieldText(fields, `d${row}_group`),
      percent: optional(fields, `d${row}_percent`),
      base: fieldText(fields, `d${row}_base`),
    })),
    sessionCap: optional(fields, 'sessionCap'),
    monthCap: optional(fields, 'monthCap'),
    freeKwhPerMonth: optional(fields, 'freeKwhPerMonth'),
    lateData: fieldText(fields, 'lateData') || 'estimate',
  })
  if (result.success) return result.data
  throw new ZodError(
    result.error.issues.map((issue) => {
      const name = fieldOf(fields, issue.path.map(String))
      // What was left empty is missing; that it is no number says less.
      const isMissing = issue.code === 'invalid_format' && fieldText(fields, name) === ''
      return isMissing
        ? { code: 'too_small', origin: 'string', minimum: 1, message: 'missing', input: '', path: [name] }
        : { ...issue, path: [name] }
    }),
  )
}

/** Problems of the rules by the name of the field where each is mended; of a field with several, the first. */
export function problemsByField(fields: Fields, problems: readonly PlanProblem[]): Map<string, PlanProblem> {
  const named = new Map<string, PlanProblem>()
  for (const problem of problems) {
    const name = fieldOf(fields, problem.path.split('.'), problem.current)
    if (!named.has(name)) named.set(name, problem)
  }
  return named
}
