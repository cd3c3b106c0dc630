// What a conformance run says: rules that held, rules that did not, and the messages that show it.

/** A run goes through these in order; one that broke off goes on with the first that is not done. */
export const CONFORMANCE_STAGES = [
  'versions',
  'access',
  'tariffs',
  'locations',
  'sessions',
  'cdrs',
  'tokens',
  'commands',
  'transport',
] as const
export type ConformanceStage = (typeof CONFORMANCE_STAGES)[number]
/** What writes nothing at the partner, not even a card of nobody's: the run that is made by the clock. */
const READING: readonly ConformanceStage[] = CONFORMANCE_STAGES.filter(
  (stage) => stage !== 'tokens' && stage !== 'commands',
)
export type ConformanceRunState = 'waiting' | 'running' | 'done' | 'failed'

/** error: breaks the connection or the bill. warning: against the specification, we cope. note: worth knowing. */
export type Severity = 'error' | 'warning' | 'note'
/** skipped: could not be tried, such as paging of an empty list. */
export type Outcome = 'passed' | 'failed' | 'skipped'

/** Where a rule did not hold: the message, the place in it, and what stood there. */
export type Evidence = {
  /** X-Request-ID of the exchange, which both sides have in their logs. */
  requestId: string | null
  /** Method and address. */
  call: string | null
  /** JSON pointer into the body, or the name of a header. */
  pointer: string | null
  /** What stood there, shortened; never a secret. */
  found: string | null
  expected: string | null
}

export type FindingRow = {
  rule: string
  module: string
  outcome: Outcome
  severity: Severity
  /** How many times the rule was tried, and how many times it did not hold. */
  checked: number
  occurrences: number
  /** The first few. */
  evidence: Evidence[]
}

/** Milliseconds of the answers to our calls, by module. */
export type Latencies = Record<string, number[]>
export type RunFacts = {
  latencies: Latencies
  /** Ids of the tariffs that the partner's list contains; null while it has not been read whole. */
  tariffIds: string[] | null
  /** Nothing is to be written at the partner. */
  readOnly?: boolean
}

/** The stages of a run, in their order. */
export function stagesOf({ readOnly }: Pick<RunFacts, 'readOnly'>): readonly ConformanceStage[] {
  return readOnly ? READING : CONFORMANCE_STAGES
}

/** What the partner is asked to do, in an order in which it makes sense. */
export const INTERACTIVE_STEPS = [
  'evse_status',
  'authorize_known',
  'authorize_unknown',
  'session_put',
  'session_patch',
  'session_completed',
  'cdr_post',
  'remote_start',
  'remote_stop',
] as const
export type InteractiveStep = (typeof INTERACTIVE_STEPS)[number]

/** A message that arrived after it was asked for. */
export type StepEvidence = { exchangeId: number; requestId: string | null; at: number; call: string; answer: string }

export function isInteractiveStep(text: string): text is InteractiveStep {
  return INTERACTIVE_STEPS.some((step) => step === text)
}

/** The value below which that share of the sorted samples lies; null without samples. */
export function percentile(samples: readonly number[], share: number): number | null {
  if (samples.length === 0) return null
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null
}

/** The counts of a report's head. */
export function countFindings(findings: readonly Pick<FindingRow, 'outcome' | 'severity'>[]): {
  errors: number
  warnings: number
  notes: number
  passed: number
} {
  const failed = (severity: Severity) =>
    findings.filter((finding) => finding.outcome === 'failed' && finding.severity === severity).length
  return {
    errors: failed('error'),
    warnings: failed('warning'),
    notes: failed('note'),
    passed: findings.filter((finding) => finding.outcome === 'passed').length,
  }
}

export type Regression = Pick<FindingRow, 'rule' | 'module' | 'severity'>

/** What held in the run before and does not now. A note is no promise. */
export function regressionsOf(
  before: readonly Pick<FindingRow, 'rule' | 'module' | 'outcome'>[],
  now: readonly Pick<FindingRow, 'rule' | 'module' | 'outcome' | 'severity'>[],
): Regression[] {
  const held = new Set(before.filter(({ outcome }) => outcome === 'passed').map((row) => `${row.rule} ${row.module}`))
  return now
    .filter((row) => row.outcome === 'failed' && row.severity !== 'note' && held.has(`${row.rule} ${row.module}`))
    .map(({ rule, module, severity }) => ({ rule, module, severity }))
}
