import { randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { customers } from '@/db/schema/customers'
import { tokens } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { ConflictError, InvalidError, NotFoundError } from '@/lib/kernel/errors'
import { newId, type CustomerId, type TokenId } from '@/lib/kernel/ids'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import { audit } from '@/lib/platform/audit'
import { foldId } from '../core/common'
import type { TokenType, WhitelistType } from '../core/token'
import { queueTokenPush } from './queue-token-push'

export type IssueTokenInput = {
  customerId: CustomerId
  uid: string
  type: TokenType
  whitelist: WhitelistType
  visualNumber?: string | null
  label?: string | null
}
export type IssuedToken = { tokenId: TokenId; uid: string; type: TokenType; contractId: string }

/** A card's number as readers send it: upper-case hexadecimal, 4, 7 or 10 bytes (guide TOK-3, §11). */
export function normalizeUid(uid: string, type: TokenType): string {
  const text = uid.trim()
  if (type !== 'RFID') {
    if (!/^[\u0021-\u007e]{1,36}$/.test(text)) throw new InvalidError('uid is 1 to 36 printable characters', 'uid')
    return text
  }
  const hex = text.replaceAll(/[\s:-]/g, '').toUpperCase()
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/.test(hex))
    throw new InvalidError('uid of a card is 8, 14 or 20 hexadecimal digits', 'uid')
  return hex
}

/** An eMA-ID of ours, without a person in it: `SE-LDN-C` and nine letters or digits. */
function newContractId(): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'
  const tail = [...randomBytes(9)].map((byte) => alphabet[byte % alphabet.length]).join('')
  return `${OUR_PARTY.countryCode}-${OUR_PARTY.partyId}-C${tail}`
}

/** Gives a customer a token and tells every partner. Refuses a uid that is in use. */
export async function issueToken(ctx: StaffCtx | SystemCtx, input: IssueTokenInput): Promise<IssuedToken> {
  authorize(ctx, 'token:write')
  const uid = normalizeUid(input.uid, input.type)
  return withTransaction(ctx, async (tx) => {
    const [customer] = await tx.db
      .select({ locale: customers.locale })
      .from(customers)
      .where(eq(customers.id, input.customerId))
    if (!customer) throw new NotFoundError('customer', input.customerId)
    const [taken] = await tx.db
      .select({ id: tokens.id })
      .from(tokens)
      .where(and(eq(tokens.uidKey, foldId(uid)), eq(tokens.type, input.type)))
    if (taken) throw new ConflictError(`the uid is in use: ${uid}`)
    const now = ctx.clock.now()
    const tokenId = newId('token', now)
    const contractId = newContractId()
    await tx.db.insert(tokens).values({
      id: tokenId,
      customerId: input.customerId,
      uid,
      uidKey: foldId(uid),
      type: input.type,
      contractId,
      visualNumber: input.visualNumber ?? null,
      issuer: OUR_PARTY.name,
      whitelist: input.whitelist,
      state: 'active',
      label: input.label ?? null,
      language: customer.locale,
      createdAt: now,
      lastUpdated: now,
    })
    await audit(tx, {
      action: 'token.issue',
      entity: 'token',
      entityId: tokenId,
      customerId: input.customerId,
      after: { uid, type: input.type, contractId },
    })
    if (input.type === 'RFID') await queueTokenPush(tx.db)
    return { tokenId, uid, type: input.type, contractId }
  })
}

/** The customer's token for charges started in the portal, made when first needed. It is not pushed (guide TOK-7). */
export async function ensureAppToken(
  ctx: CustomerCtx | StaffCtx | SystemCtx,
  customerId: CustomerId,
): Promise<TokenId> {
  return withTransaction(ctx, async (tx) => {
    const [known] = await tx.db
      .select({ id: tokens.id })
      .from(tokens)
      .where(and(eq(tokens.customerId, customerId), eq(tokens.type, 'APP_USER')))
    if (known) return known.id
    const now = ctx.clock.now()
    const tokenId = newId('token', now)
    await tx.db.insert(tokens).values({
      id: tokenId,
      customerId,
      uid: tokenId,
      uidKey: foldId(tokenId),
      type: 'APP_USER',
      contractId: newContractId(),
      issuer: OUR_PARTY.name,
      whitelist: 'NEVER',
      state: 'active',
      createdAt: now,
      lastUpdated: now,
    })
    await audit(tx, {
      action: 'token.issue',
      entity: 'token',
      entityId: tokenId,
      customerId,
      after: { type: 'APP_USER' },
    })
    return tokenId
  })
}
