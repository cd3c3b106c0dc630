// Whether a partner is called at all: one circuit per partner, in this process and, by its row, in all of them.
import type { PartnerId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import type { Circuit } from '@/lib/partners/core/circuit'
import { noteCircuit } from '@/lib/partners/note-circuit'
import { systemClock } from '@/lib/platform/clock'
import { createBreaker } from '@/lib/platform/http/peer-breaker'
import { logger } from '@/lib/platform/logger'

const breaker = createBreaker(systemClock)

/** Why the partner is not called now; null: it is, and `reportCall` must follow. */
export function refuseCall(partnerId: PartnerId): string | null {
  const open = breaker.admit(partnerId)
  return open && `does not answer and is not called before ${toIsoInstant(open.until)}: ${open.reason}`
}

/** What became of a call. Silence and failures of their gateway or server count; an answer of theirs, even a no, does not. */
export async function reportCall(partnerId: PartnerId, failure: string | null): Promise<void> {
  const change = breaker.report(partnerId, failure)
  if (change === null) return
  try {
    await noteCircuit(partnerId, change === 'closed' ? null : change)
  } catch (error) {
    logger.error('partner-circuit.note', error)
  }
}

/** The connection was read anew: another process may have learned something. */
export function adoptCircuit(partnerId: PartnerId, circuit: Circuit | null): void {
  breaker.adopt(partnerId, circuit)
}
