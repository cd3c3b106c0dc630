import { getDb } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { recordPartnerEvent } from './record-partner-event'

/** A partner asked about more tokens that are not ours in a minute than it may: staff see it in the partner's log. */
export async function noteTokenGuessing(partnerId: PartnerId, at: Instant, limit: number): Promise<void> {
  const detail = `> ${limit}/min`
  await recordPartnerEvent(getDb(), { partnerId, at, step: 'many_unknown_tokens', outcome: 'failed', detail })
}
