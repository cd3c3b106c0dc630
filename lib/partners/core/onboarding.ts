// The way of a new partner to its first customer, as steps whose state follows from the partner's own data.
import type { PartnerState } from './partner'

/** invited: we hand out token A and wait for their call. given: they gave us an address and a token, and we call. */
export type OnboardingDirection = 'invited' | 'given'

/** What only a person can say. The rest of the checklist is read from the data. */
export const MANUAL_CHECKS = ['agreement', 'prices', 'support', 'report'] as const
export type ManualCheck = (typeof MANUAL_CHECKS)[number]
export type OnboardingChecks = Partial<Record<ManualCheck, { at: number; by: string }>>

export const ONBOARDING_STEPS = [
  'party',
  'versions',
  'credentials',
  'modules',
  'conformance',
  'agreement',
  'checklist',
  'watch',
] as const
export type OnboardingStep = (typeof ONBOARDING_STEPS)[number]
export type StepState = 'done' | 'current' | 'failed' | 'next'

/** All that the wizard looks at. */
export type OnboardingFacts = {
  state: PartnerState
  partyKnown: boolean
  lastError: string | null
  /** A version has been chosen, now or in an earlier handshake. */
  versionKnown: boolean
  /** Modules that were to be read and have been, once. */
  pulled: readonly string[]
  toPull: readonly string[]
  run: { state: 'waiting' | 'running' | 'done' | 'failed'; errors: number } | null
  checks: OnboardingChecks
  live: boolean
  /** An authorisation, a session and a CDR have come, and the CDR is rated. */
  firstSession: { authorization: boolean; session: boolean; cdr: boolean; rating: boolean }
}

const DONE: Readonly<Record<OnboardingStep, (facts: OnboardingFacts) => boolean>> = {
  party: ({ partyKnown }) => partyKnown,
  versions: ({ versionKnown }) => versionKnown,
  credentials: ({ state }) => state === 'registered' || state === 'updating' || state === 'suspended',
  modules: ({ toPull, pulled }) => toPull.length > 0 && toPull.every((name) => pulled.includes(name)),
  conformance: ({ run, checks }) => run?.state === 'done' && (run.errors === 0 || Boolean(checks.report)),
  agreement: ({ checks }) => Boolean(checks.agreement),
  checklist: ({ live }) => live,
  watch: ({ firstSession }) => Object.values(firstSession).every(Boolean),
}

/** The state of each step; the first that is not done is the current one, or failed where it stopped on an error. */
export function onboardingSteps(facts: OnboardingFacts): { step: OnboardingStep; state: StepState }[] {
  const current = ONBOARDING_STEPS.find((step) => !DONE[step](facts)) ?? null
  return ONBOARDING_STEPS.map((step) => {
    if (DONE[step](facts)) return { step, state: 'done' }
    if (step !== current) return { step, state: 'next' }
    return { step, state: hasFailed(step, facts) ? 'failed' : 'current' }
  })
}

function hasFailed(step: OnboardingStep, { lastError, run }: OnboardingFacts): boolean {
  if (step === 'versions' || step === 'credentials') return lastError !== null
  if (step === 'conformance') return run?.state === 'failed'
  return false
}

/** What must be so before customers meet the partner, and is read from the data rather than ticked off. */
export function readiness(facts: OnboardingFacts): { check: 'registered' | 'modules' | 'conformance'; ok: boolean }[] {
  return [
    { check: 'registered', ok: DONE.credentials(facts) && facts.lastError === null },
    { check: 'modules', ok: DONE.modules(facts) },
    { check: 'conformance', ok: DONE.conformance(facts) },
  ]
}

/** Whether the partner may go live: everything read from the data is so, and everything else is ticked off. */
export function mayGoLive(facts: OnboardingFacts): boolean {
  const manual = MANUAL_CHECKS.filter((check) => check !== 'report').every((check) => facts.checks[check])
  return manual && readiness(facts).every(({ ok }) => ok)
}

/** What a failed handshake was about, so that the page can say what to do. */
export const HANDSHAKE_ERRORS = [
  'refused',
  'host',
  'unreachable',
  'version',
  'modules',
  'method',
  'server',
  'other',
] as const
export type HandshakeError = (typeof HANDSHAKE_ERRORS)[number]

const SIGNS: readonly (readonly [HandshakeError, RegExp])[] = [
  ['version', /\boffers\b|unsupported_version/],
  ['modules', /\bhas no\b|missing_endpoints/],
  ['refused', /\b401\b|unauthori[sz]ed|\btoken\b/i],
  ['method', /\b405\b|already registered|registered already/i],
  ['host', /is not known|ENOTFOUND/],
  ['unreachable', /no answer|ECONN|EHOST|ETIMEDOUT|certificate|EPROTO|socket|not allowed|refused/i],
  ['server', /\b5\d\d\b|\b3\d{3}\b/],
]

/** Reads the partner's own words, as they were kept. */
export function explainError(lastError: string): HandshakeError {
  return SIGNS.find(([, sign]) => sign.test(lastError))?.[0] ?? 'other'
}
