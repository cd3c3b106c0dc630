// What the partner itself has sent of late, judged by our log of it: ids and tokens, sessions, and the CDRs they end in.
import { DAY_MS } from '@/lib/kernel/time'
import { objectKey } from '@/lib/partners/core/exchange-object'
import type { InboundMessage } from '@/lib/partners/conformance/queries/recent-inbound'
import type { Lab } from './lab'

/** Ids that we gave a request that came without one. */
const OUR_REQUEST_ID = /^req_/
const ENDED = new Set(['COMPLETED', 'INVALID'])

export function checkInbound(lab: Lab): void {
  const { verdicts, known } = lab
  if (known.inbound.length === 0) {
    for (const rule of ['inbound_ids', 'inbound_token', 'inbound_accepted'] as const) verdicts.skip(rule, 'inbound')
    return
  }
  const oldestFirst = known.inbound.toReversed()
  for (const message of oldestFirst) checkMessage(lab, message)
  checkSessionStates(lab, oldestFirst)
  checkRepeats(lab, oldestFirst)
  checkArrivals(lab, oldestFirst)
}

function checkMessage({ verdicts }: Lab, message: InboundMessage): void {
  const { method, requestId, ocpiStatus, error, lineFeed } = message
  const place = `${method} ${message.path}`
  verdicts.check('inbound_ids', 'inbound', requestId !== null && !OUR_REQUEST_ID.test(requestId), () => ({
    pointer: 'X-Request-ID',
    found: place,
  }))
  verdicts.check('inbound_token', 'inbound', !lineFeed, () => ({
    pointer: 'Authorization',
    found: `${place}: base64(token + \\n)`,
    expected: 'base64(token)',
  }))
  const refused = ocpiStatus !== null && ocpiStatus >= 2001 && ocpiStatus < 2003 && method !== 'GET'
  verdicts.check('inbound_accepted', 'inbound', !refused, () => ({ pointer: place, found: error ?? ocpiStatus }))
}

/** A session that has ended does not begin again. */
function checkSessionStates({ verdicts }: Lab, messages: readonly InboundMessage[]): void {
  const ended = new Set<string>()
  for (const { path, status } of messages) {
    const session = path.split('?')[0] ?? path
    if (status === null) continue
    verdicts.check('session_state', 'inbound', !ended.has(session) || ENDED.has(status), () => ({
      pointer: session,
      found: status,
      expected: 'COMPLETED',
    }))
    if (ENDED.has(status)) ended.add(session)
  }
}

const accepted = ({ ocpiStatus }: InboundMessage): boolean => ocpiStatus !== null && ocpiStatus < 2000

/** A CDR whose arrival was confirmed is not sent again. */
function checkRepeats({ verdicts }: Lab, messages: readonly InboundMessage[]): void {
  const taken = new Set<string>()
  for (const message of messages) {
    const { module, method, objectKey: key } = message
    if (module !== 'cdrs' || method !== 'POST' || key === null || !accepted(message)) continue
    verdicts.check('inbound_once', 'inbound', !taken.has(key), () => ({ pointer: key, found: `POST ${message.path}` }))
    taken.add(key)
  }
}

/** A session's CDR follows its end, within a day, and bills a card of ours. */
function checkArrivals({ verdicts, known, now }: Lab, messages: readonly InboundMessage[]): void {
  const cdrOf = new Map(known.arrivals.map((cdr) => [cdr.session && objectKey('sessions', cdr.session), cdr]))
  const completed = new Map<string, InboundMessage>()
  for (const message of messages) {
    const { status, objectKey: key } = message
    if (status === 'COMPLETED' && key !== null && accepted(message) && !completed.has(key)) completed.set(key, message)
  }
  for (const [key, { at }] of completed) {
    const receivedAt = cdrOf.get(key)?.receivedAt ?? null
    verdicts.check('cdr_prompt', 'inbound', (receivedAt ?? now) - at <= DAY_MS, () => ({
      pointer: key,
      found: receivedAt === null ? 'no CDR' : new Date(receivedAt).toISOString(),
      expected: `≤ ${new Date(at + DAY_MS).toISOString()}`,
    }))
    if (receivedAt !== null)
      verdicts.check('cdr_after_session', 'inbound', receivedAt >= at, () => ({
        pointer: key,
        found: `CDR ${new Date(receivedAt).toISOString()}`,
        expected: `≥ ${new Date(at).toISOString()}`,
      }))
  }
  for (const { id, tokenKnown } of known.arrivals)
    verdicts.check('cdr_token', 'inbound', tokenKnown, () => ({
      pointer: objectKey('cdrs', id),
      found: 'cdr_token',
      expected: 'uid',
    }))
}
