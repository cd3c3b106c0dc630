// What is known only when all has been asked: how fast, and over what.
import { percentile } from '@/lib/partners/core/conformance'
import type { Lab } from './lab'

/** Plugsurfing lets the driver charge after three seconds; by half of that an answer should be there. */
const LATENCY_MS = 1500
const LOOPBACK = /^(localhost|127\.|\[?::1)/

export function checkTransport(lab: Lab): void {
  const { verdicts, facts, connection } = lab
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
}
