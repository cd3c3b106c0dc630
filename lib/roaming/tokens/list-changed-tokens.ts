import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { TokenId } from '@/lib/kernel/ids'
import { instant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import type { Token } from '../core/token'

type Row = Omit<Token, 'countryCode' | 'partyId' | 'lastUpdated'> & { id: TokenId; lastUpdated: number }

/**
 * Cards whose state changed since then, a page at a time, whoever was told of them: for one party behind a hub, which
 * may have missed what the hub was told. Whether the customer may charge is part of that state.
 */
export async function listChangedTokens(
  since: Instant,
  { after = '', limit = 200 }: { after?: string; limit?: number } = {},
): Promise<{ tokens: Token[]; next: string | null }> {
  const rows = (await getDb().execute(sql`
    select t.id, t.uid, t.type, t.contract_id as "contractId", t.visual_number as "visualNumber", t.issuer,
      t.group_id as "groupId", t.told_whitelist as whitelist, t.language, t.state = 'active' and c.charging_allowed as valid,
      extract(epoch from greatest(t.last_updated, c.updated_at))::float8 * 1000 as "lastUpdated"
    from tokens t join customers c on c.id = t.customer_id
    where t.type = 'RFID' and t.id > ${after} and greatest(t.last_updated, c.updated_at) >= ${toIsoInstant(since)}::timestamptz
    order by t.id limit ${limit}`)) as unknown as Row[] // the columns of the statement
  const { countryCode, partyId } = OUR_PARTY
  return {
    tokens: rows.map(({ id: _, lastUpdated, ...token }) => ({
      countryCode,
      partyId,
      ...token,
      lastUpdated: instant(Math.round(lastUpdated)),
    })),
    next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
  }
}
