import { and, asc, desc, eq, ilike, ne, or, sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { customers } from '@/db/schema/customers'
import { partners } from '@/db/schema/partners'
import { tokenPushes, tokens } from '@/db/schema/roaming'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId, TokenId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import type { AllowedPlace, TokenType, WhitelistType } from '../core/token'

export type TokenRow = {
  id: TokenId
  uid: string
  type: TokenType
  contractId: string
  visualNumber: string | null
  label: string | null
  whitelist: WhitelistType
  groupId: string | null
  /** Where alone it may charge; null: everywhere. */
  allowedPlaces: AllowedPlace[] | null
  state: 'active' | 'blocked' | 'lost'
  blockedBy: 'customer' | 'staff' | null
  createdAt: Instant
  lastUpdated: Instant
}
export type StaffTokenRow = TokenRow & { customerId: CustomerId; customerName: string; waiting: number }

const columns = {
  id: tokens.id,
  uid: tokens.uid,
  type: tokens.type,
  contractId: tokens.contractId,
  visualNumber: tokens.visualNumber,
  label: tokens.label,
  whitelist: tokens.toldWhitelist,
  groupId: tokens.groupId,
  allowedPlaces: tokens.allowedPlaces,
  state: tokens.state,
  blockedBy: tokens.blockedBy,
  createdAt: tokens.createdAt,
  lastUpdated: tokens.lastUpdated,
}

/** The customer's cards; the token of the portal itself is no card. */
export function listMyCards(ctx: CustomerCtx): Promise<TokenRow[]> {
  return reader(ctx)
    .select(columns)
    .from(tokens)
    .where(and(eq(tokens.customerId, ctx.customerId), ne(tokens.type, 'APP_USER')))
    .orderBy(asc(tokens.createdAt), asc(tokens.id))
}

/** One token; for the page of its places. */
export async function getToken(ctx: StaffCtx, tokenId: TokenId): Promise<TokenRow & { customerName: string }> {
  authorize(ctx, 'token:read')
  const [row] = await reader(ctx)
    .select({ ...columns, customerName: customers.name })
    .from(tokens)
    .innerJoin(customers, eq(customers.id, tokens.customerId))
    .where(eq(tokens.id, tokenId))
  if (!row) throw new NotFoundError('token', tokenId)
  return row
}

export type TokenFilter = { search?: string; state?: TokenRow['state']; customerId?: CustomerId; after?: string }

/** Newest first, keyset-paged by id. `waiting` counts the partners that have not acknowledged the present state. */
export async function listTokens(
  ctx: StaffCtx,
  filter: TokenFilter,
  limit = 50,
): Promise<{ rows: StaffTokenRow[]; next: string | null }> {
  authorize(ctx, 'token:read')
  const search = filter.search?.trim()
  const like = search ? `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%` : ''
  const rows = await reader(ctx)
    .select({
      ...columns,
      customerId: tokens.customerId,
      customerName: customers.name,
      waiting: sql<number>`(select count(*)::int from ${partners} p where p.state = 'registered' and ${tokens.type} = 'RFID'
        and exists (select 1 from partner_endpoints e where e.partner_id = p.id and e.identifier = 'tokens' and e.role = 'RECEIVER') and not exists (
        select 1 from ${tokenPushes} x where x.token_id = ${tokens.id} and x.partner_id = p.id and x.acknowledged >= ${tokens.lastUpdated}))`,
    })
    .from(tokens)
    .innerJoin(customers, eq(customers.id, tokens.customerId))
    .where(
      and(
        search
          ? or(
              ilike(tokens.uid, like),
              ilike(tokens.contractId, like),
              ilike(tokens.visualNumber, like),
              ilike(tokens.groupId, like),
              ilike(customers.name, like),
            )
          : undefined,
        filter.state ? eq(tokens.state, filter.state) : undefined,
        filter.customerId ? eq(tokens.customerId, filter.customerId) : undefined,
        filter.after ? sql`${tokens.id} < ${filter.after}` : undefined,
      ),
    )
    .orderBy(desc(tokens.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}
