// OCPI 2.2.1 §13 Commands, Sender: written down first, then sent outside any transaction, answered later.
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import type { CommandId, EvseId, ReservationId, SessionId } from '@/lib/kernel/ids'
import { endpointUrl, getConnection } from '@/lib/partners/find-connection'
import { requestStart, type StartInput } from '@/lib/roaming/commands/request-start'
import { requestTestStart } from '@/lib/roaming/commands/request-test-start'
import { requestStop } from '@/lib/roaming/commands/request-stop'
import { requestUnlock } from '@/lib/roaming/commands/request-unlock'
import { noteCommandResponse, noteCommandSilence } from '@/lib/roaming/commands/settle-command'
import type { RequestedCommand } from '@/lib/roaming/commands/write-command'
import type { CommandKind } from '@/lib/roaming/core/command'
import { requestCancellation } from '@/lib/roaming/reservations/request-cancellation'
import { requestReservation, type ReservationInput } from '@/lib/roaming/reservations/request-reservation'
import { commandResultUrl } from '../http/urls'
import { STATUS } from '../http/reply'
import { WireError, type WireJson } from '../wire/reader'
import type { CommandCodec } from '../wire/codec'
import { codecsOf } from '../wire/codecs'
import { callParty } from './hub-status'
import { PartnerCallError } from './partner-client'
import { peerFor } from './peer-of'

type Sender = CustomerCtx | StaffCtx
/** Null where the partner's version has no such command. */
type Body = (wire: CommandCodec, responseUrl: string) => WireJson | null

/** Asks the operator to start a charge for the signed-in customer. The answer tells what became of it; poll `findMyCommand`. */
export async function startCharging(ctx: CustomerCtx, input: StartInput): Promise<CommandId> {
  const start = await requestStart(ctx, input)
  return send(ctx, 'START_SESSION', start, (wire, responseUrl) => wire.startSessionToWire({ ...start, responseUrl }))
}

/** The same with the test card of an onboarding, for staff who try a new operator. */
export async function startTestCharge(
  ctx: StaffCtx,
  input: { evseId: EvseId; connectorId: string },
): Promise<CommandId> {
  const start = await requestTestStart(ctx, input)
  return send(ctx, 'START_SESSION', start, (wire, responseUrl) => wire.startSessionToWire({ ...start, responseUrl }))
}

/** Asks the operator to stop a session: one's own, or any for staff with `session:stop`. */
export async function stopCharging(ctx: Sender, sessionId: SessionId): Promise<CommandId> {
  const stop = await requestStop(ctx, sessionId)
  return send(ctx, 'STOP_SESSION', stop, (wire, responseUrl) => wire.stopSessionToWire({ ...stop, responseUrl }))
}

/** Asks the operator to hold a charge point for the signed-in customer, who has seen what it costs. */
export async function reserve(ctx: CustomerCtx, input: ReservationInput): Promise<ReservationId> {
  const wish = await requestReservation(ctx, input)
  await send(ctx, 'RESERVE_NOW', wish, (wire, responseUrl) => wire.reserveNowToWire({ ...wish, responseUrl }))
  return wish.reservationId
}

/** Asks the operator to let a reservation of the signed-in customer go. */
export async function cancelReservation(ctx: CustomerCtx, reservationId: ReservationId): Promise<CommandId> {
  const wish = await requestCancellation(ctx, reservationId)
  return send(
    ctx,
    'CANCEL_RESERVATION',
    wish,
    (wire, responseUrl) => wire.cancelReservationToWire?.({ ...wish, responseUrl }) ?? null,
  )
}

/** Asks the operator to let go of a stuck cable. Staff with `evse:unlock` only. */
export async function unlockConnector(
  ctx: StaffCtx,
  input: { evseId: EvseId; connectorId: string; reason: string },
): Promise<CommandId> {
  const unlock = await requestUnlock(ctx, input)
  return send(ctx, 'UNLOCK_CONNECTOR', unlock, (wire, responseUrl) =>
    wire.unlockConnectorToWire({ ...unlock, responseUrl }),
  )
}

async function send(ctx: Sender, kind: CommandKind, command: RequestedCommand, body: Body): Promise<CommandId> {
  const { commandId, partnerId, party, secret } = command
  const refuse = (result: string, message: string | null = null) =>
    noteCommandResponse(ctx, commandId, { result, timeoutSeconds: null, message })
  try {
    const connection = await getConnection(partnerId)
    const url = endpointUrl(connection, 'commands', 'RECEIVER')
    const wire = codecsOf(connection.version).commands
    const message = body(wire, commandResultUrl(connection.version, kind, commandId, secret))
    if (!url || !message) {
      await refuse('NOT_SUPPORTED')
      return commandId
    }
    const answer = await callParty(ctx, connection, peerFor(connection, party), {
      method: 'POST',
      url: `${url.replace(/\/$/, '')}/${kind}`,
      module: 'commands',
      body: message,
      correlationId: ctx.requestId,
      timeoutMs: 20_000,
    })
    const response = wire.commandResponseFromWire(answer.data).value
    // 2.1.1: the station did not answer in time. Nobody knows what it did.
    if (response.result === 'TIMEOUT') await noteCommandSilence(ctx, commandId, response.result)
    else await noteCommandResponse(ctx, commandId, response)
  } catch (error) {
    // An acceptance that cannot be read is no refusal.
    if (error instanceof WireError) await noteCommandSilence(ctx, commandId, error.message)
    else if (!(error instanceof PartnerCallError)) throw error
    else if (mayHaveArrived(error)) await noteCommandSilence(ctx, commandId, error.message)
    else await refuse(error.code === STATUS.unknownLocation ? 'UNKNOWN_LOCATION' : 'REJECTED', error.message)
  }
  return commandId
}

/** A hub waited in vain for the CPO that it had told (OCPI 2.2.1 §5.4). */
const HUB_TIMEOUT = 4002

/** Nobody answered, a gateway did, or a server that failed on the way: the station may have been told all the same. */
export function mayHaveArrived({ http, code }: PartnerCallError): boolean {
  return http === 0 || http >= 500 || code === HUB_TIMEOUT || (code !== null && code >= 3000 && code < 4000)
}
