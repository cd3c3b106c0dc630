import { hotSql } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'

/**
 * After a complete, unfiltered crawl that began at `crawl`: what it did not contain has been missed once more, what it
 * contained is back. What was pushed meanwhile is there, whether or not its page had been read; what belongs to a party
 * that is away from its hub was not asked for. Nothing is deleted: after two misses customers no longer see it (LOC-6).
 */
export async function noteMissedLocations(
  partnerId: PartnerId,
  crawl: Instant,
  awayParties: readonly string[] = [],
): Promise<void> {
  const at = toIsoInstant(crawl)
  await hotSql()`
    update locations set missed_crawls = case when seen_at >= ${at}::text::timestamptz then 0 else missed_crawls + 1 end
    where partner_id = ${partnerId} and case when seen_at >= ${at}::text::timestamptz then missed_crawls > 0
      else updated_at < ${at}::text::timestamptz end
      and upper(country_code || '*' || party_id) not in (select json_array_elements_text(${JSON.stringify(awayParties)}::text::json))`
}
