import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { partnerCredentials, partnerEndpoints, partners } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import type { OcpiVersion, PartnerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { newId, type PartnerId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import type { Clock } from '@/lib/platform/clock'
import { encryptSecret, hashSecret } from '@/lib/platform/crypto'
import { enqueue } from '@/lib/platform/queue'
import { openAgreement } from './agreements/open-agreement'
import { adoptDraft, isDraft, mainRole } from './adopt-draft'
import type { CredentialsRole } from './core/partner'
import { hubPartyOf } from './core/party'
import { keepRoles } from './keep-roles'
import { lockPartner, movePartner, type LockedPartner } from './move-partner'
import { refuseTakenRoles } from './refuse-taken-roles'
import { recordPartnerEvent, type PartnerStep } from './record-partner-event'

export type Endpoint = { identifier: string; role: string; url: string }
export type Registration = {
  partnerId: PartnerId
  version: OcpiVersion
  versionsUrl: string
  endpoints: readonly Endpoint[]
  roles: CredentialsRole[]
  /** `NLHUB`: the hub's own party, where 2.3.0 names one. */
  hubPartyId?: string | null
  /** What we show them from now on, and how they want it written. */
  serverToken: string
  tokenEncoding: 'base64' | 'raw'
  /** What they show us from now on. */
  clientToken: string
  clientTokenKind: 'B' | 'C'
  step: Extract<PartnerStep, 'registered' | 'updated' | 'rotated'>
}

type Writing = { readonly clock: Clock; readonly db: Tx }
/** Our answer with the new token may be lost: the one they used stays good for a moment (guide VC-22). */
const GRACE_MS = 10 * MINUTE_MS

/**
 * Writes down a finished handshake: tokens, roles, endpoints, state; and starts the first full synchronisation. Answers
 * which partner it was: one that we knew before keeps its id.
 */
export async function saveRegistration(
  ctx: StaffCtx | SystemCtx | PartnerCtx,
  finished: Registration,
): Promise<PartnerId> {
  const { version, step } = finished
  return withTransaction<StaffCtx | SystemCtx | PartnerCtx, PartnerId>(ctx, async (tx) => {
    const partner = await adoptDraft(tx, await lockPartner(tx, finished.partnerId), finished)
    const partnerId = partner.id
    const registration = { ...finished, partnerId }
    await refuseForeignParties(tx, partner, registration)
    await movePartner(tx, partner, 'registered')
    await replaceCredentials(tx, registration)
    await replaceEndpoints(tx, registration)
    await describePartner(tx, partner, registration)
    await keepRoles(tx, partnerId, registration.roles)
    await recordHandshake(tx, registration)
    await audit(tx, {
      action: `partner.${step}`,
      entity: 'partner',
      entityId: partnerId,
      before: { state: partner.state, version: partner.version },
      after: { state: 'registered', version, roles: registration.roles },
    })
    await enqueue(tx.db, 'start-partner-sync', { partnerId }, { key: `start-partner-sync:${partnerId}` })
    return partnerId
  })
}

/** A hub speaks for others; whoever has a connection of its own comes before it. */
async function refuseForeignParties(
  { db }: Writing,
  partner: LockedPartner,
  { partnerId, roles, hubPartyId }: Registration,
): Promise<void> {
  if (hubPartyOf(roles, hubPartyId)) return
  const ownParty = isDraft(partner) ? mainRole(roles) : partner
  if (ownParty) await refuseTakenRoles(db, { partnerId, ownParty, roles })
}

async function replaceCredentials({ db, clock }: Writing, registration: Registration): Promise<void> {
  const { partnerId, serverToken, clientToken, clientTokenKind, tokenEncoding } = registration
  const now = clock.now()
  const open = (side: 'ours' | 'theirs') =>
    and(
      eq(partnerCredentials.partnerId, partnerId),
      eq(partnerCredentials.side, side),
      isNull(partnerCredentials.revokedAt),
    )
  const hash = hashSecret(clientToken)
  await db.update(partnerCredentials).set({ revokedAt: now }).where(open('theirs'))
  await db
    .update(partnerCredentials)
    .set({ revokedAt: now })
    .where(and(open('ours'), eq(partnerCredentials.kind, 'A'), ne(partnerCredentials.tokenHash, hash)))
  await db
    .update(partnerCredentials)
    .set({ expiresAt: instant(now + GRACE_MS) })
    .where(and(open('ours'), ne(partnerCredentials.tokenHash, hash), isNull(partnerCredentials.expiresAt)))
  await db.insert(partnerCredentials).values({
    id: newId('credential', now),
    partnerId,
    side: 'theirs',
    kind: clientTokenKind === 'C' ? 'B' : 'C',
    tokenCipher: encryptSecret(serverToken),
    encoding: tokenEncoding,
    createdAt: now,
  })
  // Token B was made valid before the handshake; then only its trial period ends.
  await db
    .insert(partnerCredentials)
    .values({
      id: newId('credential', now),
      partnerId,
      side: 'ours',
      kind: clientTokenKind,
      tokenHash: hash,
      createdAt: now,
    })
    .onConflictDoUpdate({ target: partnerCredentials.tokenHash, set: { expiresAt: null } })
}

async function replaceEndpoints({ db }: Writing, { partnerId, version, endpoints }: Registration): Promise<void> {
  await db.delete(partnerEndpoints).where(eq(partnerEndpoints.partnerId, partnerId))
  const unique = new Map(endpoints.map((endpoint) => [`${endpoint.identifier} ${endpoint.role}`, endpoint]))
  await db
    .insert(partnerEndpoints)
    .values([...unique.values()].map((endpoint) => ({ partnerId, version, ...endpoint })))
}

/** The partner's first CPO role says who it is; staff's own name for it stays. */
async function describePartner(
  { db, clock }: Writing,
  partner: LockedPartner,
  registration: Registration,
): Promise<void> {
  const { roles, version, versionsUrl, tokenEncoding } = registration
  const hubParty = hubPartyOf(roles, registration.hubPartyId)
  const role = mainRole(roles, registration.hubPartyId)
  const party =
    isDraft(partner) && role
      ? {
          countryCode: role.countryCode.toUpperCase(),
          partyId: role.partyId.toUpperCase(),
          name: role.businessDetails.name,
        }
      : { countryCode: undefined }
  await db
    .update(partners)
    .set({
      ...party,
      roles,
      hubParty,
      version,
      versionsUrl,
      registeredAt: clock.now(),
      quirks: sql`${partners.quirks} || ${JSON.stringify({ tokenEncoding })}::jsonb`,
    })
    .where(eq(partners.id, partner.id))
  // A partner that gave us its address has only now said who it is.
  await openAgreement(db, {
    partnerId: partner.id,
    countryCode: party.countryCode ?? partner.countryCode,
    at: clock.now(),
  })
}

/** The handshake step by step, in the order in which the two sides gave their tokens, then what it came to. */
async function recordHandshake(
  { db, clock }: Writing,
  { partnerId, version, endpoints, clientTokenKind, step }: Registration,
): Promise<void> {
  const modules = [...new Set(endpoints.map(({ identifier }) => identifier))].toSorted().join(', ')
  const tokens: PartnerStep[] = ['credentials_sent', 'credentials_received']
  const at = clock.now()
  await recordPartnerEvent(db, { partnerId, at, step: 'versions_read' })
  await recordPartnerEvent(db, { partnerId, at, step: 'version_chosen', detail: `${version}: ${modules}` })
  for (const token of clientTokenKind === 'B' ? tokens : tokens.toReversed())
    await recordPartnerEvent(db, { partnerId, at, step: token })
  await recordPartnerEvent(db, { partnerId, at, step })
}
