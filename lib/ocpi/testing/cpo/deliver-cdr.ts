// A CDR on its way to the eMSP: once and correctly, unless something else was asked for.
import type { Cpo } from './cpo'
import { speakerFor } from './hub'
import { distortCdr, toConflictingCdr, toCreditCdr, toGarbage, type CdrKind, type Intention } from './misbehave'
import { callModule, type Answer, type Call } from './partner-client'
import type { Cdr } from './wire'
import { writeObject } from './write-object'

const ATTEMPTS = 4

async function postBody(cpo: Cpo, cdr: Cdr, body: Pick<Call, 'body' | 'rawBody'>): Promise<Answer> {
  const from = speakerFor(cpo, cdr, 'cdrs')
  if (!from) return { ok: false, http: 0, message: 'the party is not connected to the hub' }
  for (let attempt = 1; ; attempt += 1) {
    const answer = await callModule(cpo, { module: 'cdrs', role: 'RECEIVER' }, { method: 'POST', from, ...body })
    const transient = answer.http === 0 || answer.http === 429 || answer.http >= 500
    if (!transient || attempt === ATTEMPTS || cpo.closing.signal.aborted) return answer
    await cpo.clock.sleep(200 * 2 ** attempt, cpo.closing.signal)
  }
}

/** The CDR in the version of the connection. */
function post(cpo: Cpo, cdr: Cdr): Promise<Answer> {
  return postBody(cpo, cdr, { body: writeObject(cpo, cpo.connection?.version ?? '2.2.1', 'cdrs', cdr) })
}

/** Records a CDR as ours and sends it as it is. */
export function sendCdr(cpo: Cpo, cdr: Cdr): Promise<Answer> {
  cpo.cdrs.set(cdr.id, cdr)
  cpo.changed()
  return post(cpo, cdr)
}

export type Delivery = { cdr: Cdr; kind?: CdrKind; variant?: string; answers: Answer[] }

/** The first sending of a CDR, distorted if that is intended. */
export async function deliverCdr(cpo: Cpo, correct: Cdr, intention?: Intention<CdrKind>): Promise<Delivery> {
  const cdr = distortCdr(correct, intention)
  const how = { ...(intention && { kind: intention.kind }), ...(intention?.variant && { variant: intention.variant }) }
  if (intention?.kind === 'garbage') {
    cpo.cdrs.set(cdr.id, cdr)
    return { cdr, ...how, answers: [await postBody(cpo, cdr, { rawBody: toGarbage(cdr, intention.variant) })] }
  }
  const answers = [await sendCdr(cpo, cdr)]
  if (intention?.kind === 'duplicate') answers.push(await post(cpo, cdr))
  return { cdr, ...how, answers }
}

/** What some wrongs send afterwards: the credit CDR, the contradicting copy. */
export async function followUp(cpo: Cpo, { cdr, kind }: Delivery): Promise<Answer | undefined> {
  if (kind === 'credit') return sendCdr(cpo, toCreditCdr(cdr, cpo.clock.now()))
  if (kind === 'conflicting_replay') return post(cpo, toConflictingCdr(cdr))
  return undefined
}
