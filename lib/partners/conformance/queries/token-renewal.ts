import { and, desc, eq } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { partnerCredentials } from '@/db/schema/partners'
import type { PartnerId } from '@/lib/kernel/ids'
import { decryptSecret } from '@/lib/platform/crypto'

/** Whether the last exchange of tokens brought a new one of the partner's; null where there has been one only. */
export async function isServerTokenNew(partnerId: PartnerId): Promise<boolean | null> {
  const [last, before] = await getDb()
    .select({ cipher: partnerCredentials.tokenCipher })
    .from(partnerCredentials)
    .where(and(eq(partnerCredentials.partnerId, partnerId), eq(partnerCredentials.side, 'theirs')))
    .orderBy(desc(partnerCredentials.id))
    .limit(2)
  if (!last?.cipher || !before?.cipher) return null
  return decryptSecret(last.cipher) !== decryptSecret(before.cipher)
}
