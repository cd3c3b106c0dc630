import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { roamingAgreements } from '@/db/schema/agreements'
import { newId, type PartnerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { FROM_THE_BEGINNING, standardTerms } from '@/lib/roaming/core/agreement'

/** The standard terms, from the beginning, for a partner with which nothing has been agreed yet. Safe to repeat. */
export async function openAgreement(
  db: Tx,
  partner: { partnerId: PartnerId; countryCode: string; at: Instant },
): Promise<void> {
  const { partnerId, countryCode, at } = partner
  const [known] = await db
    .select({ id: roamingAgreements.id })
    .from(roamingAgreements)
    .where(eq(roamingAgreements.partnerId, partnerId))
    .limit(1)
  if (known) return
  await db.insert(roamingAgreements).values({
    id: newId('agreement', at),
    partnerId,
    version: 1,
    validFrom: FROM_THE_BEGINNING,
    ...standardTerms(countryCode),
    publishedAt: at,
  })
}
