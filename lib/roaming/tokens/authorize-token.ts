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

/** `place_missing`: the token is for certain places, and the request does not say where it is asked for (TOK-9). */
export type AuthorizeAnswer = AuthorizationInfo | 'place_missing' | null

/**
 * Decides whether a token may charge, and keeps the decision: its id is the `authorization_reference` that session and
 * CDR will carry. Null for a token that is not ours. Opening hours and the state of the charging point do not matter.
 */
export function authorizeToken(ctx: PartnerCtx, request: AuthorizeRequest): Promise<AuthorizeAnswer> {
  return batch.add({ ctx, request, id: newId('authorization', ctx.clock.now()) })
}

const batch = createBatcher(decideAll, { lanes: 2, size: BULK_ROWS })

type Row = {
  id: AuthorizationId
  allowed: AllowedType | 'UNKNOWN'
  reason: string
  /** Folded EVSEs that the token is for at the place; null for all of them. */
  permitted: string[] | null
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

async function decideAll(items: Item[]): Promise<AuthorizeAnswer[]> {
  const rows = await decide(items)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return items.map(({ id, request }) => toInfo(byId.get(id)!, request)) // every item is answered
}

/** Of the EVSEs asked about those that the token is for; where none was named, all of those (TOK-10). */
function permittedOf({ allowed, permitted }: Row, { location }: AuthorizeRequest): LocationReferences | null {
  if (allowed !== 'ALLOWED' || location === null) return null
  if (permitted === null) return location
  const asked = location.evseUids.filter((uid) => permitted.includes(foldId(uid)))
  return { ...location, evseUids: location.evseUids.length === 0 ? permitted : asked }
}

function toInfo(row: Row, request: AuthorizeRequest): AuthorizeAnswer {
  if (row.allowed === 'UNKNOWN') return null
  if (row.reason === PLACE_MISSING) return 'place_missing'
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
    location: permittedOf(row, request),
    authorizationReference: row.allowed === 'ALLOWED' ? row.id : null,
    info: authorizationInfoText(row.reason === ELSEWHERE ? 'ELSEWHERE' : row.allowed, row.language),
  }
}

const COLUMNS = [
  'id',
  'at',
  'partner_id',
  'uid',
  'uid_key',
  'type',
  'location_id',
  'location_key',
  'evse_uid',
  'evse_keys',
  'request_id',
]

/**
 * The decision on a token `t` of a customer `c`, in this order: not ours; the card is blocked or lost; the customer may
 * not charge, for a reason that the customer record states; allowed. Commands are decided by the same words (CMD-7).
 */
const ALLOWED_CASE = `case when t.id is null then 'UNKNOWN' when t.state <> 'active' then 'BLOCKED'
  when c.charging_allowed then 'ALLOWED' when c.charging_denied_reason = 'no_credit' then 'NO_CREDIT'
  when c.charging_denied_reason = 'blocked' then 'BLOCKED' when c.charging_denied_reason = 'ended' then 'EXPIRED'
  else 'NOT_ALLOWED' end`
const REASON_CASE = `case when t.id is null then 'unknown_token' when t.state <> 'active' then 'token_' || t.state
  when c.charging_allowed then 'allowed' else 'customer_' || coalesce(c.charging_denied_reason, 'not_allowed') end`

const PLACE_MISSING = 'place_missing'
const ELSEWHERE = 'place_not_allowed'

/**
 * Where a token `t` may charge of what `a` asks about: `r.whole` at every EVSE there, `r.uids` at those. The place must
 * be of a party that the asking partner speaks for: an id says nothing without its owner. EVSEs come as a JSON list.
 */
export const PLACES = `left join lateral (
    select bool_or(u.uid is null) as whole, array_agg(u.uid) filter (where u.uid is not null) as uids
    from jsonb_to_recordset(t.allowed_places) as p(location text, "evseUids" jsonb)
    left join lateral jsonb_array_elements_text(p."evseUids") as u(uid) on true
    where (length(p.location) = 6 or substr(p.location, 8) = a.location_key)
      and exists (select 1 from parties x where x.partner_id = a.partner_id and x.key = left(p.location, 6))
  ) r on t.allowed_places is not null`
const AT_PLACE = `(r.whole or r.uids is not null and (json_array_length(a.evse_keys::json) = 0
  or r.uids && array(select json_array_elements_text(a.evse_keys::json))))`
/** What keeps a token that may charge from doing so there; null where nothing does. */
const PLACE_REFUSAL = `case when t.allowed_places is null then null when a.location_key is null then '${PLACE_MISSING}'
  when ${AT_PLACE} then null else '${ELSEWHERE}' end`
export const PLACED_ALLOWED = `case when ${ALLOWED_CASE} = 'ALLOWED' and ${PLACE_REFUSAL} is not null then 'NOT_ALLOWED' else ${ALLOWED_CASE} end`
export const PLACED_REASON = `case when ${ALLOWED_CASE} = 'ALLOWED' then coalesce(${PLACE_REFUSAL}, 'allowed') else ${REASON_CASE} end`

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
        t.uid, t.type, t.contract_id, t.visual_number, t.issuer, t.group_id, t.told_whitelist as whitelist, t.last_updated,
        coalesce(t.language, c.locale) as language, t.state = 'active' and c.charging_allowed as valid,
        case when t.id is not null and ${NOT_LIVE} then 'NOT_ALLOWED' else ${PLACED_ALLOWED} end as allowed,
        case when t.id is not null and ${NOT_LIVE} then 'partner_not_live' else ${PLACED_REASON} end as reason,
        case when r.whole then null else to_json(r.uids) end as permitted
      from relaxed cross join incoming a
      left join tokens t on t.uid_key = a.uid_key and t.type = a.type
      left join customers c on c.id = t.customer_id
      ${PLACES}
    ), written as (
      insert into authorizations (id, at, partner_id, token_id, customer_id, token_uid, allowed, reason, location_id, evse_uid, request_id)
      select id, to_timestamp(at::float8 / 1000), partner_id, token_id, customer_id, asked_uid, allowed, reason, location_id, evse_uid, request_id
      from decided
    )
    select id, allowed, reason, permitted, uid, type, contract_id, visual_number, issuer, group_id, whitelist, valid, language, last_updated from decided`,
)

function decide(items: Item[]): Promise<Row[]> {
  return statement(
    items.map(({ ctx, request, id }) => {
      const { uid, type, location } = request
      const values = [
        id,
        String(ctx.clock.now()),
        ctx.partnerId,
        uid,
        foldId(uid),
        type,
        ...placeOf(location),
        ctx.requestId,
      ]
      return { values, texts: [] }
    }),
  )
}

function placeOf(location: LocationReferences | null): (string | null)[] {
  if (location === null) return [null, null, null, null]
  const { locationId, evseUids } = location
  return [locationId, foldId(locationId), evseUids[0] ?? null, JSON.stringify(evseUids.map(foldId))]
}
