// Partners for tests: registered, with a client token that the test knows.
import { getDb } from '@/db/client'
import { partnerCredentials, partners } from '@/db/schema/partners'
import type { OcpiVersion } from '@/lib/auth/context'
import { newId, type PartnerId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import type { CredentialsRole, PartnerState } from '@/lib/partners/core/partner'
import { hubPartyOf } from '@/lib/partners/core/party'
import { DEFAULT_QUIRKS, type Quirks } from '@/lib/partners/core/quirks'
import { openAgreement } from '@/lib/partners/agreements/open-agreement'
import { keepRoles } from '@/lib/partners/keep-roles'
import { fixedClock } from '@/lib/platform/clock'
import { hashSecret } from '@/lib/platform/crypto'

const BORN = instant(Date.UTC(2026, 0, 1))
let count = 0

export type PartnerFixture = { partnerId: PartnerId; clientToken: string; countryCode: string; partyId: string }

/** A party id that no other partner of this process has: `A00`, `A01`, … */
function nextPartyId(): string {
  const index = count++
  return String.fromCharCode(65 + (Math.floor(index / 100) % 26)) + String(index % 100).padStart(2, '0')
}

export async function insertPartner(
  given: {
    name?: string
    countryCode?: string
    partyId?: string
    state?: PartnerState
    roles?: CredentialsRole[]
    /** Folded `NL*HUB`; otherwise as the roles say. */
    hubParty?: string | null
    version?: OcpiVersion
    quirks?: Partial<Quirks>
    credentialKind?: 'A' | 'B' | 'C'
    clientToken?: string
    at?: Instant
  } = {},
): Promise<PartnerFixture> {
  const at = given.at ?? BORN
  const countryCode = given.countryCode ?? 'SE'
  const partyId = given.partyId ?? nextPartyId()
  const name = given.name ?? `Operatör ${partyId}`
  const partnerId = newId('partner', at)
  const roles = given.roles ?? [{ role: 'CPO', countryCode, partyId, businessDetails: { name } }]
  await getDb()
    .insert(partners)
    .values({
      id: partnerId,
      name,
      countryCode,
      partyId,
      state: given.state ?? 'registered',
      version: given.version ?? '2.2.1',
      versionsUrl: 'http://127.0.0.1:1/ocpi/versions',
      roles,
      hubParty: given.hubParty ?? hubPartyOf(roles),
      quirks: { ...DEFAULT_QUIRKS, ...given.quirks },
      registeredAt: at,
      createdAt: at,
      updatedAt: at,
    })
  await getDb().transaction((db) => openAgreement(db, { partnerId, countryCode, at }))
  await getDb().transaction((db) => keepRoles({ db, clock: fixedClock(at) }, partnerId, roles))
  const clientToken = given.clientToken ?? `ldn1_test${partnerId}`
  await insertClientToken(partnerId, clientToken, given.credentialKind ?? 'C', at)
  return { partnerId, clientToken, countryCode, partyId }
}

/** A token of ours that the partner may show. */
export async function insertClientToken(
  partnerId: PartnerId,
  clientToken: string,
  kind: 'A' | 'B' | 'C' = 'C',
  at: Instant = BORN,
  ends: { expiresAt?: Instant; revokedAt?: Instant } = {},
): Promise<string> {
  const id = newId('credential', at)
  await getDb()
    .insert(partnerCredentials)
    .values({ id, partnerId, side: 'ours', kind, tokenHash: hashSecret(clientToken), createdAt: at, ...ends })
  return id
}
