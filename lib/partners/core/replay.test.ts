import { expect, test } from 'vitest'
import { replayOf, type Replayable } from './replay'

const exchange = (
  direction: 'in' | 'out',
  method: string,
  module: string | null,
  fields: Partial<Replayable> = {},
) => ({
  direction,
  method,
  module,
  partnerId: 'prt_1',
  objectKey: `${module}/X`,
  ...fields,
})

test.each([
  [exchange('out', 'GET', 'locations'), 'ask'],
  [exchange('out', 'GET', 'cdrs', { objectKey: null }), 'ask'],
  [exchange('out', 'PUT', 'tokens'), 'tell'],
  [exchange('in', 'PUT', 'sessions'), 'read'],
  [exchange('in', 'PATCH', 'locations'), 'read'],
  [exchange('in', 'POST', 'cdrs'), 'read'],
] as const)('%j may be made again: %s', (given, expected) => {
  expect(replayOf(given)).toBe(expected)
})

test.each([
  exchange('out', 'POST', 'commands'),
  exchange('out', 'PUT', 'chargingprofiles'),
  exchange('out', 'DELETE', 'credentials'),
  exchange('out', 'GET', 'credentials'),
  exchange('out', 'GET', 'versions'),
  exchange('out', 'PATCH', 'tokens'),
  exchange('out', 'PUT', 'tokens', { objectKey: null }),
  exchange('in', 'POST', 'credentials'),
  exchange('in', 'GET', 'tokens'),
  exchange('in', 'DELETE', 'tariffs'),
  exchange('in', 'PUT', 'sessions', { partnerId: null }),
  exchange('in', 'PUT', null),
])('%j may not', (given) => {
  expect(replayOf(given)).toBeNull()
})
