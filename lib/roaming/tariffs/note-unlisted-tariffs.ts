import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId, TariffId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'

/**
 * After a complete, unfiltered crawl: the list replaces what was known, so a tariff that it does not contain is no
 * longer in use (guide TAR-2), unless it belongs to a party that is away from its hub. Its versions stay, for the sessions that they price.
 */
export async function noteUnlistedTariffs(
  ctx: SystemCtx,
  partnerId: PartnerId,
  listedKeys: readonly string[],
  awayParties: readonly string[] = [],
): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const ended = (await tx.db.execute(sql`
      update tariffs set deleted_at = ${toIsoInstant(ctx.clock.now())}::timestamptz
      where partner_id = ${partnerId} and deleted_at is null
        and not (key = any (select json_array_elements_text(${JSON.stringify(listedKeys)}::json)))
        and upper(country_code || '*' || party_id) not in (select json_array_elements_text(${JSON.stringify(awayParties)}::json))
      returning id`)) as unknown as { id: TariffId }[] // the column of the statement
    for (const { id } of ended)
      await audit(tx, { action: 'tariff.end', entity: 'tariff', entityId: id, reason: 'not in the full list' })
  })
}
