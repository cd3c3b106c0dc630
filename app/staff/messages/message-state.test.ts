import { expect, test } from 'vitest'
import { toIsoInstant } from '@/lib/kernel/time'
import { loadMessages, localInstant, toFilter } from './message-state'

test.each([
  ['2026-10-25', false, '2026-10-24T22:00:00.000Z'],
  ['2026-10-25', true, '2026-10-25T23:00:00.000Z'],
  ['2026-11-25T08:30', false, '2026-11-25T07:30:00.000Z'],
  ['2026-07-01T08:30', true, '2026-07-01T06:31:00.000Z'],
] as const)('%s, end %s, is %s', (text, end, expected) => {
  const at = localInstant(text, end)
  expect(at === undefined ? null : new Date(at).toISOString()).toBe(expected)
})

test.each(['', 'yesterday', '2026-13-01', '2026-11-25T99:00', null])('%j is no time', (text) => {
  expect(localInstant(text)).toBeUndefined()
})

test('the address says what is looked for, and nonsense in it is nothing', async () => {
  const state = await loadMessages(
    Promise.resolve({
      object: 'Sessions/abc, cdrs/x/1,nonsense',
      partner: 'x',
      outcome: 'odd',
      ocpi: '2001',
      to: '2026-10-01',
    }),
  )
  const filter = toFilter(state)
  expect(filter).toMatchObject({ objects: ['sessions/ABC', 'cdrs/X/1'], ocpiStatus: 2001 })
  expect(filter.partnerId).toBeUndefined()
  expect(filter.outcome).toBeUndefined()
  expect(filter.to === undefined ? null : toIsoInstant(filter.to)).toBe('2026-10-01T22:00:00Z')
})
