import { expect, test } from 'vitest'
import { explainError, HANDSHAKE_ERRORS, mayGoLive, onboardingSteps, type OnboardingFacts } from './onboarding'

const tick = { at: 1, by: 'usr_1' }
const nothing = { authorization: false, session: false, cdr: false, rating: false }
const READY: OnboardingFacts = {
  state: 'registered',
  partyKnown: true,
  lastError: null,
  versionKnown: true,
  toPull: ['locations', 'tariffs'],
  pulled: ['locations', 'tariffs'],
  run: { state: 'done', errors: 0 },
  checks: { agreement: tick, prices: tick, support: tick },
  live: false,
  firstSession: nothing,
}
const currentOf = (facts: OnboardingFacts) =>
  onboardingSteps(facts).find(({ state }) => state === 'current' || state === 'failed')

test.each<[string, Partial<OnboardingFacts>, string, string]>([
  [
    'a new invitation waits for the versions',
    { state: 'token_a_issued', versionKnown: false, toPull: [], pulled: [] },
    'versions',
    'current',
  ],
  ['a draft knows no party', { state: 'token_a_received', partyKnown: false, versionKnown: false }, 'party', 'current'],
  [
    'a failed handshake stops',
    { state: 'token_a_received', versionKnown: false, lastError: 'HTTP 401' },
    'versions',
    'failed',
  ],
  ['a list is still being read', { pulled: ['tariffs'] }, 'modules', 'current'],
  ['nothing has been tried', { run: null }, 'conformance', 'current'],
  ['the run has errors', { run: { state: 'done', errors: 2 } }, 'conformance', 'current'],
  ['the run broke off', { run: { state: 'failed', errors: 0 } }, 'conformance', 'failed'],
  ['nobody has signed', { checks: { prices: tick, support: tick } }, 'agreement', 'current'],
  ['all is ready', {}, 'checklist', 'current'],
  ['live, the first session is awaited', { live: true }, 'watch', 'current'],
])('%s', (_name, given, step, state) => {
  expect(currentOf({ ...READY, ...given })).toEqual({ step, state })
})

test('done is done', () => {
  const firstSession = { authorization: true, session: true, cdr: true, rating: true }
  expect(currentOf({ ...READY, live: true, firstSession })).toBeUndefined()
})

test.each<[string, Partial<OnboardingFacts>]>([
  ['not registered', { state: 'token_a_issued' }],
  ['an error remains', { lastError: 'HTTP 500' }],
  ['a list has not been read', { pulled: [] }],
  ['no run', { run: null }],
  ['errors that nobody has accepted', { run: { state: 'done', errors: 1 } }],
  ['support does not know', { checks: { agreement: tick, prices: tick } }],
])('it does not go live: %s', (_name, given) => {
  expect(mayGoLive(READY)).toBe(true)
  expect(mayGoLive({ ...READY, ...given })).toBe(false)
})

test('errors that somebody accepted do not stand in the way', () => {
  expect(mayGoLive({ ...READY, run: { state: 'done', errors: 1 }, checks: { ...READY.checks, report: tick } })).toBe(
    true,
  )
})

test.each([
  ['unreachable: HTTP 401 without an OCPI answer', 'refused'],
  ['unreachable: ECONNREFUSED', 'unreachable'],
  ['unreachable: no answer in time', 'unreachable'],
  ['unreachable: the host cpo.example is not known', 'host'],
  ['unsupported_version: offers 2.0', 'version'],
  ['missing_endpoints: has no tariffs', 'modules'],
  ['HTTP 405 without an OCPI answer', 'method'],
  ['HTTP 500 without an OCPI answer', 'server'],
  ['something else', 'other'],
] as const)('%s is explained', (words, expected) => {
  expect(explainError(words)).toBe(expected)
  expect(HANDSHAKE_ERRORS).toContain(expected)
})
