import { eq } from 'drizzle-orm'
import { partners } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import type { PartnerContact } from '../core/partner'
import { lockPartner } from '../move-partner'

/** Keeps whom to write to at a partner. The whole list is given each time. */
export async function saveContacts(ctx: StaffCtx, partnerId: PartnerId, contacts: PartnerContact[]): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    await lockPartner(tx, partnerId)
    await tx.db.update(partners).set({ contacts, updatedAt: ctx.clock.now() }).where(eq(partners.id, partnerId))
    await audit(tx, {
      action: 'partner.save-contacts',
      entity: 'partner',
      entityId: partnerId,
      after: { subjects: contacts.map(({ subject }) => subject) },
    })
  })
}
