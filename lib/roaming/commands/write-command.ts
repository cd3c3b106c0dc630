// A command is written down before it is sent: what we ask, for whom, and how its answer will be known.
import { commands } from '@/db/schema/commands'
import type { Tx } from '@/db/client'
import { newId, type CommandId, type PartnerId } from '@/lib/kernel/ids'
import { instant, SECOND_MS, type Instant } from '@/lib/kernel/time'
import { hashSecret, newSecretPath } from '@/lib/platform/crypto'
import type { CommandKind } from '../core/command'

/** Until the CPO has answered with a time of its own. */
const FIRST_PATIENCE_MS = 120 * SECOND_MS

/** What the client needs to send it. The secret is known to nobody else and never stored. */
export type RequestedCommand = {
  commandId: CommandId
  partnerId: PartnerId
  /** Whose the station is: whom the message is for. */
  party: { countryCode: string; partyId: string }
  secret: string
}

type Fields = Omit<
  typeof commands.$inferInsert,
  'id' | 'state' | 'responseHash' | 'requestedAt' | 'timeoutAt' | 'requestedBy'
> & { kind: CommandKind }

/** In the caller's transaction, which also audits it. */
export async function writeCommand(
  ctx: {
    readonly db: Tx
    readonly userId: typeof commands.$inferInsert.requestedBy
    readonly clock: { now(): Instant }
  },
  party: RequestedCommand['party'],
  fields: Fields,
): Promise<RequestedCommand> {
  const now = ctx.clock.now()
  const commandId = newId('command', now)
  const secret = newSecretPath()
  await ctx.db.insert(commands).values({
    ...fields,
    id: commandId,
    requestedBy: ctx.userId,
    state: 'requested',
    responseHash: hashSecret(secret),
    requestedAt: now,
    timeoutAt: instant(now + FIRST_PATIENCE_MS),
  })
  return { commandId, partnerId: fields.partnerId, party, secret }
}
