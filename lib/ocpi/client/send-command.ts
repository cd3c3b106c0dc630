// OCPI 2.2.1 §13 Commands, Sender: written down first, then sent outside any transaction, answered later.
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import type { CommandId, EvseId, PartnerId, SessionId } from '@/lib/kernel/ids'
import { endpointUrl, getConnection } from '@/lib/partners/find-connection'
import { requestStart, requestStop } from '@/lib/roaming/commands/request-command'
import { noteCommandResponse, noteCommandSilence } from '@/lib/roaming/commands/settle-command'
import type { CommandKind } from '@/lib/roaming/core/command'
import { commandResultUrl } from '../http/urls'
import type { WireJson } from '../wire/reader'
import type { CommandCodec } from '../wire/codec'
import { codecsOf } from '../wire/codecs'
import { callPartner, PartnerCallError } from './partner-client'
import { peerOf } from './peer-of'

type Sender = CustomerCtx | StaffCtx
type Sending = {
  commandId: CommandId
  partnerId: PartnerId
  kind: CommandKind
  secret: string
  body: (wire: CommandCodec, responseUrl: string) => WireJson
}

/** Asks the operator to start a charge for the signed-in customer. The answer tells what became of it; poll `findMyCommand`. */
export async function startCharging(
  ctx: CustomerCtx,
  input: { evseId: EvseId; connectorId: string },
): Promise<CommandId> {
  const { commandId, partnerId, secret, ...start } = await requestStart(ctx, input)
  await send(ctx, {
    commandId,
    partnerId,
    secret,
    kind: 'START_SESSION',
    body: (wire, responseUrl) => wire.startSessionToWire({ responseUrl, ...start }),
  })
  return commandId
}

/** Asks the operator to stop a session: one's own, or any for staff with `session:stop`. */
export async function stopCharging(ctx: Sender, sessionId: SessionId): Promise<CommandId> {
  const { commandId, partnerId, secret, sessionId: theirId } = await requestStop(ctx, sessionId)
  await send(ctx, {
    commandId,
    partnerId,
    secret,
    kind: 'STOP_SESSION',
    body: (wire, responseUrl) => wire.stopSessionToWire({ responseUrl, sessionId: theirId }),
  })
  return commandId
}

async function send(ctx: Sender, { commandId, partnerId, kind, secret, body }: Sending): Promise<void> {
  try {
    const connection = await getConnection(partnerId)
    const url = endpointUrl(connection, 'commands', 'RECEIVER')
    if (!url)
      return await noteCommandResponse(ctx, commandId, { result: 'NOT_SUPPORTED', timeoutSeconds: null, message: null })
    const wire = codecsOf(connection.version).commands
    const responseUrl = commandResultUrl(connection.version, kind, commandId, secret)
    const answer = await callPartner(peerOf(connection), {
      method: 'POST',
      url: `${url.replace(/\/$/, '')}/${kind}`,
      module: 'commands',
      body: body(wire, responseUrl),
      correlationId: ctx.requestId,
      timeoutMs: 20_000,
    })
    await noteCommandResponse(ctx, commandId, wire.commandResponseFromWire(answer.data).value)
  } catch (error) {
    if (!(error instanceof PartnerCallError)) throw error
    if (error.http === 0 || error.http >= 500) return noteCommandSilence(ctx, commandId, error.message)
    await noteCommandResponse(ctx, commandId, { result: 'REJECTED', timeoutSeconds: null, message: error.message })
  }
}
