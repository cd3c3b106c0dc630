// What is known only when all has been asked: how fast, over what, and what the partner itself has sent of late.
import { percentile } from '@/lib/partners/core/conformance'
import type { Lab } from './lab'

/** Plugsurfing lets the driver charge after three seconds; by half of that an answer should be there. */
const LATENCY_MS = 1500
const LOOPBACK = /^(localhost|127\.|\[?::1)/
/** Ids that we gave a request that came without one. */
const OUR_REQUEST_ID = /^req_/

export function checkTransport(lab: Lab): void {
  const { verdicts, facts, connection, known } = lab
  for (const [module, samples] of Object.entries(facts.latencies)) {
    const p95 = percentile(samples, 0.95) ?? 0
    verdicts.check('latency', module, p95 <= LATENCY_MS, () => ({
      pointer: 'p95',
      found: `${p95} ms`,
      expected: `≤ ${LATENCY_MS} ms`,
    }))
  }
  const addresses = [connection.versionsUrl, ...connection.endpoints.map(({ url }) => url)]
  for (const address of addresses.filter((url) => URL.canParse(url))) {
    const { protocol, hostname } = new URL(address)
    // On one machine nobody listens.
    verdicts.check('https', 'transport', protocol === 'https:' || LOOPBACK.test(hostname), () => ({
      pointer: address,
      found: protocol,
      expected: 'https:',
    }))
  }
  if (known.inbound.length === 0) {
    verdicts.skip('inbound_ids', 'inbound')
    return verdicts.skip('inbound_accepted', 'inbound')
  }
  for (const message of known.inbound) {
    const call = null
    const place = `${message.method} ${message.path}`
    verdicts.check(
      'inbound_ids',
      'inbound',
      message.requestId !== null && !OUR_REQUEST_ID.test(message.requestId),
      () => ({
        call,
        pointer: 'X-Request-ID',
        found: place,
      }),
    )
    const refused =
      message.ocpiStatus !== null && message.ocpiStatus >= 2001 && message.ocpiStatus < 2003 && message.method !== 'GET'
    verdicts.check('inbound_accepted', 'inbound', !refused, () => ({
      call,
      pointer: place,
      found: message.error ?? message.ocpiStatus,
    }))
  }
  checkSessionStates(lab)
  return undefined
}

const ENDED = new Set(['COMPLETED', 'INVALID'])

/** A session that has ended does not begin again. */
function checkSessionStates({ verdicts, known }: Lab): void {
  const ended = new Set<string>()
  for (const { path, status } of known.inbound.toReversed()) {
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
