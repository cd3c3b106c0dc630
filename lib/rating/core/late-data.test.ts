import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildCdr } from '@/db/factories/build-cdr'
import { DAY_MS, instant } from '@/lib/kernel/time'
import { buildAgreement, buildSubject, FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { assessCdr } from './assess-cdr'
import { toCustomerLines } from './customer-lines'
import { isBoundByLatePromise, lateFrom } from './late-data'
import type { LateData, PricePlanRules } from './price-plan'
import { roundVat } from './retail'

const AGREED = buildAgreement({ cdrDeadlineDays: 7 })

function rate({
  days,
  shown,
  lateData = 'estimate',
  rules = PASS_THROUGH,
  kwh = '11',
  first,
}: {
  days: number
  shown: bigint | null
  lateData?: LateData
  rules?: PricePlanRules
  kwh?: string
  /** When the CDR that it corrects came. */
  first?: number
}) {
  const cdr = buildCdr({ texts: [{ minutes: 60, kwh }] })
  const receivedAt = instant(cdr.endedAt + days * DAY_MS)
  const base = buildSubject({ cdr, receivedAt })
  return assessCdr({
    ...base,
    agreement: AGREED,
    plan: { versionId: base.plan!.versionId, rules: { ...rules, lateData } }, // a subject has one
    shown: shown === null ? null : { netMinor: shown },
    firstReceivedAt: first === undefined ? receivedAt : instant(cdr.endedAt + first * DAY_MS),
  })
}
const lateOf = ({ findings }: ReturnType<typeof rate>) => findings.find(({ code }) => code === 'LATE_DATA')

test('in time the bill is the bill; from the day after the last one it is at most what was shown', () => {
  // 11 kWh at 3,20 kr and our 10 öre.
  expect(rate({ days: 7.9, shown: 2000n }).rating.retail).toMatchObject({ netMinor: 3630n })
  const late = rate({ days: 8, shown: 2000n })
  expect(late.rating.retail).toMatchObject({ netMinor: 2000n, grossMinor: 2500n })
  expect(lateOf(late)).toMatchObject({
    severity: 'info',
    params: { paid: '25.00', usual: '45.38', recover: '16.30', currency: 'SEK' },
  })
  // Each supply in its proportion.
  const lines = late.rating.retail?.lines.filter(({ kind }) => kind === 'late_data') ?? []
  expect(lines.map(({ supply, netMinor }) => [supply, netMinor])).toEqual([
    ['electricity', '-1581'],
    ['access_fee', '-49'],
  ])
  expect(lines[0]).toMatchObject({
    note: {
      kind: 'late_data',
      dueAt: lateFrom(buildCdr({ texts: [{ minutes: 60, kwh: '11' }] }).endedAt, 7),
      shown: '20.00',
    },
  })
  // What the operator is owed is another question.
  expect(late.rating.wholesaleExcl).toBe('35.2')
})

test('a plan may promise that nothing is paid then', () => {
  const late = rate({ days: 30, shown: 2000n, lateData: 'nothing' })
  expect(late.rating.retail).toMatchObject({ netMinor: 0n, vatMinor: 0n, grossMinor: 0n })
  expect(lateOf(late)?.params['recover']).toBe('36.30')
})

test('a bill below what was shown stays, and so does one of a charge whose price nobody could show', () => {
  for (const shown of [5000n, null]) {
    const late = rate({ days: 30, shown })
    expect(late.rating.retail).toMatchObject({ netMinor: 3630n })
    expect(late.rating.retail?.lines.map(({ kind }) => kind)).not.toContain('late_data')
    expect(lateOf(late)?.params['recover']).toBe('0.00')
  }
})

test('a CDR that corrects one which came in time is not late', () => {
  const corrected = rate({ days: 30, shown: 2000n, first: 1 })
  expect(corrected.rating.retail).toMatchObject({ netMinor: 3630n })
  expect(lateOf(corrected)).toBeUndefined()
})

test('late, the customer never pays more than was shown, and the lines still sum to what is paid', () => {
  fc.assert(
    fc.property(
      fc.record({
        days: fc.integer({ min: 8, max: 400 }),
        shown: fc.bigInt({ min: -500n, max: 20_000n }),
        lateData: fc.constantFrom<LateData>('estimate', 'nothing'),
        rules: fc.constantFrom(PASS_THROUGH, FIXED),
        kwh: fc.integer({ min: 0, max: 90_000 }).map((watt) => (watt / 1000).toString()),
      }),
      (given) => {
        const { retail } = rate(given).rating
        if (!retail) return
        const { shown } = given
        const most = given.lateData === 'nothing' || shown < 0n ? 0n : shown
        expect(retail.netMinor <= most).toBe(true)
        expect(retail.grossMinor <= most + roundVat(most, '25')).toBe(true)
        expect(retail.netMinor >= 0n).toBe(true)
        expect(retail.lines.reduce((sum, line) => sum + BigInt(line.netMinor), 0n)).toBe(retail.netMinor)
        const customer = toCustomerLines(retail)
        expect(customer.reduce((sum, line) => sum + line.grossMinor, 0n)).toBe(retail.grossMinor)
      },
    ),
    { numRuns: 200 },
  )
})

test.each([
  ['too late, with an estimate shown', { days: 8, shown: 2000n }, true],
  ['in time', { days: 7.9, shown: 2000n }, false],
  ['too late, with nothing shown', { days: 8, shown: null }, false],
  ['too late, with nothing shown, where nothing is paid', { days: 8, shown: null, lateData: 'nothing' }, true],
] as const)('%s: bound by the promise', (_, { days, shown, ...rest }, bound) => {
  const cdr = buildCdr()
  const receivedAt = instant(cdr.endedAt + days * DAY_MS)
  const subject = buildSubject({ cdr, receivedAt })
  const lateData: LateData = 'lateData' in rest ? rest.lateData : 'estimate'
  const plan = { versionId: subject.plan!.versionId, rules: { ...PASS_THROUGH, lateData } } // a subject has one
  const late = {
    ...subject,
    agreement: AGREED,
    plan,
    shown: shown === null ? null : { netMinor: shown },
    firstReceivedAt: receivedAt,
  }
  expect(isBoundByLatePromise(late)).toBe(bound)
})
