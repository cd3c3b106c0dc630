// What each partner was told of our tokens: the latest state is sent until it is acknowledged, never a history.
import { sql, type SQL } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { PartnerId, TokenId } from '@/lib/kernel/ids'
import { instant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import type { Token, TokenType, WhitelistType } from '../core/token'

/** Before it is live, a partner is told of the test card of its onboarding and of no other. */
function mayKnow(tokenId: SQL, partnerId: SQL): SQL {
  return sql`not exists (select 1 from onboardings o join partners n on n.id = o.partner_id
    where o.partner_id = ${partnerId} and n.live_at is null and o.test_token_id is distinct from ${tokenId})`
}

/** `known`: the partner has acknowledged an earlier state, and a change can make the present one of it. */
export type DueToken = { tokenId: TokenId; token: Token; known: boolean }

type Row = {
  id: TokenId
  uid: string
  type: TokenType
  contract_id: string
  visual_number: string | null
  issuer: string
  group_id: string | null
  whitelist: WhitelistType
  valid: boolean
  language: string | null
  updated: number
  known: boolean
}

/**
 * Cards whose present state the partner has not acknowledged; those that are not valid first, because they cost money.
 * Whether the customer may charge is part of that state, so a change of the customer counts as one of the card.
 */
export async function listDueTokens(partnerId: PartnerId, limit: number): Promise<DueToken[]> {
  const rows = (await getDb().execute(sql`
    select t.id, t.uid, t.type, t.contract_id, t.visual_number, t.issuer, t.group_id, t.told_whitelist as whitelist, t.language,
      extract(epoch from greatest(t.last_updated, c.updated_at))::float8 * 1000 as updated, (t.state = 'active' and c.charging_allowed) as valid,
      p.acknowledged is not null and (p.acknowledged_group is null or t.group_id is not null) as known
    from tokens t
    join customers c on c.id = t.customer_id
    left join token_pushes p on p.token_id = t.id and p.partner_id = ${partnerId}
    where t.type = 'RFID' and ${mayKnow(sql`t.id`, sql`${partnerId}`)} and (p.acknowledged is null or p.acknowledged < greatest(t.last_updated, c.updated_at))
    order by valid, t.last_updated, t.id
    limit ${limit}`)) as unknown as Row[] // the columns of the statement
  return rows.map((row) => ({
    tokenId: row.id,
    known: row.known,
    token: {
      countryCode: OUR_PARTY.countryCode,
      partyId: OUR_PARTY.partyId,
      uid: row.uid,
      type: row.type,
      contractId: row.contract_id,
      visualNumber: row.visual_number,
      issuer: row.issuer,
      groupId: row.group_id,
      valid: row.valid,
      whitelist: row.whitelist,
      language: row.language,
      lastUpdated: instant(Math.round(row.updated)),
    },
  }))
}

/** Keeps the outcome of one push; `acknowledged` is the `last_updated` that the partner accepted, `valid` what that says. */
export async function noteTokenPush(
  partnerId: PartnerId,
  tokenId: TokenId,
  at: Instant,
  outcome: { acknowledged: Instant; valid: boolean; groupId: string | null } | { error: string },
): Promise<void> {
  const acknowledged = 'acknowledged' in outcome ? toIsoInstant(outcome.acknowledged) : null
  const valid = 'acknowledged' in outcome ? outcome.valid : null
  const group = 'acknowledged' in outcome ? outcome.groupId : null
  const error = 'error' in outcome ? outcome.error : null
  await getDb().execute(sql`
    insert into token_pushes (token_id, partner_id, acknowledged, acknowledged_valid, acknowledged_group, attempts, last_attempt_at, error)
    values (${tokenId}, ${partnerId}, ${acknowledged}::timestamptz, ${valid}, ${group}, 1, ${toIsoInstant(at)}::timestamptz, ${error})
    on conflict (token_id, partner_id) do update set acknowledged = coalesce(excluded.acknowledged, token_pushes.acknowledged),
      acknowledged_valid = coalesce(excluded.acknowledged_valid, token_pushes.acknowledged_valid),
      acknowledged_group = case when excluded.acknowledged is null then token_pushes.acknowledged_group else excluded.acknowledged_group end,
      attempts = token_pushes.attempts + 1, last_attempt_at = excluded.last_attempt_at, error = excluded.error`)
}
