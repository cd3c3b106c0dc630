// CDRs in the database of a test, through the verb that partners use.
import { mintPartnerCtx } from '@/lib/auth/mint'
import type { PartnerCtx } from '@/lib/auth/context'
import type { CdrId, PartnerId } from '@/lib/kernel/ids'
import type { Clock } from '@/lib/platform/clock'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'
import { storeCdr } from '@/lib/roaming/cdrs/store-cdr'
import type { WireFinding } from '@/lib/roaming/core/common'
import type { Cdr } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { putTariff } from '@/lib/roaming/tariffs/put-tariff'

export function partnerCtx(partnerId: PartnerId, clock: Clock): PartnerCtx {
  return mintPartnerCtx({ partnerId, version: '2.2.1', requestId: 'test', correlationId: 'test', clock })
}

/** Stores a CDR as if the partner had pushed it at that time. Its received text is the canonical form: tests read it back. */
export async function insertCdr(
  partnerId: PartnerId,
  cdr: Cdr,
  clock: Clock,
  findings: WireFinding[] = [],
): Promise<CdrId> {
  const received = JSON.stringify({
    country_code: cdr.countryCode,
    party_id: cdr.partyId,
    id: cdr.id,
    credit: cdr.credit,
  })
  const { cdrId } = await storeCdr(partnerCtx(partnerId, clock), { cdr, received, findings, source: 'push' })
  // The job is written a moment later; a test that ends before would find the database gone.
  await flushRating()
  return cdrId
}

export async function insertTariff(partnerId: PartnerId, tariff: Tariff, clock: Clock): Promise<void> {
  await putTariff(partnerCtx(partnerId, clock), { tariff, received: {}, findings: [] })
}
