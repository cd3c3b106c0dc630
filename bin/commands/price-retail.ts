// From the operator's price to the customer's, by a plan in a file: what the invoice of that charge would say.
import { readFile } from 'node:fs/promises'
import { InvalidError } from '@/lib/kernel/errors'
import { isJsonObject } from '@/lib/ocpi/wire/reader'
import type { Breakdown, PricingInput } from '@/lib/pricing/breakdown'
import { currentTypeOf, powerOf, sortPeriods } from '@/lib/rating/core/charge-facts'
import { checkPlanRules } from '@/lib/rating/core/check-plan'
import { readPlanRules, type PricePlanRules } from '@/lib/rating/core/price-plan'
import { priceRetail, type RetailResult } from '@/lib/rating/core/retail'
import { NO_CONTEXT } from '@/lib/rating/core/retail-context'
import { PricePlanRulesInput } from '@/lib/rating/schema'

export type RetailAnswer = RetailResult

/** Rules as a plan's version has them, in JSON. Refuses what could not be published. */
export async function readPlanFile(file: string): Promise<PricePlanRules> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InvalidError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new InvalidError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = PricePlanRulesInput.safeParse(
    isJsonObject(json) ? { startFee: '0', idleFee: null, monthlyFee: '0', ...json } : json,
  )
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new InvalidError(`${file}: ${issue ? `${issue.path.join('.')}: ${issue.message}` : 'no price plan'}`)
  }
  const rules = readPlanRules(parsed.data)
  const [problem] = checkPlanRules(rules)
  if (problem) throw new InvalidError(`${file}: ${problem.path}: ${problem.code}`)
  return rules
}

/** OCPI names it in two places; AC where neither says. */
function powerTypeOf(cdr: unknown): string {
  if (Array.isArray(cdr)) return cdr.map(powerTypeOf).find((found) => found !== '') ?? ''
  if (!isJsonObject(cdr)) return ''
  const own = cdr['connector_power_type'] ?? cdr['power_type']
  if (typeof own === 'string') return own
  const inside = ['data', 'cdr_location', 'location', 'evses', 'connectors'].map((name) => powerTypeOf(cdr[name]))
  return inside.find((found) => found !== '') ?? ''
}

/** The customer's price for what was priced. The power is the average: a file says nothing about the connector's. */
export function retailOf(rules: PricePlanRules, cdr: unknown, input: PricingInput, breakdown: Breakdown): RetailAnswer {
  const { startedAt, endedAt } = input
  const { energyKwh } = breakdown.totals
  const facts = {
    startedAt,
    endedAt,
    energyKwh,
    periods: sortPeriods(input.periods),
    current: currentTypeOf(powerTypeOf(cdr)),
    powerKw: powerOf(null, energyKwh, startedAt, endedAt),
  }
  return priceRetail({ rules, facts, breakdown: breakdown.excl === null ? null : breakdown, context: NO_CONTEXT })
}
