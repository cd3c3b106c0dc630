import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal } from '@/lib/kernel/decimal'
import { creditTotals, invoiceTotals, roundToKronor } from './totals'
import { splitTo, vatOf, vatSummary, type TaxableAmount } from './vat'

const electricity = (netMinor: bigint, vatPercent = '25'): TaxableAmount => ({
  supply: 'electricity',
  vatPercent,
  netMinor,
})
const fee = (netMinor: bigint, vatPercent = '25'): TaxableAmount => ({ supply: 'access_fee', vatPercent, netMinor })

const line = fc.record({
  supply: fc.constantFrom('electricity' as const, 'access_fee' as const),
  vatPercent: fc.constantFrom('25', '12', '6'),
  netMinor: fc.bigInt({ min: -50_000n, max: 500_000n }),
})
const positiveLine = line.map((amount) => ({
  ...amount,
  netMinor: amount.netMinor < 0n ? -amount.netMinor : amount.netMinor,
}))
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n)

describe('VAT', () => {
  test.each([
    [446_775n, '25', 111_694n], // Skatteverket: 25 % of 4 467.75 is 1 116.94
    [2n, '25', 1n],
    [1n, '25', 0n],
    [-2n, '25', -1n],
    [100n, '0', 0n],
  ])('%s öre at %s %% is %s', (net, percent, vat) => {
    expect(vatOf(net, percent)).toBe(vat)
  })

  test('the summary of the drawn invoice', () => {
    expect(vatSummary([electricity(39_200n), fee(60_008n)])).toEqual([
      {
        supply: 'electricity',
        vatPercent: '25',
        category: 'S',
        code: 'EL25',
        netMinor: 39_200n,
        vatMinor: 9800n,
        grossMinor: 49_000n,
      },
      {
        supply: 'access_fee',
        vatPercent: '25',
        category: 'S',
        code: 'AVG25',
        netMinor: 60_008n,
        vatMinor: 15_002n,
        grossMinor: 75_010n,
      },
    ])
  })

  test('the rate decides once for both supplies: two halves make one öre, not two', () => {
    const rows = vatSummary([electricity(2n), fee(2n)])
    expect(rows.map(({ vatMinor }) => vatMinor)).toEqual([1n, 0n])
  })

  test('the rows of a rate sum to the VAT on the sum of its nets, each within an öre of its own', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
        const rows = vatSummary(lines)
        for (const percent of ['25', '12', '6']) {
          const ofRate = rows.filter(({ vatPercent }) => vatPercent === percent)
          const net = sum(lines.filter((l) => l.vatPercent === percent).map((l) => l.netMinor))
          expect(sum(ofRate.map((row) => row.netMinor))).toBe(net)
          expect(sum(ofRate.map((row) => row.vatMinor))).toBe(vatOf(net, percent))
          for (const row of ofRate) {
            expect(decimal(row.netMinor).times(percent).div(100).minus(row.vatMinor.toString()).abs().lte(1)).toBe(true)
          }
        }
      }),
    )
  })

  test('any total can be split, and the parts sum to it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -1000n, max: 1000n }),
        fc.array(fc.integer({ min: -9999, max: 9999 }), { minLength: 1, maxLength: 9 }),
        (total, weights) => {
          expect(
            sum(
              splitTo(
                total,
                weights.map((weight) => decimal(weight).div(100)),
              ),
            ),
          ).toBe(total)
        },
      ),
    )
  })
})

describe('payable', () => {
  test.each([
    [79_249n, 79_200n],
    [79_250n, 79_300n],
    [79_200n, 79_200n],
    [79_299n, 79_300n],
    [49n, 0n],
    [-79_249n, -79_200n],
    [-79_250n, -79_300n],
  ])('%s öre is %s', (gross, payable) => {
    expect(roundToKronor(gross)).toBe(payable)
  })

  test('only the rounding knows whole kronor', () => {
    const totals = invoiceTotals([electricity(39_200n), fee(60_008n)])
    expect(totals).toMatchObject({
      netMinor: 99_208n,
      vatMinor: 24_802n,
      grossMinor: 124_010n,
      roundingMinor: -10n,
      payableMinor: 124_000n,
    })
  })
})

describe('credit notes', () => {
  test('in any number of steps they sum to the invoice, VAT per code and rounding included', () => {
    fc.assert(
      fc.property(
        fc.array(positiveLine, { minLength: 1, maxLength: 25 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (lines, cuts) => {
          const invoice = invoiceTotals(lines)
          const marks = [...new Set([0, lines.length, ...cuts.map((cut) => cut % (lines.length + 1))])].toSorted(
            (a, b) => a - b,
          )
          const credits = marks
            .slice(1)
            .map((mark, index) => creditTotals(lines.slice(marks[index]), lines.slice(mark)))
          for (const key of ['netMinor', 'vatMinor', 'grossMinor', 'roundingMinor', 'payableMinor'] as const) {
            expect(sum(credits.map((credit) => credit[key])) + invoice[key]).toBe(0n)
          }
          for (const row of invoice.vat) {
            const credited = credits.flatMap((credit) => credit.vat.filter(({ code }) => code === row.code))
            expect(sum(credited.map(({ vatMinor }) => vatMinor)) + row.vatMinor).toBe(0n)
          }
          for (const credit of credits) {
            expect(sum(credit.vat.map(({ vatMinor }) => vatMinor))).toBe(credit.vatMinor)
            expect(credit.grossMinor + credit.roundingMinor).toBe(credit.payableMinor)
          }
        },
      ),
    )
  })
})
