// The guard of a running charge: what a customer should be told while there is still something to do about it.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { HOUR_MS, MINUTE_MS, type Instant } from '@/lib/kernel/time'
import type { CurrentType } from './price-plan'

/** Most pressing first: what costs money by the minute, then what is merely unusual. */
export const GUARD_KINDS = ['idle_fee', 'no_energy', 'charge_limit', 'month_budget', 'dear', 'long'] as const
export type GuardKind = (typeof GUARD_KINDS)[number]

/** What the sentence names: whole minutes, kronor per minute with VAT, minor units with VAT; all as text. */
export type GuardFacts = Partial<Record<'minutes' | 'perMinute' | 'grossMinor' | 'limitMinor' | 'usual', string>>
export type GuardNotice = { kind: GuardKind; facts: GuardFacts }

export type GuardSubject = {
  startedAt: Instant
  /** The operator's latest word. Its silence says nothing: many report only the start and the end. */
  seenAt: Instant
  /** Since when it has reported the same energy. */
  energySince: Instant
  current: CurrentType
  /** So far, including VAT; null while no price is known. */
  grossMinor: bigint | null
  /** Kronor with VAT for each further minute without charging; null while that is free or unknown. */
  standingPerMinute: DecimalString | null
  /** The customer's earlier charges of the same kind of current, newest first. */
  history: readonly { durationMs: number; grossMinor: bigint }[]
  limits: { monthlyMinor: bigint | null; perChargeMinor: bigint | null }
  /** What the customer's other charges of the month come to, including VAT. */
  monthMinor: bigint
}

const NO_ENERGY_MS = 20 * MINUTE_MS
/** A car that pauses for a moment, as when the cable is cooled, is not standing idle. */
const IDLE_MS = 5 * MINUTE_MS
/** Fewer earlier charges say nothing about what is usual. */
const ENOUGH_HISTORY = 5
const UNUSUAL_TIMES = 3
type Bounds = { least: number; unknown: number; always: number }
/** `least`: below it nothing is unusual; `unknown`: for whoever has no history; `always`: unusual for anybody. */
const DURATION_MS: Readonly<Record<CurrentType, Bounds>> = {
  AC: { least: 6 * HOUR_MS, unknown: 14 * HOUR_MS, always: 24 * HOUR_MS },
  DC: { least: 1 * HOUR_MS, unknown: 2 * HOUR_MS, always: 4 * HOUR_MS },
}
/** Öre with VAT. */
const GROSS: Bounds = { least: 200_00, unknown: 600_00, always: 1_500_00 }

function medianOf(values: readonly number[]): number | null {
  if (values.length < ENOUGH_HISTORY) return null
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
}

function isUnusual(value: number, usual: number | null, bounds: Bounds): boolean {
  if (value >= bounds.always) return true
  return value >= (usual === null ? bounds.unknown : Math.max(bounds.least, usual * UNUSUAL_TIMES))
}

function standing({ seenAt, energySince, standingPerMinute }: GuardSubject): GuardNotice[] {
  const idleMs = seenAt - energySince
  const minutes = Math.floor(idleMs / MINUTE_MS).toString()
  const costs = standingPerMinute !== null && decimal(standingPerMinute).greaterThan(0)
  const facts = { minutes, ...(costs && { perMinute: standingPerMinute }) }
  const notices: GuardNotice[] = []
  if (costs && idleMs >= IDLE_MS) notices.push({ kind: 'idle_fee', facts })
  if (idleMs >= NO_ENERGY_MS) notices.push({ kind: 'no_energy', facts })
  return notices
}

function limits({ grossMinor, limits: { monthlyMinor, perChargeMinor }, monthMinor }: GuardSubject): GuardNotice[] {
  if (grossMinor === null) return []
  const told = (kind: GuardKind, sum: bigint, limit: bigint | null): GuardNotice[] =>
    limit === null || sum <= limit
      ? []
      : [{ kind, facts: { grossMinor: sum.toString(), limitMinor: limit.toString() } }]
  return [
    ...told('charge_limit', grossMinor, perChargeMinor),
    ...told('month_budget', monthMinor + grossMinor, monthlyMinor),
  ]
}

function unusual({ startedAt, seenAt, current, grossMinor, history }: GuardSubject): GuardNotice[] {
  const notices: GuardNotice[] = []
  const usualGross = medianOf(history.map((charge) => Number(charge.grossMinor)))
  if (grossMinor !== null && isUnusual(Number(grossMinor), usualGross, GROSS)) {
    const usual = usualGross === null ? {} : { usual: usualGross.toString() }
    notices.push({ kind: 'dear', facts: { grossMinor: grossMinor.toString(), ...usual } })
  }
  const durationMs = seenAt - startedAt
  const usualMs = medianOf(history.map((charge) => charge.durationMs))
  if (isUnusual(durationMs, usualMs, DURATION_MS[current])) {
    const usual = usualMs === null ? {} : { usual: Math.round(usualMs / MINUTE_MS).toString() }
    notices.push({ kind: 'long', facts: { minutes: Math.floor(durationMs / MINUTE_MS).toString(), ...usual } })
  }
  return notices
}

/** What is worth telling of a running charge now, the most pressing first. */
export function watchCharge(subject: GuardSubject): GuardNotice[] {
  const notices = [...standing(subject), ...limits(subject), ...unusual(subject)]
  return notices.toSorted((a, b) => GUARD_KINDS.indexOf(a.kind) - GUARD_KINDS.indexOf(b.kind))
}
