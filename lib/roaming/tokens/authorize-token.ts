// Real-time authorisation, the hot path: requests that come together are decided by one statement, which also writes
// the decisions down. Nothing about tokens or customers is cached: a blocked card is blocked at once.
import type { PartnerCtx } from '@/lib/auth/context'
import { newId, type AuthorizationId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import { createBatcher } from '@/lib/platform/batch'
import { BULK_ROWS, bulkStatement } from '@/lib/platform/bulk-statement'
import { authorizationInfoText } from '../core/authorization'
import { foldId } from '../core/common'
import type { AllowedType, AuthorizationInfo, LocationReferences, TokenType, WhitelistType } from '../core/token'

export type AuthorizeRequest = {
  readonly uid: string
  readonly type: string
  readonly location: LocationReferences | null
}

type Item = { ctx: PartnerCtx; request: AuthorizeRequest; id: AuthorizationId }

/**
 * Decides whether a token may charge, and keeps the decision: its id is the `authorization_reference` that session and
 * CDR will carry. Null for a token that is not ours. Opening hours and the state of the charging point do not matter.
 */
export function authorizeToken(ctx: PartnerCtx, request: AuthorizeRequest): Promise<AuthorizationInfo | null> {
  return batch.add({ ctx, request, id: newId('authorization', ctx.clock.now()) })
}

const batch = createBatcher(decideAll, { lanes: 2, size: BULK_ROWS })

type Row = {
  id: AuthorizationId
  allowed: AllowedType | 'UNKNOWN'
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

async function decideAll(items: Item[]): Promise<(AuthorizationInfo | null)[]> {
  const rows = await decide(items)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return items.map(({ id, request }) => toInfo(byId.get(id)!, request)) // every item is answered
}

function toInfo(row: Row, request: AuthorizeRequest): AuthorizationInfo | null {
  if (row.allowed === 'UNKNOWN') return null
  const { countryCode, partyId } = OUR_PARTY
  return {
    allowed: row.allowed,
    token: {
      countryCode,
      partyId,
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
    },
    location: row.allowed === 'ALLOWED' ? request.location : null,
    authorizationReference: row.allowed === 'ALLOWED' ? row.id : null,
    info: authorizationInfoText(row.allowed, row.language),
  }
}

const COLUMNS = ['id', 'at', 'partner_id', 'uid', 'uid_key', 'type', 'location_id', 'evse_uid', 'request_id']

/**
 * The decision on a token `t` of a customer `c`, in this order: not ours; the card is blocked or lost; the customer may
 * not charge, for a reason that the customer record states; allowed. Commands are decided by the same words (CMD-7).
 */
export const ALLOWED_CASE = `case when t.id is null then 'UNKNOWN' when t.state <> 'active' then 'BLOCKED'
  when c.charging_allowed then 'ALLOWED' when c.charging_denied_reason = 'no_credit' then 'NO_CREDIT'
  when c.charging_denied_reason = 'blocked' then 'BLOCKED' when c.charging_denied_reason = 'ended' then 'EXPIRED'
  else 'NOT_ALLOWED' end`
export const REASON_CASE = `case when t.id is null then 'unknown_token' when t.state <> 'active' then 'token_' || t.state
  when c.charging_allowed then 'allowed' else 'customer_' || coalesce(c.charging_denied_reason, 'not_allowed') end`

/** At a partner that is still being tried, the test card alone may charge: customers have no agreement there yet. */
const NOT_LIVE = `exists (select 1 from onboardings o join partners p on p.id = o.partner_id
  where o.partner_id = a.partner_id and p.live_at is null and o.test_token_id is distinct from t.id)`

// The decisions may trail the disk by a moment: losing one loses a link, not money.
const statement = bulkStatement<Row>(
  COLUMNS,
  [],
  (asked) => `
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true)), ${asked},
    decided as materialized (
      select a.id, a.at, a.partner_id, a.uid as asked_uid, a.location_id, a.evse_uid, a.request_id, t.id as token_id, t.customer_id,
        t.uid, t.type, t.contract_id, t.visual_number, t.issuer, t.group_id, t.whitelist, t.last_updated,
        coalesce(t.language, c.locale) as language, t.state = 'active' and c.charging_allowed as valid,
        case when t.id is not null and ${NOT_LIVE} then 'NOT_ALLOWED' else ${ALLOWED_CASE} end as allowed,
        case when t.id is not null and ${NOT_LIVE} then 'partner_not_live' else ${REASON_CASE} end as reason
      from relaxed cross join incoming a
      left join tokens t on t.uid_key = a.uid_key and t.type = a.type
      left join customers c on c.id = t.customer_id
    ), written as (
      insert into authorizations (id, at, partner_id, token_id, customer_id, token_uid, allowed, reason, location_id, evse_uid, request_id)
      select id, to_timestamp(at::float8 / 1000), partner_id, token_id, customer_id, asked_uid, allowed, reason, location_id, evse_uid, request_id
      from decided
    )
    select id, allowed, uid, type, contract_id, visual_number, issuer, group_id, whitelist, valid, language, last_updated from decided`,
)

function decide(items: Item[]): Promise<Row[]> {
  return statement(
    items.map(({ ctx, request, id }) => {
      const { uid, type, location } = request
      const place = [location?.locationId ?? null, location?.evseUids[0] ?? null]
      return {
        values: [id, String(ctx.clock.now()), ctx.partnerId, uid, foldId(uid), type, ...place, ctx.requestId],
        texts: [],
      }
    }),
  )
}
