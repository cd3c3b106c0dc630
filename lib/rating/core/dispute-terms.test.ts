import { describe, expect, test } from 'vitest'
import { DISPUTE_STATES, isClosed, mayFollow, waitsFor } from './dispute-state'
import { buildExchange } from '../fixtures/build-exchange'
import { conversionFrom } from './exchange'
import type { FindingCode } from './finding'
import {
  claimByRule,
  claimOf,
  closedState,
  creditPastLine,
  customerUsuallyPays,
  isRecovered,
  settleLines,
} from './dispute-terms'
import { maskReceived, maskUid } from './mask-received'
import { protectsCustomer } from './protection'

const line = { cdrId: 'a', askedMinor: 18_720n, oursMinor: 14_280n, claimMinor: 4_440n, recoveredMinor: 0n }
const tolerance = { toleranceMinor: 10n, tolerancePercent: '0' }

test.each([
  ['price', '187.2', '142.8', 4_440n],
  ['price', '142.8', '142.8', 14_280n],
  ['price', '187.2', null, 18_720n],
  ['not_me', '187.2', '142.8', 18_720n],
  ['energy', '187.2', '142.8', 4_440n],
] as const)('%s: of %s, where %s was agreed, we claim %s', (cause, cpoExcl, agreedExcl, claimMinor) => {
  expect(claimOf({ cpoExcl, agreedExcl, currency: 'SEK' }, cause).claimMinor).toBe(claimMinor)
})

test.each([
  ['settled', 4_440n, true, 14_280n, 0n],
  ['settled', 4_000n, true, 14_720n, 440n],
  ['settled', 4_000n, false, 14_720n, 14_720n],
  ['refused', 0n, true, 14_280n, 0n],
  ['written_off', 0n, true, 18_720n, 4_440n],
  ['written_off', 0n, false, 18_720n, 18_720n],
  ['withdrawn', 0n, true, 18_720n, 0n],
] as const)(
  '%s with %s back, customer pays %s: cost %s, loss %s',
  (outcome, recoveredMinor, customerPays, cost, loss) => {
    const [ended] = settleLines([line], { outcome, recoveredMinor, customerPays })
    expect(ended).toMatchObject({ costMinor: cost, lossMinor: loss })
  },
)

test('what comes back on many is shared by what is claimed, to the öre', () => {
  const ended = settleLines([line, { ...line, cdrId: 'b', claimMinor: 2_220n }], {
    outcome: 'settled',
    recoveredMinor: 1_000n,
    customerPays: true,
  })
  expect(ended.map(({ recoveredMinor }) => recoveredMinor)).toEqual([667n, 333n])
})

test('a case is won within the tolerance, and as bad as its worst line', () => {
  expect(isRecovered({ ...line, recoveredMinor: 4_430n }, tolerance, 'SEK')).toBe(true)
  expect(isRecovered({ ...line, recoveredMinor: 4_429n }, tolerance, 'SEK')).toBe(false)
  const won = { ...line, recoveredMinor: 4_440n, outcome: 'settled' as const }
  const credited = { ...line, outcome: 'credited' as const }
  expect(closedState([won, credited], tolerance, 'SEK')).toBe('won')
  expect(closedState([won, { ...won, recoveredMinor: 1n }], tolerance, 'SEK')).toBe('partial')
  expect(closedState([won, { ...line, outcome: 'written_off' }], tolerance, 'SEK')).toBe('written_off')
  expect(closedState([{ ...line, outcome: 'withdrawn' }], tolerance, 'SEK')).toBe('withdrawn')
})

test('somebody’s turn exactly while a case is open, and a closed one stays closed', () => {
  for (const state of DISPUTE_STATES) expect(waitsFor(state) === null).toBe(isClosed(state))
  const after = (state: (typeof DISPUTE_STATES)[number]) => DISPUTE_STATES.filter((next) => mayFollow(state, next))
  expect(after('refused')).toEqual(['written_off'])
  expect(['won', 'partial', 'written_off', 'withdrawn'].flatMap((state) => after(state as 'won'))).toEqual([])
})

