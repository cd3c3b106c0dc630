// `price`: what a CDR or Session costs by a tariff, without a database. Amounts are exact decimal texts; `rounded` is
// what would be posted.
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { AppError, InvalidError } from '@/lib/kernel/errors'
import { minorToDecimalString } from '@/lib/kernel/money'
import { toIsoInstant } from '@/lib/kernel/time'
import { isJsonObject } from '@/lib/ocpi/wire/reader'
import type { Adjustment, Breakdown } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import { PLAN_CURRENCY, type PricePlanRules } from '@/lib/rating/core/price-plan'
import { readWords } from './command'
import { readPriceRequest, type InputFinding, type PriceRequest } from './price-input'
import { readPlanFile, retailOf, type RetailAnswer } from './price-retail'
import { explainPrice } from './price-table'

export const PRICE_USAGE =
  'price --tariff FILE --cdr FILE [--plan FILE] [--time-zone TZ] [--ocpi 2.2.1] [--lang sv|en] | price --batch FILE'

const VERSIONS = ['2.1.1', '2.2', '2.2.1', '2.3.0']

type ResultLine = {
  dimension: string
  quantity: string
  billedQuantity: string
  unitPrice: string
  exclVat: string | null
  vatPercent: string | null
  element: number
  startedAt: string
}
export type PriceResult = {
  currency: string
  exclVat: string | null
  inclVat: string | null
  lines: ResultLine[]
  findings: InputFinding[]
  rounded: { exclVat: string | null; inclVat: string | null }
}

/** The bounds are no lines; without this a total below or above its lines would be a riddle. */
function explainAdjustment(adjustment: Adjustment | null): InputFinding[] {
  if (!adjustment) return []
  const { kind, excl, incl } = adjustment
  return [
    {
      code: `${kind.toUpperCase()}_APPLIED`,
      message: `${kind} changed the total by ${excl ?? 'an unknown amount'} without and ${incl ?? 'an unknown amount'} with tax`,
    },
  ]
}

function toResult(breakdown: Breakdown, findings: readonly InputFinding[]): PriceResult {
  return {
    currency: breakdown.currency,
    exclVat: breakdown.excl,
    inclVat: breakdown.incl,
    lines: breakdown.lines.map((line) => ({
      dimension: line.dimension,
      quantity: line.quantity,
      billedQuantity: line.billedQuantity,
      unitPrice: line.unitPrice,
      exclVat: line.excl,
      vatPercent: line.vatPercent,
      element: line.element,
      startedAt: toIsoInstant(line.startedAt),
    })),
    findings: [
      ...breakdown.findings.map(({ code, message, period }) => ({
        code,
        message: period === null ? message : `period ${period}: ${message}`,
      })),
      ...findings,
      ...explainAdjustment(breakdown.adjustment),
    ],
    rounded: { exclVat: breakdown.rounded.excl, inclVat: breakdown.rounded.incl },
  }
}

/** Prices one request; throws where it cannot be read. */
export function priceOne(request: PriceRequest): PriceResult {
  const { input, findings } = readPriceRequest(request)
  return toResult(priceSession(input), findings)
}

type Plan = PricePlanRules | null

/** The same with what only people want to know; a plan adds the customer's price. */
function explainOne(request: PriceRequest, plan: Plan) {
  const { input, findings } = readPriceRequest(request)
  const breakdown = priceSession(input)
  return {
    input,
    breakdown,
    result: toResult(breakdown, findings),
    retail: plan && retailOf(plan, request.cdr, input, breakdown),
  }
}

/** The contract's members, and `retail` where a plan was given. */
function toJson(result: PriceResult, retail: RetailAnswer | null): string {
  if (retail === null) return JSON.stringify(result)
  if (!retail.ok) return JSON.stringify({ ...result, retail: { refused: retail.reason } })
  const { lines, netMinor, vatMinor, grossMinor } = retail.value
  const kronor = (minor: bigint) => minorToDecimalString(minor, PLAN_CURRENCY)
  const totals = { exclVat: kronor(netMinor), vat: kronor(vatMinor), inclVat: kronor(grossMinor) }
  return JSON.stringify({ ...result, retail: { currency: PLAN_CURRENCY, ...totals, lines } })
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InvalidError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InvalidError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function write(stdout: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stdout.write(text)) await once(stdout, 'drain')
}

function priceLine(line: string, timeZone: string | null): PriceResult | { error: string } {
  try {
    const item: unknown = JSON.parse(line)
    if (!isJsonObject(item) || !('cdr' in item)) throw new InvalidError('a line is an object { cdr, tariff, timeZone }')
    const stated = item['timeZone']
    return priceOne({
      cdr: item['cdr'],
      tariff: item['tariff'],
      timeZone: typeof stated === 'string' ? stated : timeZone,
    })
  } catch (error) {
    if (error instanceof AppError || error instanceof SyntaxError) return { error: error.message }
    return { error: `cannot be priced: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** One result per line, in order; a line that cannot be read answers with its error and the next one goes on. */
async function priceBatch(file: string, timeZone: string | null, stdout: NodeJS.WritableStream): Promise<void> {
  const source = createReadStream(file, 'utf8')
  await once(source, 'open').catch((error: unknown) => {
    throw new InvalidError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  })
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') await write(stdout, `${JSON.stringify(priceLine(line, timeZone))}\n`)
  }
}

/** Prices a CDR with a tariff, or a file of such pairs, and writes the results to `stdout`. */
export async function priceCommand(
  args: string[],
  io: { json: boolean; stdout: NodeJS.WritableStream },
): Promise<void> {
  const { values, positionals } = readWords(args, ['tariff', 'cdr', 'time-zone', 'ocpi', 'batch', 'plan', 'lang'])
  const timeZone = values['time-zone'] ?? null
  if (values['ocpi'] !== undefined && !VERSIONS.includes(values['ocpi'])) {
    throw new InvalidError(`--ocpi is one of ${VERSIONS.join(', ')}`)
  }
  if (values['batch'] !== undefined) return priceBatch(values['batch'], timeZone, io.stdout)
  // `npm run price <tariff> <cdr>` names the files without options.
  const tariffFile = values['tariff'] ?? (positionals.length > 1 ? positionals[0] : undefined)
  const cdrFile = values['cdr'] ?? positionals.at(-1)
  if (cdrFile === undefined) throw new InvalidError(`usage: ${PRICE_USAGE}`)
  const lang = values['lang'] ?? 'en'
  if (lang !== 'sv' && lang !== 'en') throw new InvalidError('--lang is sv or en')
  const request = {
    cdr: await readJson(cdrFile),
    tariff: tariffFile === undefined ? undefined : await readJson(tariffFile),
    timeZone,
  }
  const plan = values['plan'] === undefined ? null : await readPlanFile(values['plan'])
  const { input, breakdown, result, retail } = explainOne(request, plan)
  const text = io.json
    ? `${toJson(result, retail)}\n`
    : explainPrice({ input, breakdown, findings: result.findings, retail }, lang)
  await write(io.stdout, text)
}
