import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countIds, matchLine, readCdrIds, sumLines, type InvoicedCdr, type NamedCdr } from './match-invoice'

const terms = { currency: 'SEK', tolerance: { toleranceMinor: 100n, tolerancePercent: '1' } }
const good: InvoicedCdr = {
  status: 'accepted',
  currency: 'SEK',
  totalExcl: '52.80',
  costMinor: 5280n,
  homeCharging: false,
  cancelledHere: false,
  creditedUnlisted: false,
  onOtherInvoice: false,
  otherReference: false,
}
const line = (given: Partial<InvoicedCdr> = {}, named: Partial<NamedCdr> = {}) =>
  matchLine({ listed: true, times: 1, cdr: { ...good, ...given }, ...named }, terms)

describe('a line', () => {
  test.each<[string, Partial<InvoicedCdr>, Partial<NamedCdr>, string, string[], bigint | null]>([
    ['accepted at its price', {}, {}, 'matched', [], 5280n],
    ['within the tolerance', { costMinor: 5181n }, {}, 'matched', [], 5181n],
    ['beyond the tolerance', { costMinor: 5179n }, {}, 'different', ['amount'], 5179n],
    ['unknown', {}, { cdr: null }, 'missing', [], null],
    ['held', { status: 'held' }, {}, 'different', ['held'], 0n],
    ['rejected', { status: 'rejected' }, {}, 'different', ['rejected'], 0n],
    ['not yet rated', { status: 'pending', costMinor: null }, {}, 'different', ['pending'], 0n],
    ['foreign', { currency: 'EUR' }, {}, 'different', ['currency'], 0n],
    ['a pay-out to the driver', { homeCharging: true }, {}, 'different', ['home_charging'], 0n],
    ['credited, the credit on no invoice', { creditedUnlisted: true }, {}, 'different', ['credited'], 0n],
    ['rejected, its credit beside it', { status: 'rejected', cancelledHere: true }, {}, 'matched', [], 5280n],
    ['on an earlier invoice', { onOtherInvoice: true }, {}, 'twice', ['other_invoice'], 0n],
    ['named twice', {}, { times: 2 }, 'twice', ['repeated'], 5280n],
    ['ours and not named', {}, { listed: false }, 'unlisted', [], null],
    ['with another reference', { otherReference: true }, {}, 'matched', ['other_reference'], 5280n],
  ])('%s', (_what, cdr, named, outcome, reasons, oursMinor) => {
    expect(line(cdr, named)).toMatchObject({ outcome, reasons, oursMinor })
  })

  test('a list in which all matches has no difference but tolerance, and order does not matter', () => {
    const amount = fc.integer({ min: 1, max: 100_000 }).map((minor) => ({
      listed: true,
      times: 1,
      cdr: { ...good, totalExcl: (minor / 100).toFixed(2), costMinor: BigInt(minor) },
    }))
    fc.assert(
      fc.property(fc.array(amount), (named) => {
        const sums = sumLines(named.map((one) => matchLine(one, terms)))
        expect(sums.matched).toBe(named.length)
        expect(sums.theirsMinor).toBe(sums.oursMinor)
        expect(sumLines(named.toReversed().map((one) => matchLine(one, terms)))).toEqual(sums)
      }),
    )
  })
})

describe('a list of CDR ids', () => {
  test.each([
    ['A-1\nA-2\n', ['A-1', 'A-2']],
    ['A-1,A-2, A-3', ['A-1', 'A-2', 'A-3']],
    ['\uFEFFBelopp;CDR-id\n12,00;A-1\n9,50;A-2', ['A-1', 'A-2']],
    ['\uFEFF"Datum";"CDR";"Belopp"\r\n2026-10-01;"A-1";12,00\r\n2026-10-02;A-2;9,50\r\n', ['A-1', 'A-2']],
    ['', []],
  ])('%j', (text, ids) => {
    expect(readCdrIds(text)).toEqual(ids)
  })

  test('is counted without regard to case', () => {
    expect(countIds(['a-1', 'B', 'A-1'])).toEqual([
      { name: 'A-1', times: 2 },
      { name: 'B', times: 1 },
    ])
  })
})
