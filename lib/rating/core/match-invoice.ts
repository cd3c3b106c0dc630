// An operator's invoice against our CDRs, line by line (guide IR-1). Pure: what is known of each CDR in, outcomes out.
import type { DecimalString } from '@/lib/kernel/decimal'
import { minorToDecimal, roundToMinor } from '@/lib/kernel/money'
import { toleranceFor } from './rules/price'

/**
 * `missing`: named by the operator, unknown to us. `different`: we have it and do not accept it as it is. `twice`: it
 * stands on another invoice already, or more than once on this one. `unlisted`: its own reference names this invoice,
 * the list does not.
 */
export const LINE_OUTCOMES = ['matched', 'missing', 'different', 'twice', 'unlisted'] as const
export type LineOutcome = (typeof LINE_OUTCOMES)[number]

export const LINE_REASONS = [
  'amount',
  'currency',
  'pending',
  'held',
  'disputed',
  'rejected',
  'credited',
  'home_charging',
  'price_unknown',
  'repeated',
  'other_invoice',
  'other_reference',
] as const
export type LineReason = (typeof LINE_REASONS)[number]

export type InvoicedCdr = {
  status: 'pending' | 'accepted' | 'held' | 'disputed' | 'rejected'
  currency: string
  /** What the CDR asks, excluding VAT; negative on a credit CDR. */
  totalExcl: DecimalString | null
  /** What we accept to pay by its current rating. */
  costMinor: bigint | null
  homeCharging: boolean
  /** Its credit CDR, or the CDR that it credits, stands on the same invoice: the two come to nothing. */
  cancelledHere: boolean
  /** The operator took it back, and the credit stands on no invoice. */
  creditedUnlisted: boolean
  /** An earlier invoice of the same operator names it. */
  onOtherInvoice: boolean
  /** Its own reference names another invoice. */
  otherReference: boolean
}

export type InvoiceTerms = { currency: string; tolerance: { toleranceMinor: bigint; tolerancePercent: DecimalString } }
export type NamedCdr = { listed: boolean; times: number; cdr: InvoicedCdr | null }
export type MatchedLine = {
  outcome: LineOutcome
  reasons: LineReason[]
  theirsMinor: bigint | null
  oursMinor: bigint | null
}

function amountsDiffer(theirs: bigint, ours: bigint, { currency, tolerance }: InvoiceTerms): boolean {
  const own = minorToDecimal(ours, currency)
  return minorToDecimal(theirs, currency)
    .minus(own)
    .abs()
    .greaterThan(toleranceFor(tolerance, own, currency))
}

/** Why we do not accept the CDR as the invoice has it. */
function objections(cdr: InvoicedCdr, theirsMinor: bigint | null, terms: InvoiceTerms): LineReason[] {
  if (cdr.currency !== terms.currency) return ['currency']
  if (cdr.homeCharging) return ['home_charging']
  if (cdr.cancelledHere) return []
  if (cdr.status !== 'accepted') return [cdr.status]
  if (theirsMinor === null || cdr.costMinor === null) return ['price_unknown']
  return [
    ...(amountsDiffer(theirsMinor, cdr.costMinor, terms) ? (['amount'] as const) : []),
    ...(cdr.creditedUnlisted ? (['credited'] as const) : []),
  ]
}

/**
 * What becomes of one line. `oursMinor` is what we accept to pay for it on this invoice: nothing for what we do not
 * have, have not accepted, or pay on another invoice. Amounts exclude VAT.
 */
export function matchLine({ listed, times, cdr }: NamedCdr, terms: InvoiceTerms): MatchedLine {
  if (!cdr) return { outcome: 'missing', reasons: [], theirsMinor: null, oursMinor: null }
  const sameMoney = cdr.currency === terms.currency
  const theirsMinor = cdr.totalExcl !== null && sameMoney ? roundToMinor(cdr.totalExcl, terms.currency) : null
  const against = objections(cdr, theirsMinor, terms)
  const accepted = cdr.cancelledHere ? theirsMinor : cdr.status === 'accepted' && sameMoney ? cdr.costMinor : null
  const owed = cdr.homeCharging || cdr.creditedUnlisted ? 0n : (accepted ?? 0n)
  const noted: LineReason[] = cdr.otherReference ? ['other_reference'] : []
  if (!listed) return { outcome: 'unlisted', reasons: against, theirsMinor, oursMinor: null }
  if (cdr.onOtherInvoice) return { outcome: 'twice', reasons: ['other_invoice', ...noted], theirsMinor, oursMinor: 0n }
  if (times > 1)
    return {
      outcome: 'twice',
      reasons: ['repeated', ...against, ...noted],
      theirsMinor: scaled(theirsMinor, times),
      oursMinor: owed,
    }
  if (against.length > 0) return { outcome: 'different', reasons: [...against, ...noted], theirsMinor, oursMinor: owed }
  return { outcome: 'matched', reasons: noted, theirsMinor, oursMinor: owed }
}

function scaled(minor: bigint | null, times: number): bigint | null {
  return minor === null ? null : minor * BigInt(times)
}

export type MatchSums = Record<LineOutcome, number> & { theirsMinor: bigint; oursMinor: bigint }

/** Counts and totals over lines; what the list does not name is counted and not summed. */
export function sumLines(lines: readonly MatchedLine[]): MatchSums {
  const sums: MatchSums = {
    matched: 0,
    missing: 0,
    different: 0,
    twice: 0,
    unlisted: 0,
    theirsMinor: 0n,
    oursMinor: 0n,
  }
  for (const { outcome, theirsMinor, oursMinor } of lines) {
    sums[outcome] += 1
    if (outcome === 'unlisted') continue
    sums.theirsMinor += theirsMinor ?? 0n
    sums.oursMinor += oursMinor ?? 0n
  }
  return sums
}

const ID_HEADINGS = ['id', 'cdr', 'cdrid']

/**
 * What staff paste or upload: CDR ids one a line, or a table whose heading names their column. Cells are apart by `;`,
 * tab or `,`, whichever the first line has, so that a decimal comma splits no amount.
 */
export function readCdrIds(text: string): string[] {
  const lines = text.split(/\r?\n/)
  const separator = [';', '\t', ','].find((mark) => lines[0]?.includes(mark)) ?? ';'
  const rows = lines.map((line) => line.split(separator).map(unquoted))
  const column = (rows[0] ?? []).findIndex((cell) => ID_HEADINGS.includes(cell.toLowerCase().replace(/[\s_-]/g, '')))
  const cells = column < 0 ? rows.flat() : rows.slice(1).map((row) => row[column] ?? '')
  return cells.filter((cell) => cell !== '')
}

function unquoted(cell: string): string {
  return cell
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim()
}

/** Ids with how often each is named, folded, in the order in which they first occur. */
export function countIds(ids: readonly string[]): { name: string; times: number }[] {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id.toUpperCase(), (counts.get(id.toUpperCase()) ?? 0) + 1)
  return [...counts].map(([name, times]) => ({ name, times }))
}

/** Difference between what is asked and what we accept: the document's amount where staff have stated it. */
export function differenceOf(sums: { statedMinor: bigint | null; theirsMinor: bigint; oursMinor: bigint }): bigint {
  return (sums.statedMinor ?? sums.theirsMinor) - sums.oursMinor
}
