import { expect, test } from 'vitest'
import { explainExchange, EXPLANATIONS, exchangeFailed, type ExchangeOutcome } from './explain-exchange'

const received = (httpStatus: number, ocpiStatus: number, error: string, method = 'PUT'): ExchangeOutcome => ({
  direction: 'in',
  httpStatus,
  ocpiStatus,
  module: 'sessions',
  method,
  error,
})
const sent = (httpStatus: number | null, ocpiStatus: number | null, error: string | null = null): ExchangeOutcome => ({
  direction: 'out',
  httpStatus,
  ocpiStatus,
  module: 'locations',
  method: 'GET',
  error,
})

test.each([
  [received(401, 2001, 'The credentials token is missing or not valid'), 'inUnauthorized', 'partner'],
  [received(400, 2001, 'The body is not JSON'), 'inNotJson', 'partner'],
  [received(413, 2001, 'The body is larger than 8388608 bytes'), 'inTooLarge', 'partner'],
  [received(404, 2000, 'SE*XXX is no party of this connection'), 'inForeignParty', 'both'],
  [received(404, 2000, 'There is no such session', 'PATCH'), 'inChangeOfUnknown', 'partner'],
  [received(404, 2000, 'There is no such session', 'GET'), 'inUnknownObject', 'partner'],
  [received(404, 2004, 'There is no such token', 'POST'), 'inUnknownToken', 'both'],
  [received(200, 2001, '/kwh: is required'), 'inField', 'partner'],
  [received(200, 2001, '/id: is not the "S1" of the address'), 'inIdsDisagree', 'partner'],
  [received(200, 2001, '?limit: must be a number'), 'inParameter', 'partner'],
  [received(200, 2001, 'A different CDR with this id is stored already; it was not changed'), 'inCdrConflict', 'both'],
  [received(200, 3000, 'Temporarily not available'), 'inUnavailable', 'we'],
  [received(500, 3000, 'Server error'), 'inBug', 'we'],
  [received(400, 2001, '/kwh: is required'), 'inField', 'partner'],
  [received(405, 2000, 'This method is not possible here'), 'inMethod', 'partner'],
  [sent(null, null, 'no answer within the time limit'), 'outTimeout', 'partner'],
  [sent(null, null, 'the host has an internal address'), 'outForbiddenAddress', 'we'],
  [sent(null, null, 'connect ECONNREFUSED'), 'outUnreachable', 'partner'],
  [sent(401, null), 'outUnauthorized', 'both'],
  [sent(200, 2003), 'outUnknownLocation', 'both'],
  [sent(502, null), 'outDown', 'partner'],
  [sent(200, null), 'outNoEnvelope', 'partner'],
  [sent(200, 3000), 'outServerError', 'partner'],
  [sent(200, 4001), 'outHub', 'nobody'],
] as const)('%j is %s, for %s', (exchange, key, actor) => {
  expect(explainExchange(exchange)).toEqual({ key, actor })
})

test('a success needs no explanation', () => {
  expect(explainExchange(sent(200, 1000))).toBeNull()
  expect(explainExchange(received(201, 1000, ''))).toBeNull()
})

test('both layers must call it a success', () => {
  const outcomes = [
    [200, 1000],
    [204, null],
    [301, 1000],
    [200, 2000],
    [null, null],
  ] as const
  expect(outcomes.map(([httpStatus, ocpiStatus]) => exchangeFailed({ httpStatus, ocpiStatus }))).toEqual([
    false,
    true,
    true,
    true,
    true,
  ])
})

test('no two explanations share a key', () => {
  expect(new Set(EXPLANATIONS).size).toBe(EXPLANATIONS.length)
})
