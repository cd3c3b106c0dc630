import { eq } from 'drizzle-orm'
import { onboardings } from '@/db/schema/conformance'
import { partners } from '@/db/schema/partners'
import type { Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { addPartner, draftPartner, type AddPartnerInput } from '../add-partner'
import type { OnboardingDirection } from '../core/onboarding'
import { rankRoutesOf } from '../rank-routes'

type Opened = StaffCtx & { readonly db: Tx }

/** Adds a partner that is to be taken through the onboarding: we hand out token A, and no customer meets it yet. */
export async function beginInvitation(
  ctx: StaffCtx,
  input: AddPartnerInput,
): Promise<{ partnerId: PartnerId; tokenA: string }> {
  authorize(ctx, 'partner:write')
  return withTransaction(ctx, async (tx) => {
    const added = await addPartner(tx, input)
    await openOnboarding(tx, added.partnerId, 'invited')
    return added
  })
}

/** The same for a partner that gave us its address and token; who it is it says in the handshake. */
export async function beginAnswer(ctx: StaffCtx, input: { versionsUrl: string }): Promise<PartnerId> {
  authorize(ctx, 'partner:write')
  return withTransaction(ctx, async (tx) => {
    const partnerId = await draftPartner(tx, input.versionsUrl)
    await openOnboarding(tx, partnerId, 'given')
    return partnerId
  })
}

async function openOnboarding(tx: Opened, partnerId: PartnerId, direction: OnboardingDirection): Promise<void> {
  await tx.db.update(partners).set({ liveAt: null }).where(eq(partners.id, partnerId))
  await rankRoutesOf(tx.db, partnerId)
  await tx.db
    .insert(onboardings)
    .values({ partnerId, direction, startedBy: tx.userId, startedAt: tx.clock.now() })
    .onConflictDoNothing()
  await audit(tx, { action: 'onboarding.begin', entity: 'partner', entityId: partnerId, after: { direction } })
}
