// What we send: built strictly, absent by omission (guide TR-75, TR-100).
import type { DecimalString } from '@/lib/kernel/decimal'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'

/** Leaves out what is null, undefined or an empty list. */
export function compact<T extends Record<string, unknown>>(fields: T): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) continue
    kept[name] = value
  }
  return kept
}

export function toNumber(value: DecimalString): number
export function toNumber(value: DecimalString | null): number | null
export function toNumber(value: DecimalString | null): number | null {
  return value === null ? null : Number(value)
}

export function toDateTime(at: Instant): string
export function toDateTime(at: Instant | null): string | null
export function toDateTime(at: Instant | null): string | null {
  return at === null ? null : toIsoInstant(at)
}