describe('a rule opens a case', () => {
  const euro = conversionFrom(buildExchange({ SEK: '12.5' }), 'EUR')
  type Asked = { cpoExcl?: string; agreedExcl?: string | null; currency?: string; conversion?: typeof euro }
  const of = (codes: readonly FindingCode[], asked: Asked = {}) =>
    claimByRule({
      findings: codes.map((code) => ({ code, severity: 'hold' })),
      rating: { cpoExcl: '97.2', agreedExcl: '52.8', currency: 'SEK', conversion: null, ...asked },
    })

  test('from ten kronor, or what they are worth', () => {
    const price = (cpoExcl: string, asked: Asked = {}) => of(['PRICE_ABOVE_TARIFF'], { ...asked, cpoExcl })
    expect([price('62.79'), price('62.8')]).toEqual([null, 'price'])
    const inEuro = { currency: 'EUR', conversion: euro }
    expect([price('53.59', inEuro), price('53.6', inEuro)]).toEqual([null, 'price'])
    expect(price('90', { currency: 'EUR' })).toBe(null)
    expect(price('97.2', { agreedExcl: null })).toBe(null)
  })

  test('for energy that makes it dearer, not for energy that costs nothing more', () => {
    expect(of(['ENERGY_SUM_MISMATCH', 'PRICE_ABOVE_TARIFF'])).toBe('energy')
    expect(of(['ENERGY_WH_FOR_KWH'], { agreedExcl: '97.2' })).toBe(null)
  })

  test('for all of a charge that came before, whatever its price', () => {
    expect(of(['DUPLICATE_CONTENT', 'PRICE_ABOVE_TARIFF'])).toBe('duplicate')
    expect(of(['DUPLICATE_CONTENT'], { agreedExcl: null })).toBe('duplicate')
    expect([of(['DUPLICATE_CONTENT'], { cpoExcl: '9.99' }), of(['DUPLICATE_CONTENT'], { cpoExcl: '10' })]).toEqual([
      null,
      'duplicate',
    ])
  })

  test('for nothing else that holds a CDR, and for nothing that does not', () => {
    expect(of(['OVERLAPPING_SESSION', 'UNKNOWN_TOKEN', 'TOO_OLD'])).toBe(null)
    const rating = { cpoExcl: '97.2', agreedExcl: '52.8', currency: 'SEK', conversion: null }
    expect(claimByRule({ findings: [{ code: 'PRICE_ABOVE_TARIFF', severity: 'warning' }], rating })).toBe(null)
  })
})

describe('a part credited after the case was closed', () => {
  const past = { ...line, customerPays: true, hasCredit: false }
  test.each([
    [
      'is what was settled',
      { outcome: 'settled', recoveredMinor: 4_440n, costMinor: 14_280n },
      4_440n,
      [4_440n, 14_280n, 0n],
    ],
    [
      'adds to what was settled',
      { outcome: 'settled', recoveredMinor: 4_000n, costMinor: 14_720n, hasCredit: true },
      440n,
      [4_440n, 14_280n, 0n],
    ],
    [
      'lowers what was written off',
      { outcome: 'written_off', recoveredMinor: 0n, costMinor: 18_720n },
      4_000n,
      [4_000n, 14_720n, 440n],
    ],
    [
      'of a refused claim costs us nothing less',
      { outcome: 'refused', recoveredMinor: 0n, costMinor: 14_280n },
      4_000n,
      [4_000n, 14_280n, 0n],
    ],
    [
      'is never more than was asked',
      { outcome: 'written_off', recoveredMinor: 18_000n, costMinor: 720n },
      4_000n,
      [18_720n, 0n, 0n],
    ],
  ] as const)('%s', (_, ended, amountMinor, [recoveredMinor, costMinor, lossMinor]) => {
    expect(creditPastLine({ ...past, ...ended }, amountMinor)).toEqual({
      cdrId: 'a',
      recoveredMinor,
      costMinor,
      lossMinor,
    })
  })
})

test('the customer pays where the operator was right or only its price is contested', () => {
  expect(customerUsuallyPays('not_me', 'withdrawn')).toBe(true)
  expect(customerUsuallyPays('price', 'written_off')).toBe(true)
  expect(customerUsuallyPays('energy', 'settled')).toBe(false)
})

test.each([
  [['PRICE_ABOVE_TARIFF'], true],
  [['PRICE_ABOVE_AGREEMENT', 'PRICE_ABOVE_TARIFF'], true],
  [['PRICE_ABOVE_TARIFF', 'OVERLAPPING_SESSION'], false],
  [['PRICE_UNVERIFIABLE'], false],
] as const)('held for %j, the customer is protected: %s', (codes, protects) => {
  const held = {
    findings: codes.map((code) => ({ code, severity: 'hold' as const })),
    wholesaleExcl: '52.8',
    retail: {},
    hasCustomer: true,
    lateBound: false,
  }
  expect(protectsCustomer(held)).toBe(protects)
  for (const lack of [{ wholesaleExcl: null }, { retail: null }, { hasCustomer: false }])
    expect(protectsCustomer({ ...held, ...lack })).toBe(false)
})

test('held for coming too late, the customer pays what was promised then, if anything was', () => {
  const of = (lateBound: boolean, ...codes: FindingCode[]) =>
    protectsCustomer({
      findings: codes.map((code) => ({ code, severity: 'hold' })),
      wholesaleExcl: '52.8',
      retail: {},
      hasCustomer: true,
      lateBound,
    })
  expect([of(true, 'TOO_OLD'), of(false, 'TOO_OLD')]).toEqual([true, false])
  expect(of(true, 'TOO_OLD', 'PRICE_ABOVE_TARIFF')).toBe(true)
  expect(of(true, 'TOO_OLD', 'DUPLICATE_CONTENT')).toBe(false)
})

test('what identifies a card is masked at any depth, the rest stays', () => {
  const received = '{"id":"1","cdr_token":{"uid":"04A1B2C3","contract_id":"SE-LDN-C1"},"list":[{"auth_id":"XY"}]}'
  expect(JSON.parse(maskReceived(received))).toEqual({
    id: '1',
    cdr_token: { uid: '••••B2C3', contract_id: '•••••N-C1' },
    list: [{ auth_id: '••' }],
  })
  expect(maskReceived('no json: 04A1B2C3')).toBe('')
  expect(maskUid('1234')).toBe('••••')
})
