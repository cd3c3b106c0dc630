import { eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { partners } from '@/db/schema/partners'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import type { Clock } from '@/lib/platform/clock'
import { canMove, type PartnerState } from './core/partner'
import { rankRoutesOf } from './rank-routes'

type Moving = { readonly clock: Clock; readonly db: Tx }
export type LockedPartner = {
  id: PartnerId
  name: string
  state: PartnerState
  version: string | null
  versionsUrl: string | null
  countryCode: string
  partyId: string
}

/** The partner's row, locked until the transaction ends: two handshakes at once go one after the other. */
export async function lockPartner({ db }: Pick<Moving, 'db'>, partnerId: PartnerId): Promise<LockedPartner> {
  const [partner] = await db
    .select({
      id: partners.id,
      name: partners.name,
      state: partners.state,
      version: partners.version,
      versionsUrl: partners.versionsUrl,
      countryCode: partners.countryCode,
      partyId: partners.partyId,
    })
    .from(partners)
    .where(eq(partners.id, partnerId))
    .for('update')
  if (!partner) throw new NotFoundError('partner', partnerId)
  return partner
}

/** Moves a locked partner along the registration state machine (guide VC-32) and tells every process that it changed. */
export async function movePartner(
  ctx: Moving,
  partner: LockedPartner,
  state: PartnerState,
  lastError: string | null = null,
): Promise<void> {
  if (partner.state !== state && !canMove(partner.state, state))
    throw new PreconditionError(`the partner is ${partner.state}`)
  await ctx.db.update(partners).set({ state, lastError, updatedAt: ctx.clock.now() }).where(eq(partners.id, partner.id))
  await announcePartnerChange(ctx, partner.id)
  // A connection that ends or begins changes which one speaks for its parties.
  if (partner.state !== state) await rankRoutesOf(ctx.db, partner.id)
}

/** Ends what processes remember of the partner's credentials and state. */
export async function announcePartnerChange({ db }: Pick<Moving, 'db'>, partnerId: PartnerId): Promise<void> {
  await db.execute(sql`select pg_notify('partner_changed', ${partnerId})`)
}
