// EN 16931: line nets are rounded once, VAT is worked out once per category and rate on their sum (BR-CO-17). What the
// category's VAT is for each of our supplies is then a split of that one amount, so that every column sums.
import { decimal, roundHalfUp, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import { assert } from '@/lib/kernel/assert'

export type InvoiceSupply = 'electricity' | 'access_fee'

/** A net amount with what decides its VAT. A line, or a sum of lines. */
export type TaxableAmount = { supply: InvoiceSupply; vatPercent: DecimalString; netMinor: bigint }

export type VatRow = TaxableAmount & {
  /** EN 16931 (UNCL 5305): standard rate. */
  category: 'S'
  /** Ours: the supply and the rate, `EL25`. */
  code: string
  vatMinor: bigint
  grossMinor: bigint
}

const CODE: Readonly<Record<InvoiceSupply, string>> = { electricity: 'EL', access_fee: 'AVG' }
const ORDER: readonly InvoiceSupply[] = ['electricity', 'access_fee']

export function vatCode(supply: InvoiceSupply, vatPercent: DecimalString): string {
  return `${CODE[supply]}${decimal(vatPercent).toFixed()}`
}

/** VAT of a net amount, half-up to the öre. This is where VAT is rounded, once per category and rate. */
export function vatOf(netMinor: bigint, vatPercent: DecimalString): bigint {
  return BigInt(roundHalfUp(exactVat(netMinor, vatPercent), 0).toFixed(0))
}

function exactVat(netMinor: bigint, vatPercent: DecimalString): Decimal {
  return decimal(netMinor).times(vatPercent).div(100)
}

/**
 * Splits `total` so that the parts are whole, sum to it and stand as near to `exact` as can be: each is rounded down
 * and the largest remainders get one more, the earlier first among equals. Works for either sign. What `total` has
 * beyond the sum of `exact` is spread evenly, so that any total can be split.
 */
export function splitTo(total: bigint, exact: readonly Decimal[]): bigint[] {
  assert(exact.length > 0 || total === 0n, 'splitTo: nothing to split over')
  const parts = exact.map((value) => BigInt(value.floor().toFixed(0)))
  const order = exact
    .map((value, index) => ({ index, remainder: value.minus(value.floor()) }))
    .toSorted((a, b) => b.remainder.comparedTo(a.remainder) || a.index - b.index)
  let left = total - parts.reduce((sum, part) => sum + part, 0n)
  const step = left < 0n ? -1n : 1n
  const turn = step > 0n ? order : order.toReversed()
  for (let position = 0; left !== 0n; position = (position + 1) % turn.length) {
    const { index } = turn[position]! // within the length
    parts[index] = parts[index]! + step // `index` comes from mapping the same array
    left -= step
  }
  return parts
}

/** Sums nets per supply and rate, in the order of the invoice: electricity first, high rates first. */
export function sumPerSupply(amounts: Iterable<TaxableAmount>): TaxableAmount[] {
  const sums = new Map<string, TaxableAmount>()
  for (const { supply, vatPercent, netMinor } of amounts) {
    const key = `${supply} ${vatPercent}`
    const sum = sums.get(key)
    if (sum) sum.netMinor += netMinor
    else sums.set(key, { supply, vatPercent, netMinor })
  }
  return [...sums.values()].toSorted(
    (a, b) => decimal(b.vatPercent).comparedTo(a.vatPercent) || ORDER.indexOf(a.supply) - ORDER.indexOf(b.supply),
  )
}

/** The VAT summary: one row per supply and rate; the rows of a rate sum to that rate's VAT on the sum of its nets. */
export function vatSummary(amounts: Iterable<TaxableAmount>): VatRow[] {
  const sums = sumPerSupply(amounts)
  const rates = [...new Set(sums.map(({ vatPercent }) => vatPercent))]
  return rates.flatMap((vatPercent) => {
    const rows = sums.filter((sum) => sum.vatPercent === vatPercent)
    const vat = vatOf(
      rows.reduce((total, row) => total + row.netMinor, 0n),
      vatPercent,
    )
    const parts = splitTo(
      vat,
      rows.map((row) => exactVat(row.netMinor, vatPercent)),
    )
    return rows.map((row, index) => vatRow(row, parts[index]!)) // one part per row
  })
}

function vatRow(sum: TaxableAmount, vatMinor: bigint): VatRow {
  const code = vatCode(sum.supply, sum.vatPercent)
  return { ...sum, category: 'S', code, vatMinor, grossMinor: sum.netMinor + vatMinor }
}

/** Row by row what `after` takes away from `before`, negative: the VAT summary of a credit note. */
export function vatDifference(before: readonly VatRow[], after: readonly VatRow[]): VatRow[] {
  return before
    .map((row) => {
      const rest = after.find(({ code }) => code === row.code)
      const netMinor = (rest?.netMinor ?? 0n) - row.netMinor
      const vatMinor = (rest?.vatMinor ?? 0n) - row.vatMinor
      return { ...row, netMinor, vatMinor, grossMinor: netMinor + vatMinor }
    })
    .filter((row) => row.netMinor !== 0n || row.vatMinor !== 0n)
}
