import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import type { ListState } from '@/app/list-href'
import { isId, type PartnerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, calendarDate, instant, MINUTE_MS, startOfDay, addDays, zoneOffsetMs } from '@/lib/kernel/time'
import type { Instant } from '@/lib/kernel/time'
import { OUTCOMES, type ExchangeFilter } from '@/lib/partners/exchanges/queries'

export const MESSAGES_PATH = '/staff/messages'
const OBJECTS_AT_ONCE = 20

const PARAMETERS = {
  partner: parseAsString,
  module: parseAsString,
  direction: parseAsStringLiteral(['in', 'out'] as const),
  method: parseAsStringLiteral(['GET', 'PUT', 'PATCH', 'POST', 'DELETE'] as const),
  outcome: parseAsStringLiteral(OUTCOMES),
  ocpi: parseAsInteger,
  object: parseAsString,
  q: parseAsString,
  from: parseAsString,
  to: parseAsString,
  before: parseAsInteger,
}
export const loadMessages = createLoader(PARAMETERS)
export const MESSAGE_STATE = Object.keys(PARAMETERS)
export type MessageState = Awaited<ReturnType<typeof loadMessages>>

/** The list's state without its place, as it stands in addresses. */
export function keptState({ before: _, ...state }: MessageState): ListState {
  return state
}

/** `sessions/ABC,cdrs/DEF`: ids are folded, as the log folds them. */
function objectsOf(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .slice(0, OBJECTS_AT_ONCE)
    .map((key) => key.trim())
    .filter((key) => key.includes('/'))
    .map((key) => {
      const mark = key.indexOf('/')
      return `${key.slice(0, mark).toLowerCase()}/${key.slice(mark + 1).toUpperCase()}`
    })
}

const LOCAL = /^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d))?$/

/** A day, or a minute of it, as people here write it; `end` is what comes after it. */
export function localInstant(text: string | null, end = false): Instant | undefined {
  const match = LOCAL.exec(text ?? '')
  if (!match || Number.isNaN(Date.parse(match[1]!))) return undefined // the first group always matches
  const day = calendarDate(match[1]!)
  if (match[2] === undefined) return startOfDay(end ? addDays(day, 1) : day, BILLING_ZONE)
  const asUtc = Date.parse(`${match[0]}:00Z`)
  if (Number.isNaN(asUtc)) return undefined
  const guess = asUtc - zoneOffsetMs(BILLING_ZONE, instant(asUtc))
  const at = asUtc - zoneOffsetMs(BILLING_ZONE, instant(guess))
  return instant(end ? at + MINUTE_MS : at)
}

export function toFilter(state: MessageState): ExchangeFilter {
  const objects = objectsOf(state.object)
  return {
    partnerId: state.partner && isId('partner', state.partner) ? (state.partner as PartnerId) : undefined,
    module: state.module?.toLowerCase() || undefined,
    direction: state.direction ?? undefined,
    method: state.method ?? undefined,
    outcome: state.outcome ?? undefined,
    ocpiStatus: state.ocpi ?? undefined,
    objects: objects.length > 0 ? objects : undefined,
    messageId: state.q?.trim() || undefined,
    from: localInstant(state.from),
    to: localInstant(state.to, true),
  }
}
