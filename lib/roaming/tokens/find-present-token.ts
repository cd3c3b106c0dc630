import { and, eq, sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { customers } from '@/db/schema/customers'
import { tokens } from '@/db/schema/roaming'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { TokenId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import { foldId } from '../core/common'
import type { Token } from '../core/token'

/** A card as partners are to know it now: whether the customer may charge is part of that. */
export async function findPresentToken(
  ctx: StaffCtx,
  { uid, type }: { uid: string; type: string },
): Promise<{ tokenId: TokenId; token: Token } | null> {
  authorize(ctx, 'token:read')
  const [row] = await reader(ctx)
    .select({
      tokenId: tokens.id,
      uid: tokens.uid,
      type: tokens.type,
      contractId: tokens.contractId,
      visualNumber: tokens.visualNumber,
      issuer: tokens.issuer,
      groupId: tokens.groupId,
      whitelist: tokens.toldWhitelist,
      language: tokens.language,
      valid: sql<boolean>`${tokens.state} = 'active' and ${customers.chargingAllowed}`,
      updatedMs: sql<number>`(extract(epoch from greatest(${tokens.lastUpdated}, ${customers.updatedAt})) * 1000)::float8`,
    })
    .from(tokens)
    .innerJoin(customers, eq(customers.id, tokens.customerId))
    .where(and(eq(tokens.uidKey, foldId(uid)), sql`${tokens.type} = ${type}`))
  if (!row) return null
  const { tokenId, updatedMs, ...token } = row
  return { tokenId, token: { ...OUR_PARTY_KEY, ...token, lastUpdated: instant(Math.round(updatedMs)) } }
}

const OUR_PARTY_KEY = { countryCode: OUR_PARTY.countryCode, partyId: OUR_PARTY.partyId }
