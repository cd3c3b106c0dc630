import type { Tx } from '@/db/client'
import { partnerEvents } from '@/db/schema/partners'
import type { PartnerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'

/** The steps that staff see of a connection, in the order of a handshake. */
export type PartnerStep =
  | 'added'
  | 'token_a_issued'
  | 'token_a_received'
  | 'versions_read'
  | 'version_chosen'
  | 'credentials_sent'
  | 'credentials_received'
  | 'registered'
  | 'updated'
  | 'rotated'
  | 'paused'
  | 'resumed'
  | 'suspended'
  | 'reopened'
  | 'unregistered'
  | 'tested'
  | 'agreement_changed'
  | 'connection_changed'
  | 'live'
  | 'many_unknown_tokens'
  | 'left_in_peace'
  | 'answers_again'
  | 'conformance_regressed'

type EventInput = {
  partnerId: PartnerId
  at: Instant
  step: PartnerStep
  outcome?: 'ok' | 'failed'
  detail?: string | null
}

/** Writes one step of a connection's story. Details name versions and reasons, never a token. */
export async function recordPartnerEvent(tx: Pick<Tx, 'insert'>, event: EventInput): Promise<void> {
  const { partnerId, at, step, outcome = 'ok', detail = null } = event
  await tx.insert(partnerEvents).values({ partnerId, at, step, outcome, detail })
}
