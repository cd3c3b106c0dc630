import { hotSql } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'

/** A page of a complete list contained these; `crawl` is when its reading began. Kept in the rows, whoever reads on. */
export async function noteSeenLocations(partnerId: PartnerId, keys: readonly string[], crawl: Instant): Promise<void> {
  await hotSql()`
    update locations set seen_at = ${toIsoInstant(crawl)}::text::timestamptz
    where partner_id = ${partnerId} and key in (select json_array_elements_text(${JSON.stringify(keys)}::text::json))`
}
