import { expect, test } from 'vitest'
import { HOUR_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { watchCharge, type GuardSubject } from './guard'

const START = Date.UTC(2026, 9, 1, 8)
const after = (minutes: number) => instant(START + minutes * MINUTE_MS)

/** Half an hour of fast charging, nothing odd. */
function build(given: Partial<GuardSubject> = {}): GuardSubject {
  return {
    startedAt: after(0),
    seenAt: after(30),
    energySince: after(30),
    current: 'DC',
    grossMinor: 120_00n,
    standingPerMinute: null,
    history: [],
    limits: { monthlyMinor: null, perChargeMinor: null },
    monthMinor: 0n,
    ...given,
  }
}
const kinds = (given: Partial<GuardSubject>) => watchCharge(build(given)).map(({ kind }) => kind)
const usual = (count: number, minutes: number, grossMinor: bigint) =>
  Array.from({ length: count }, () => ({ durationMs: minutes * MINUTE_MS, grossMinor }))

test('a charge as any other is left alone', () => {
  expect(watchCharge(build())).toEqual([])
  expect(kinds({ grossMinor: null, limits: { monthlyMinor: 1n, perChargeMinor: 1n } })).toEqual([])
})

test('20 minutes without energy, by the operator’s own word, not by its silence', () => {
  expect(kinds({ seenAt: after(49), energySince: after(30) })).toEqual([])
  expect(watchCharge(build({ seenAt: after(50), energySince: after(30) }))).toEqual([
    { kind: 'no_energy', facts: { minutes: '20' } },
  ])
})

test('standing that costs is told after five minutes, with what a minute costs, and before all else', () => {
  const standing = { standingPerMinute: '1.2', energySince: after(0) }
  expect(kinds({ ...standing, seenAt: after(4) })).toEqual([])
  expect(watchCharge(build({ ...standing, seenAt: after(5) }))).toEqual([
    { kind: 'idle_fee', facts: { minutes: '5', perMinute: '1.2' } },
  ])
  expect(kinds({ ...standing, seenAt: after(20), limits: { monthlyMinor: null, perChargeMinor: 100_00n } })).toEqual([
    'idle_fee',
    'no_energy',
    'charge_limit',
  ])
  expect(kinds({ ...standing, standingPerMinute: '0', seenAt: after(19) })).toEqual([])
})

test('limits are told once they are passed, the month with all its charges', () => {
  expect(kinds({ limits: { monthlyMinor: null, perChargeMinor: 120_00n } })).toEqual([])
  expect(
    watchCharge(build({ monthMinor: 380_01n, limits: { monthlyMinor: 500_00n, perChargeMinor: 119_99n } })),
  ).toEqual([
    { kind: 'charge_limit', facts: { grossMinor: '12000', limitMinor: '11999' } },
    { kind: 'month_budget', facts: { grossMinor: '50001', limitMinor: '50000' } },
  ])
  expect(kinds({ monthMinor: 380_00n, limits: { monthlyMinor: 500_00n, perChargeMinor: null } })).toEqual([])
})

test.each([
  // Without a history the bounds of anybody rule.
  [{ seenAt: after(119), energySince: after(119) }, []],
  [{ seenAt: after(120), energySince: after(120) }, ['long']],
  [{ grossMinor: 599_99n }, []],
  [{ grossMinor: 600_00n }, ['dear']],
  [{ current: 'AC' as const, seenAt: after(839), energySince: after(839) }, []],
  [
    { current: 'AC' as const, seenAt: instant(START + 14 * HOUR_MS), energySince: instant(START + 14 * HOUR_MS) },
    ['long'],
  ],
  // Four charges are no history.
  [{ history: usual(4, 10, 50_00n), grossMinor: 300_00n }, []],
  // Three times the usual, but never below what is nothing special.
  [{ history: usual(5, 10, 50_00n), grossMinor: 199_99n }, []],
  [{ history: usual(5, 10, 50_00n), grossMinor: 200_00n }, ['dear']],
  [{ history: usual(5, 10, 50_00n), seenAt: after(60), energySince: after(60) }, ['long']],
  // Whoever always charges so is not told, except of what is too much for anybody.
  [{ history: usual(5, 100, 500_00n), seenAt: after(239), energySince: after(239), grossMinor: 1_499_99n }, []],
  [
    { history: usual(5, 100, 500_00n), seenAt: after(240), energySince: after(240), grossMinor: 1_500_00n },
    ['dear', 'long'],
  ],
])('unusual: %#', (given, expected) => {
  expect(kinds(given)).toEqual(expected)
})

test('what is usual is told with what is unusual', () => {
  const [notice] = watchCharge(build({ history: usual(5, 10, 50_00n), grossMinor: 250_00n }))
  expect(notice).toEqual({ kind: 'dear', facts: { grossMinor: '25000', usual: '5000' } })
})
