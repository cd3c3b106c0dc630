// Nothing that a stranger sends ends in a 500: valid messages, mutated at random.
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { call, cdrBody, connectorBody, evseBody, locationBody, sessionBody, tariffBody } from '../testing/call'
import { closeDispatch } from './dispatch'

const sql = testSql()
let cpo: PartnerFixture

beforeAll(async () => {
  cpo = await insertPartner({ partyId: 'FUZ' })
  await call(cpo, 'PUT', 'locations/SE/FUZ/L1', locationBody(cpo, 'L1'))
  await call(cpo, 'PUT', 'sessions/SE/FUZ/S1', sessionBody(cpo, 'S1'))
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const PARTY = { countryCode: 'SE', partyId: 'FUZ' }
const DATE = '2026-10-01T09:00:00Z'
const MESSAGES: readonly (readonly [string, string, Json])[] = [
  ['POST', 'cdrs', cdrBody(PARTY, 'C1') as Json],
  ['PUT', 'sessions/SE/FUZ/S1', sessionBody(PARTY, 'S1') as Json],
  [
    'PATCH',
    'sessions/SE/FUZ/S1',
    {
      kwh: 1,
      charging_periods: [{ start_date_time: DATE, dimensions: [{ type: 'ENERGY', volume: 1 }] }],
      last_updated: DATE,
    },
  ],
  ['PUT', 'locations/SE/FUZ/L1', locationBody(PARTY, 'L1') as Json],
  ['PATCH', 'locations/SE/FUZ/L1', { name: 'x', evses: [{ uid: 'E1', status: 'BLOCKED' }], last_updated: DATE }],
  ['PUT', 'locations/SE/FUZ/L1/E1', evseBody('E1') as Json],
  ['PATCH', 'locations/SE/FUZ/L1/E1', { status: 'CHARGING', last_updated: DATE }],
  ['PATCH', 'locations/SE/FUZ/L1/E1', { connectors: [{ id: '1', tariff_ids: ['T'] }], last_updated: DATE }],
  ['PUT', 'locations/SE/FUZ/L1/E1/1', connectorBody() as Json],
  ['PUT', 'tariffs/SE/FUZ/T1', tariffBody(PARTY, 'T1') as Json],
  ['POST', 'tokens/04A1/authorize', { location_id: 'L1', evse_uids: ['E1'] }],
]

// Values that break servers: wrong types, huge and tiny numbers, control characters, half surrogates, prototypes.
const poison = fc.oneof(
  fc.constantFrom<Json>(
    null,
    '',
    ' ',
    0,
    -1,
    1e308,
    -1e308,
    1e-9,
    2 ** 64,
    true,
    [],
    {},
    [null],
    [[]],
    { '': '' },
    '\u0000',
    '\ud800',
    '\u001f',
    '\u001e',
    '\\',
    "'",
    '"',
    '$1',
    '#NA',
    'x'.repeat(300),
    'x'.repeat(5000),
    '1970-1-1T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '1e400',
    'NaN',
    '٣',
    '😀',
    '__proto__',
    'constructor',
  ),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.double(),
)

/** The message with the value at some place replaced, removed or doubled. */
function mutate(message: Json, steps: readonly number[], value: Json, kind: 'replace' | 'remove' | 'add'): Json {
  if (typeof message !== 'object' || message === null || steps.length === 0) return kind === 'remove' ? null : value
  const copy: { [name: string]: Json } | Json[] = Array.isArray(message) ? [...message] : { ...message }
  const names = Object.keys(copy)
  const target = copy as { [name: string]: Json } // lists are indexed by their positions here
  if (names.length === 0) return value
  const name = names[steps[0]! % names.length]!
  if (steps.length > 1) target[name] = mutate(target[name]!, steps.slice(1), value, kind)
  else if (kind === 'replace') target[name] = value
  else if (kind === 'add') target[`x${steps[0]}`] = value
  else if (Array.isArray(copy)) copy.splice(Number(name), 1)
  else delete target[name]
  return copy
}

const mutation = fc.record({
  message: fc.constantFrom(...MESSAGES),
  steps: fc.array(fc.nat(40), { minLength: 1, maxLength: 5 }),
  value: poison,
  kind: fc.constantFrom('replace' as const, 'remove' as const, 'add' as const),
})

test('mutated messages are answered, kept or refused, never with a server error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 6 }), async (mutations) => {
      // At once, so that a poisoned message shares a batch with the others.
      const answers = await Promise.all(
        mutations.map(({ message: [method, path, body], steps, value, kind }) =>
          call(cpo, method, path, mutate(body, steps, value, kind)),
        ),
      )
      for (const { http, code } of answers) {
        expect([200, 201, 400, 404]).toContain(http)
        expect(code).toBeLessThan(3000)
      }
    }),
    { numRuns: 400 },
  )
}, 60_000)

test('any bytes, paths, queries and headers are answered with an envelope', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'BREW'),
      fc.array(
        fc.oneof(
          fc.constantFrom(
            '2.2.1',
            'locations',
            'tokens',
            'SE',
            'FUZ',
            'L1',
            'authorize',
            '..',
            '%',
            '%00',
            '%2F',
            '?',
            '&',
            '=',
          ),
          text,
        ),
        { maxLength: 7 },
      ),
      fc.uint8Array({ maxLength: 60 }),
      fc.record({
        authorization: fc.option(text, { nil: undefined }),
        'x-request-id': text,
        'ocpi-to-party-id': text,
        'ocpi-to-country-code': text,
      }),
      async (method, segments, bytes, headers) => {
        const path = `/ocpi/${segments.join('/')}`
        for (const peer of [cpo, null]) {
          const given = peer ? { ...headers, authorization: `Token ${peer.clientToken}` } : headers
          const { http, code } = await call(null, method, path, undefined, { raw: Buffer.from(bytes), headers: given })
          expect(http).toBeLessThan(500)
          expect(code).toBeLessThan(3000)
        }
      },
    ),
    { numRuns: 400 },
  )
}, 60_000)
