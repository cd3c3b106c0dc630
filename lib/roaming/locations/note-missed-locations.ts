import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'

/**
 * After a complete, unfiltered crawl: what it did not contain has been missed once more, what it contained is back.
 * What belongs to a party that is away from its hub was not asked for. Nothing is deleted: after two misses customers no longer see it (guide LOC-6).
 */
export async function noteMissedLocations(
  partnerId: PartnerId,
  seenKeys: readonly string[],
  awayParties: readonly string[] = [],
): Promise<void> {
  await getDb().execute(sql`
    update locations set missed_crawls = case when seen.key is null then l.missed_crawls + 1 else 0 end
    from locations l left join (select value as key from json_array_elements_text(${JSON.stringify(seenKeys)}::json)) seen on seen.key = l.key
    where locations.id = l.id and l.partner_id = ${partnerId} and (seen.key is null or l.missed_crawls > 0)
      and upper(l.country_code || '*' || l.party_id) not in (select json_array_elements_text(${JSON.stringify(awayParties)}::json))`)
}
