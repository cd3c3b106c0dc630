// A token is authorised before a command is sent (CMD-7), by the decision of `authorizeToken` and written down like it.
import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { newId, type AuthorizationId, type PartnerId, type TokenId } from '@/lib/kernel/ids'
import { instant, toIsoInstant } from '@/lib/kernel/time'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import type { AllowedType, Token, TokenType, WhitelistType } from '../core/token'
import { PLACED_ALLOWED, PLACED_REASON, PLACES } from '../tokens/authorize-token'
import { foldId } from '../core/common'
import { ensureAppToken } from '../tokens/issue-token'

export type CommandAuthorization =
  | { ok: true; tokenId: TokenId; token: Token; reference: AuthorizationId }
  | { ok: false; allowed: AllowedType }

type Row = {
  id: TokenId
  uid: string
  type: TokenType
  contract_id: string
  visual_number: string | null
  issuer: string
  group_id: string | null
  whitelist: WhitelistType
  language: string | null
  last_updated: Date | string
  allowed: AllowedType
  reason: string
}

/** Decides for the customer's own token. A refusal is an answer, not an error, so that its record is kept. */
export async function authorizeCommand(
  ctx: CustomerCtx & { readonly db: Tx },
  place: { partnerId: PartnerId; locationId: string; evseUid: string },
): Promise<CommandAuthorization> {
  const tokenId = await ensureAppToken(ctx, ctx.customerId)
  const now = ctx.clock.now()
  const reference = newId('authorization', now)
  const [row] = (await ctx.db.execute(sql`
    with decided as (
      select t.id, t.uid, t.type, t.contract_id, t.visual_number, t.issuer, t.group_id, t.told_whitelist as whitelist, t.last_updated, t.customer_id,
        coalesce(t.language, c.locale) as language, ${sql.raw(PLACED_ALLOWED)} as allowed, ${sql.raw(PLACED_REASON)} as reason
      from (select ${place.partnerId}::text as partner_id, ${foldId(place.locationId)}::text as location_key,
        ${JSON.stringify([foldId(place.evseUid)])}::text as evse_keys) a
      cross join tokens t join customers c on c.id = t.customer_id ${sql.raw(PLACES)} where t.id = ${tokenId}
    ), written as (
      insert into authorizations (id, at, partner_id, token_id, customer_id, token_uid, allowed, reason, location_id, evse_uid, request_id)
      select ${reference}, ${toIsoInstant(now)}::timestamptz, ${place.partnerId}, id, customer_id, uid, allowed,
        case when allowed = 'ALLOWED' then 'command' else reason end, ${place.locationId}, ${place.evseUid}, ${ctx.requestId}
      from decided
    )
    select * from decided`)) as unknown as [Row] // the token that was just made sure of
  if (row.allowed !== 'ALLOWED') return { ok: false, allowed: row.allowed }
  const token: Token = {
    countryCode: OUR_PARTY.countryCode,
    partyId: OUR_PARTY.partyId,
    uid: row.uid,
    type: row.type,
    contractId: row.contract_id,
    visualNumber: row.visual_number,
    issuer: row.issuer,
    groupId: row.group_id,
    valid: true,
    whitelist: row.whitelist,
    language: row.language,
    lastUpdated: instant(new Date(row.last_updated).getTime()),
  }
  return { ok: true, tokenId, token, reference }
}
