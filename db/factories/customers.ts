// Customers and their charging cards for tests.
import { getDb } from '@/db/client'
import { customers } from '@/db/schema/customers'
import { tokens } from '@/db/schema/roaming'
import { newId, type CustomerId, type TokenId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import type { TokenType, WhitelistType } from '@/lib/roaming/core/token'

const BORN = instant(Date.UTC(2026, 0, 1))
let count = 0

export async function insertCustomer(
  given: Partial<typeof customers.$inferInsert> & { at?: Instant } = {},
): Promise<CustomerId> {
  const { at = BORN, ...fields } = given
  const id = newId('customer', at)
  count += 1
  await getDb()
    .insert(customers)
    .values({
      id,
      kind: 'private',
      name: `Kund ${count}`,
      email: `kund-${id.toLowerCase()}@example.com`,
      createdAt: at,
      updatedAt: at,
      ...fields,
    })
  return id
}

export type TokenFixture = { tokenId: TokenId; customerId: CustomerId; uid: string; contractId: string }

/** A card. Without `customerId` it gets a customer of its own. */
export async function insertToken(
  given: {
    customerId?: CustomerId
    uid?: string
    type?: TokenType
    state?: 'active' | 'blocked' | 'lost'
    whitelist?: WhitelistType
    language?: string | null
    lastUpdated?: Instant
    at?: Instant
  } = {},
): Promise<TokenFixture> {
  const at = given.at ?? BORN
  const customerId = given.customerId ?? (await insertCustomer({ at }))
  const tokenId = newId('token', at)
  const uid = given.uid ?? `04${tokenId.slice(-12)}`
  const contractId = `SE-LDN-C${tokenId.slice(-8)}`
  await getDb()
    .insert(tokens)
    .values({
      id: tokenId,
      customerId,
      uid,
      uidKey: uid.toUpperCase(),
      type: given.type ?? 'RFID',
      contractId,
      visualNumber: `LDN ${uid.slice(-6)}`,
      issuer: 'Laddnota',
      whitelist: given.whitelist ?? 'ALLOWED_OFFLINE',
      state: given.state ?? 'active',
      language: given.language === undefined ? 'sv' : given.language,
      createdAt: at,
      lastUpdated: given.lastUpdated ?? at,
    })
  return { tokenId, customerId, uid, contractId }
}
