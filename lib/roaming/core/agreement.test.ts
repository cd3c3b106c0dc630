import { expect, test } from 'vitest'
import type { AgreementId } from '@/lib/kernel/ids'
import { calendarDate, parseInstant } from '@/lib/kernel/time'
import { agreementAt, agreementOn, agreementState, standardTerms, type Agreement } from './agreement'

const version = (number: number, validFrom: string, given: { validTo?: string; party?: string } = {}): Agreement => ({
  id: `agr_${number}` as AgreementId, // a test's id
  version: number,
  party: given.party ?? null,
  validFrom: calendarDate(validFrom),
  validTo: given.validTo ? calendarDate(given.validTo) : null,
  terms: standardTerms('SE'),
})
const series = [
  version(1, '2026-01-01'),
  version(2, '2026-06-01', { validTo: '2026-09-30' }),
  version(3, '2026-11-01'),
  version(4, '2026-03-01', { party: 'SE*KUL', validTo: '2026-03-31' }),
]
const on = (day: string, party = 'SE*AAA') => agreementOn(series, party, calendarDate(day))?.version ?? null

test.each<[string, string | undefined, number | null]>([
  ['2025-12-31', undefined, null],
  ['2026-01-01', undefined, 1],
  ['2026-05-31', undefined, 1],
  ['2026-06-01', undefined, 2],
  ['2026-09-30', undefined, 2],
  // What was ended does not bring back the version before it.
  ['2026-10-01', undefined, null],
  ['2026-11-01', undefined, 3],
  ['2026-03-15', 'SE*KUL', 4],
  ['2026-04-01', 'SE*KUL', 1],
  ['2026-03-15', 'SE*AAA', 1],
])('on %s, of %s, version %s rules', (day, party, expected) => {
  expect(on(day, party)).toBe(expected)
})

test('a session belongs to its day in Stockholm', () => {
  const at = (text: string) => agreementAt(series, 'SE*AAA', parseInstant(text)!)?.version
  expect([at('2026-05-31T21:59:59Z'), at('2026-05-31T22:00:00Z')]).toEqual([1, 2])
})

test.each<[string, string[]]>([
  ['2026-05-01', ['in_force', 'upcoming', 'upcoming', 'ended']],
  ['2026-10-15', ['replaced', 'ended', 'upcoming', 'ended']],
  ['2026-12-01', ['replaced', 'replaced', 'in_force', 'ended']],
])('seen on %s the versions are %j', (today, expected) => {
  expect(series.map((one) => agreementState(series, one, calendarDate(today)))).toEqual(expected)
})
