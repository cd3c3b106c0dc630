// What was agreed with the operators of some CDRs. There are few versions, so all of a connection's are read.
import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import { roamingAgreements } from '@/db/schema/agreements'
import type { AgreementId, PartnerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { foldParty } from '@/lib/partners/core/our-party'
import { agreementAt, type Agreement } from '@/lib/roaming/core/agreement'
import type { ContractTerms } from '../core/choose-tariffs'

export type Agreements = {
  /** The one in force for a party's (folded `SE*KUL`) sessions that start then, over the connection; null: there was none. */
  find(partnerId: PartnerId, party: string, startedAt: Instant): Agreement | null
}

export async function loadAgreements(db: Reader, partnerIds: readonly PartnerId[]): Promise<Agreements> {
  const rows =
    partnerIds.length === 0
      ? []
      : await db
          .select()
          .from(roamingAgreements)
          .where(and(inArray(roamingAgreements.partnerId, [...partnerIds]), isNull(roamingAgreements.withdrawnAt)))
  const byPartner = new Map<PartnerId, Agreement[]>()
  for (const row of rows) {
    const known = byPartner.get(row.partnerId)
    if (known) known.push(toAgreement(row))
    else byPartner.set(row.partnerId, [toAgreement(row)])
  }
  return { find: (partnerId, party, startedAt) => agreementAt(byPartner.get(partnerId) ?? [], party, startedAt) }
}

function toAgreement(row: typeof roamingAgreements.$inferSelect): Agreement {
  const { id, version, party, validFrom, validTo, partnerId: _, ...terms } = row
  return { id, version, party, validFrom, validTo, terms }
}

/** What tells the tariffs of a connector apart for a charge that nobody wished anything of: the money that was agreed. */
export async function loadContractTerms(
  db: Reader,
  { partnerId, countryCode, partyId }: { partnerId: PartnerId; countryCode: string; partyId: string },
  startedAt: Instant,
): Promise<ContractTerms> {
  const agreements = await loadAgreements(db, [partnerId])
  const agreement = agreements.find(partnerId, foldParty(countryCode, partyId), startedAt)
  return { preference: null, currency: agreement?.terms.currency ?? null }
}

/** One version by its id, as a rating names it. */
export async function findAgreement(db: Reader, id: AgreementId | null): Promise<Agreement | null> {
  if (id === null) return null
  const [row] = await db.select().from(roamingAgreements).where(eq(roamingAgreements.id, id))
  return row ? toAgreement(row) : null
}
