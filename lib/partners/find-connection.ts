import { and, eq, isNull } from 'drizzle-orm'
import { reader } from '@/db/client'
import { partnerCredentials, partnerEndpoints, partners } from '@/db/schema/partners'
import type { OcpiVersion } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { decryptSecret } from '@/lib/platform/crypto'
import type { Circuit } from './core/circuit'
import { isRegistered, type CredentialsRole, type PartnerState } from './core/partner'
import { readQuirks, type Quirks } from './core/quirks'
import type { Endpoint } from './save-registration'

export type Connection = {
  partnerId: PartnerId
  name: string
  state: PartnerState
  paused: boolean
  version: OcpiVersion
  versionsUrl: string
  countryCode: string
  partyId: string
  /** Folded own party of a hub; null where the partner speaks for itself. */
  hubParty: string | null
  /** Lists that the hub gives only party by party. */
  hubPull: Partial<Record<string, 'all' | 'per_party'>>
  roles: CredentialsRole[]
  serverToken: string
  quirks: Quirks
  /** We are not calling it for a while, because it did not answer. */
  circuit: Circuit | null
  endpoints: Endpoint[]
}

/** What is needed to call a registered partner. Null while it is not registered. Holds a secret: never hand it out. */
export async function findConnection(partnerId: PartnerId): Promise<Connection | null> {
  const [row] = await reader()
    .select({
      name: partners.name,
      state: partners.state,
      paused: partners.paused,
      version: partners.version,
      versionsUrl: partners.versionsUrl,
      countryCode: partners.countryCode,
      partyId: partners.partyId,
      hubParty: partners.hubParty,
      hubPull: partners.hubPull,
      roles: partners.roles,
      quirks: partners.quirks,
      circuit: partners.circuit,
      cipher: partnerCredentials.tokenCipher,
    })
    .from(partners)
    .innerJoin(
      partnerCredentials,
      and(
        eq(partnerCredentials.partnerId, partners.id),
        eq(partnerCredentials.side, 'theirs'),
        isNull(partnerCredentials.revokedAt),
      ),
    )
    .where(eq(partners.id, partnerId))
  if (!row?.cipher || !row.version || !row.versionsUrl || !isRegistered(row.state)) return null
  const endpoints = await reader()
    .select({ identifier: partnerEndpoints.identifier, role: partnerEndpoints.role, url: partnerEndpoints.url })
    .from(partnerEndpoints)
    .where(eq(partnerEndpoints.partnerId, partnerId))
  const { cipher, quirks, ...rest } = row
  return {
    ...rest,
    partnerId,
    version: row.version as OcpiVersion,
    versionsUrl: row.versionsUrl, // saved from the table of our versions
    serverToken: decryptSecret(cipher),
    quirks: readQuirks(quirks),
    endpoints,
  }
}

/** The same for work that needs it; refuses a partner that is not registered, is paused, or lacks the module. */
export async function getConnection(partnerId: PartnerId): Promise<Connection> {
  const connection = await findConnection(partnerId)
  if (!connection) throw new PreconditionError('the partner is not registered')
  if (connection.paused) throw new PreconditionError('the partner is paused')
  return connection
}

/** Address of a module's interface; `role` is that of the data's owner (guide VC-2). */
export function endpointUrl(connection: Connection, identifier: string, role: 'SENDER' | 'RECEIVER'): string | null {
  const found = connection.endpoints.filter((endpoint) => endpoint.identifier === identifier)
  return (
    (found.find((endpoint) => endpoint.role === role) ?? (identifier === 'credentials' ? found[0] : undefined))?.url ??
    null
  )
}
