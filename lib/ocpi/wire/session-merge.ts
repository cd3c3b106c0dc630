// Changes of a session in whatever order they come. Each field remembers when it was last stated: a change that was
// overtaken by a newer one of other fields still counts for its own, and a whole that was overtaken does for all that
// no change has stated since. So every order of the same messages ends the same (guide TR-76).
import type { Instant } from '@/lib/kernel/time'
import type { ObjectKey, WireFinding } from '@/lib/roaming/core/common'
import type { IncomingSession } from '@/lib/roaming/sessions/write-sessions'
import type { SessionCodec } from './codec'
import { isJsonObject, type WireJson } from './reader'

const WHOLE = '*'
/** The periods are merged by their starts, and the date is of the message. */
const NO_FIELDS = new Set(['charging_periods', 'last_updated'])

const statedOf = ({ session }: IncomingSession): Readonly<Record<string, Instant>> =>
  session.stated ?? { [WHOLE]: session.lastUpdated }
const fieldsOf = (json: unknown): WireJson => (isJsonObject(json) ? json : {})

/** A PATCH laid over what is known; null where it says nothing that counts. */
export function changeSession(
  wire: SessionCodec,
  patch: unknown,
  lastUpdated: Instant | null,
): (current: IncomingSession, late: boolean) => IncomingSession | null {
  return (current, late) => {
    // 2.1.1 lets a change leave its date out; then it is as new as what it changes.
    const at = lastUpdated ?? current.session.lastUpdated
    const known = statedOf(current)
    const whole = known[WHOLE] ?? current.session.lastUpdated
    const names = Object.keys(fieldsOf(patch)).filter((name) => !NO_FIELDS.has(name))
    const counting = late ? names.filter((name) => at > (known[name] ?? whole)) : names
    const stated = { ...known, [WHOLE]: whole, ...Object.fromEntries(counting.map((name) => [name, at])) }
    if (!late) return withStated(current, wire.mergePatch(current.session, current.received, patch), stated)
    const fields = pick(fieldsOf(patch), counting)
    const changed = counting.length === 0 ? null : underPresentDate(wire, current, fields)
    const { session, received } = changed ?? current
    const periods = wire.mergePatch(session, received, patch, true)
    if (periods) return withStated(current, periods, stated)
    return changed && { ...changed, session: { ...changed.session, stated } }
  }
}

/** A whole that something newer overtook: it replaces all but what was stated after it. Null where a newer whole is known. */
export function overtakenWhole(
  wire: SessionCodec,
  json: unknown,
  { key, at }: { key: ObjectKey; at: Instant },
): (current: IncomingSession) => IncomingSession | null {
  return (current) => {
    const known = statedOf(current)
    if (at <= (known[WHOLE] ?? current.session.lastUpdated)) return null
    const newer = Object.fromEntries(Object.entries(known).filter(([name, when]) => name !== WHOLE && when > at))
    const present = fieldsOf(wire.toWireOver(current.session, current.received))
    const merged = { ...fieldsOf(json), ...pick(present, [...Object.keys(newer), 'last_updated']) }
    const { value: session, findings } = wire.fromWire(merged, key)
    // Of the known periods those count that the whole does not have: what came after it, in the partner's own words.
    const periods = {
      ...pick(present, ['last_updated']),
      ...pick(fieldsOf(current.received), ['charging_periods']),
    }
    const more = wire.mergePatch(session, merged, periods, true)
    return withStated(current, more ?? { value: session, received: merged, findings }, { ...newer, [WHOLE]: at })
  }
}

function underPresentDate(wire: SessionCodec, current: IncomingSession, fields: WireJson): IncomingSession | null {
  const present = fieldsOf(wire.toWireOver(current.session, current.received))
  const dated = { ...fields, last_updated: present['last_updated'] }
  const merged = wire.mergePatch(current.session, current.received, dated)
  return merged && { session: merged.value, received: merged.received, findings: merged.findings }
}

type Merged = { value: IncomingSession['session']; received: WireJson; findings: readonly WireFinding[] }

function withStated(
  { session: before }: IncomingSession,
  merged: Merged | null,
  stated: Readonly<Record<string, Instant>>,
): IncomingSession | null {
  if (!merged) return null
  const { value, received, findings } = merged
  const lastUpdated = value.lastUpdated > before.lastUpdated ? value.lastUpdated : before.lastUpdated
  return { session: { ...value, lastUpdated, stated }, received, findings }
}

function pick(fields: WireJson, names: readonly string[]): WireJson {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]))
}
