// How often each rule was tried and where it did not hold.
import type { OcpiVersion } from '@/lib/auth/context'
import type { Evidence, FindingRow } from '@/lib/partners/core/conformance'
import type { Recorded } from './recorded'
import { appliesTo, RULES, type RuleId } from './rules'

/** Enough to see what is meant; the count says how many there are. */
const EVIDENCE_KEPT = 5
const TEXT_KEPT = 160

export type Place = { call?: Recorded | null; pointer?: string | null; found?: unknown; expected?: unknown }

export type Verdicts = {
  /** Tries a rule once. The place is only asked for where it did not hold. */
  check(rule: RuleId, module: string, holds: boolean, place?: () => Place): boolean
  /** A rule that could not be tried, so that the report says so. */
  skip(rule: RuleId, module: string): void
  list(): FindingRow[]
}

/** Collects the verdicts of one stage; rules that the version does not have are passed over. */
export function createVerdicts(version: OcpiVersion): Verdicts {
  const rows = new Map<string, FindingRow>()
  const rowOf = (rule: RuleId, module: string): FindingRow => {
    const key = `${rule} ${module}`
    const known = rows.get(key)
    if (known) return known
    const { severity } = RULES[rule]
    const row: FindingRow = { rule, module, outcome: 'skipped', severity, checked: 0, occurrences: 0, evidence: [] }
    rows.set(key, row)
    return row
  }
  return {
    check(rule, module, holds, place) {
      if (!appliesTo(rule, version)) return holds
      const row = rowOf(rule, module)
      row.checked += 1
      if (holds) {
        if (row.outcome === 'skipped') row.outcome = 'passed'
        return true
      }
      row.outcome = 'failed'
      row.occurrences += 1
      if (row.evidence.length < EVIDENCE_KEPT) row.evidence.push(toEvidence(place?.() ?? {}))
      return false
    },
    skip(rule, module) {
      if (appliesTo(rule, version)) rowOf(rule, module)
    },
    list: () => [...rows.values()],
  }
}

// What identifies a customer, or opens a door, is named by its place only.
const PRIVATE = /(token|uid|contract_id|auth_id|visual_number|issuer|group_id|authorization_reference)$/i
const NOT_PRIVATE = /evse_uid$/i

function toEvidence({ call, pointer, found, expected }: Place): Evidence {
  const last = pointer?.split('/').at(-1) ?? ''
  const isPrivate = (PRIVATE.test(last) && !NOT_PRIVATE.test(last)) || (pointer?.includes('_token/') ?? false)
  return {
    requestId: call?.requestId ?? null,
    call: call ? `${call.method} ${call.url}` : null,
    pointer: pointer ?? null,
    found: found === undefined ? null : isPrivate ? '…' : short(found),
    expected: expected === undefined ? null : short(expected),
  }
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const points = [...(text ?? '')]
  return points.length > TEXT_KEPT ? `${points.slice(0, TEXT_KEPT).join('')}…` : points.join('')
}
