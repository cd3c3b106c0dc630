import { and, eq } from 'drizzle-orm'
import { reader } from '@/db/client'
import { tokens } from '@/db/schema/roaming'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { TokenId } from '@/lib/kernel/ids'
import { foldId } from '../core/common'

/** One of our cards that may be used, by the number on it or in it. */
export async function findActiveCard(ctx: StaffCtx, number: string): Promise<TokenId | null> {
  authorize(ctx, 'token:read')
  const uidKey = foldId(number.replace(/[\s:-]/g, ''))
  const [card] = await reader(ctx)
    .select({ id: tokens.id })
    .from(tokens)
    .where(and(eq(tokens.uidKey, uidKey), eq(tokens.type, 'RFID'), eq(tokens.state, 'active')))
  return card?.id ?? null
}
