import { hotSql } from '@/db/client'
import type { PartnerCtx } from '@/lib/auth/context'
import { instant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import type { Token, TokenType, WhitelistType } from '../core/token'

export type TokenPage = {
  readonly dateFrom: Instant | null
  readonly dateTo: Instant | null
  readonly offset: number
  readonly limit: number
}

type Row = {
  uid: string
  type: TokenType
  contract_id: string
  visual_number: string | null
  issuer: string
  group_id: string | null
  whitelist: WhitelistType
  valid: boolean
  language: string | null
  last_updated: Date
}

function fromRow(row: Row): Token {
  return {
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
    lastUpdated: instant(row.last_updated.getTime()),
  }
}

/**
 * A page of our tokens, oldest first, and how many the dates leave. Blocked ones are in it, not valid: a partner must
 * learn of them. One that is not live yet learns of its test card alone, one that is paused or suspended of none.
 */
export async function listTokensForPartner(
  ctx: PartnerCtx,
  page: TokenPage,
): Promise<{ tokens: Token[]; total: number }> {
  const from = page.dateFrom === null ? null : toIsoInstant(page.dateFrom)
  const to = page.dateTo === null ? null : toIsoInstant(page.dateTo)
  const sql = hotSql()
  const within = sql`(${from}::text is null or t.last_updated >= ${from}::text::timestamptz)
    and (${to}::text is null or t.last_updated < ${to}::text::timestamptz)
    and exists (select 1 from partners p where p.id = ${ctx.partnerId} and p.state in ('registered', 'updating') and not p.paused)
    and not exists (select 1 from onboardings o join partners n on n.id = o.partner_id
      where o.partner_id = ${ctx.partnerId} and n.live_at is null and o.test_token_id is distinct from t.id)`
  const [counted, rows] = await Promise.all([
    sql<{ total: number }[]>`select count(*)::int as total from tokens t where ${within}`,
    sql<Row[]>`
      select t.uid, t.type, t.contract_id, t.visual_number, t.issuer, t.group_id, t.told_whitelist as whitelist, t.language, t.last_updated,
        t.state = 'active' and c.charging_allowed as valid
      from tokens t join customers c on c.id = t.customer_id
      where ${within} order by t.created_at, t.id limit ${page.limit} offset ${page.offset}`,
  ])
  return { tokens: rows.map(fromRow), total: counted[0]?.total ?? 0 }
}
