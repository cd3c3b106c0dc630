// What a stage has at hand.
import type { OcpiVersion } from '@/lib/auth/context'
import type { Instant } from '@/lib/kernel/time'
import type { InboundMessage } from '@/lib/partners/conformance/queries/recent-inbound'
import type { RunFacts } from '@/lib/partners/core/conformance'
import type { Connection } from '@/lib/partners/find-connection'
import type { CdrArrival } from '@/lib/roaming/cdrs/list-arrivals'
import type { CommandOutcome } from '@/lib/roaming/commands/list-command-outcomes'
import type { ProfileOutcome } from '@/lib/roaming/profiles/list-profile-outcomes'
import type { Recompute } from './check-cdrs'
import type { Probe } from './probe'
import type { Verdicts } from './verdicts'

export type Lab = {
  connection: Connection
  version: OcpiVersion
  probe: Probe
  verdicts: Verdicts
  facts: RunFacts
  now: Instant
  /** What only others know: prices, and what came earlier. */
  known: {
    recompute: Recompute
    evsesOf: (locationIds: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
    zoneOf: (locationId: string) => string | null
    inbound: readonly InboundMessage[]
    commands: readonly CommandOutcome[]
    profiles: readonly ProfileOutcome[]
    arrivals: readonly CdrArrival[]
    /** Null where tokens were exchanged once only. */
    isServerTokenNew: boolean | null
  }
}

/** The address of what lies below an endpoint, whether or not that ends with a slash. */
export function below(url: string, ...segments: string[]): string {
  return [url.replace(/\/$/, ''), ...segments.map(encodeURIComponent)].join('/')
}
