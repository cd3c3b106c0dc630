// OCPI 2.2.1 §9.2.2.3: a driver's wishes for a session, put to the CPO's sessions and answered at once.
import type { CustomerCtx } from '@/lib/auth/context'
import type { SessionId } from '@/lib/kernel/ids'
import { endpointUrl, getConnection } from '@/lib/partners/find-connection'
import type { ChargingPreferences, PreferencesAnswer } from '@/lib/roaming/core/charging-profile'
import { noteAnswer } from '@/lib/roaming/preferences/note-answer'
import { requestPreferences, type RequestedPreferences } from '@/lib/roaming/preferences/request-preferences'
import { codecsOf } from '../wire/codecs'
import { WireError } from '../wire/reader'
import { callParty } from './hub-status'
import { PartnerCallError } from './partner-client'
import { peerFor } from './peer-of'
import { mayHaveArrived } from './send-command'

/** Tells the operator what the driver wishes, and answers what it said. */
export async function sendPreferences(
  ctx: CustomerCtx,
  sessionId: SessionId,
  preferences: ChargingPreferences,
): Promise<PreferencesAnswer> {
  const request = await requestPreferences(ctx, sessionId, preferences)
  const { answer, message } = await ask(ctx, request)
  await noteAnswer(ctx, request.preferenceId, answer, message)
  return answer
}

type Answer = { answer: PreferencesAnswer; message: string | null }

async function ask(
  ctx: CustomerCtx,
  { partnerId, party, session, preferences }: RequestedPreferences,
): Promise<Answer> {
  try {
    const connection = await getConnection(partnerId)
    const base = endpointUrl(connection, 'sessions', 'SENDER')
    const wire = codecsOf(connection.version).chargingPreferences
    if (!base || !wire) return { answer: 'NOT_CAPABLE', message: null }
    const { data } = await callParty(ctx, connection, peerFor(connection, party), {
      method: 'PUT',
      url: `${base.replace(/\/$/, '')}/${encodeURIComponent(session)}/charging_preferences`,
      module: 'sessions',
      body: wire.chargingPreferencesToWire(preferences),
      correlationId: ctx.requestId,
      timeoutMs: 20_000,
    })
    return { answer: wire.preferencesAnswerFromWire(data).value, message: null }
  } catch (error) {
    if (error instanceof WireError) return { answer: 'NO_ANSWER', message: error.message }
    if (!(error instanceof PartnerCallError)) throw error
    const { message, http } = error
    if (mayHaveArrived(error)) return { answer: 'NO_ANSWER', message }
    // The charge point is not capable of it: HTTP 404, with 2001 in the envelope.
    return { answer: http === 404 ? 'NOT_CAPABLE' : 'NOT_POSSIBLE', message }
  }
}
