// The simulated operators: a second one beside that of the demonstration, and the remote control of both.
import { randomInt } from 'node:crypto'
import { servers } from './servers'
import { startCpo } from '../../lib/ocpi/testing/cpo/start-cpo'

export type Operator = {
  readonly name: string
  readonly countryCode: string
  readonly partyId: string
  control<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T>
  stop(): Promise<void>
}

/** Asks a simulated operator's remote control, as told at the head of its control.ts. */
export async function control<T>(url: string, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const response = await fetch(`${url}/control/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path} was refused: ${text}`)
  return JSON.parse(text) as T // its answers are described at the head of its control.ts
}

type Token = { uid: string; type: string; valid: boolean }
type SentCdr = { kwhTarget?: number; endedAt?: string; misbehave?: string; variant?: string }

/** AC at a place in Sweden that has a bidding area and one price per kWh. */
const EVSE = 'KUL-E1901'
let cardsUsed = 0

/** The demonstration's operator sends a CDR of a charge by card, each time another's card; answers its id. */
export async function sendCdr(given: SentCdr = {}): Promise<string> {
  const { cpoUrl } = servers()
  const tokens = await control<Token[]>(cpoUrl, 'GET', 'tokens')
  const card = tokens.filter(({ type, valid }) => type === 'RFID' && valid)[cardsUsed++]
  if (!card) throw new Error('the operator knows no such card')
  const token = { uid: card.uid, type: card.type }
  const body = { token, evseUid: EVSE, kwhTarget: 20, ...given }
  return (await control<{ cdr: { id: string } }>(cpoUrl, 'POST', 'cdr', body)).cdr.id
}

/** Starts an operator that nobody has met. */
export async function startSecondOperator(): Promise<Operator> {
  // Another one each time, so that the tests can run again against servers that go on.
  const partyId = `T${randomInt(36 ** 2)
    .toString(36)
    .padStart(2, '0')
    .toUpperCase()}`
  const party = { name: `Testkraft ${partyId}`, countryCode: 'SE', partyId }
  const cpo = await startCpo({ ...party, seed: 77 })
  return { ...party, control: (method, path, body) => control(cpo.url, method, path, body), stop: () => cpo.close() }
}
