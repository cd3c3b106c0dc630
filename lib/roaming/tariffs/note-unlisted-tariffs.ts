import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId, TariffId } from '@/lib/kernel/ids'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'

/**
 * After a complete, unfiltered crawl that began at `crawl`: the list replaces what was known, so a tariff that it does
 * not contain is no longer in use (guide TAR-2), unless it came meanwhile, or belongs to a party that is away from its
 * hub. Its versions stay, for the sessions that they price.
 */
export async function noteUnlistedTariffs(
  ctx: SystemCtx,
  partnerId: PartnerId,
  crawl: Instant,
  awayParties: readonly string[] = [],
): Promise<void> {
  const at = toIsoInstant(crawl)
  await withTransaction(ctx, async (tx) => {
    const ended = (await tx.db.execute(sql`
      update tariffs set deleted_at = ${toIsoInstant(ctx.clock.now())}::timestamptz
      where partner_id = ${partnerId} and deleted_at is null and (seen_at is null or seen_at < ${at}::timestamptz)
        and not exists (select 1 from tariff_versions v where v.id = tariffs.current_version_id and v.received_at >= ${at}::timestamptz)
        and upper(country_code || '*' || party_id) not in (select json_array_elements_text(${JSON.stringify(awayParties)}::json))
      returning id`)) as unknown as { id: TariffId }[] // the column of the statement
    for (const { id } of ended)
      await audit(tx, { action: 'tariff.end', entity: 'tariff', entityId: id, reason: 'not in the full list' })
  })
}
