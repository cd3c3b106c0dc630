// The simulated operator's remote control: plain JSON under /control, no login, loopback only.
//
// GET    /control/state                what it is: registration, numbers, what goes wrong next
// GET    /control/locations            every EVSE with status, power and tariff
// GET    /control/tokens               the tokens that the eMSP pushed or that were pulled
// GET    /control/sessions[/{id}]      sessions as last sent; ?live=1 only those still running
// GET    /control/cdrs[/{id}]          CDRs as sent, newest first; ?limit=50
// GET    /control/exchanges            the last 500 OCPI exchanges, both directions, without tokens
//
// POST   /control/token-a              -> { token, versionsUrl }: for an eMSP that starts the handshake
// POST   /control/register             { versionsUrl, token, version? }: we start the handshake
// POST   /control/rotate               PUT credentials: new tokens both ways
// POST   /control/switch-version       { version }: PUT credentials to the partner's endpoint of that version
// POST   /control/unregister           DELETE credentials
// POST   /control/forget               forgets the partner without telling it
// POST   /control/push-all             PUT of all tariffs and locations to the eMSP
// POST   /control/pull-tokens          GET of all tokens from the eMSP
//
// POST   /control/tap                  { uid, type?, locationId?, evseUid?, kwhTarget?, minutes?, parkingMinutes?,
//                                        speed? } -> { allowed, sessionId?, authorizationReference?, … }: a card at
//                                        a reader; real-time authorize first
// POST   /control/sessions             the same with { token: { uid, type, contract_id, country_code, party_id } },
//                                        without asking the eMSP
// POST   /control/sessions/{id}/stop
// POST   /control/sessions/{id}/limit   { watts? }: the grid allows no more; told to the eMSP that has set a profile
// GET    /control/parties              who is behind the hub, with status and pace
// POST   /control/parties              { countryCode, partyId, name?, status? = PLANNED }: somebody new, told to the eMSP
// POST   /control/parties/{party_id}   { status?, delayMs? }: CONNECTED, OFFLINE, SUSPENDED or PLANNED, told to the
//                                        eMSP; slower than the hub's patience is answered with 4002
// POST   /control/hub                  { remark?: [*] | [?] | null, ownSessionIds?, dropsCredit?, patienceMs?, strictUids? }
// GET    /control/invoices             { issued, received }: InvoiceReconciliation records, ours and the eMSP's
// POST   /control/invoices             { cdrIds?, from?, to?, invoiceId?, partyId? } -> { record, invoice, answer }: over
//                                        CDRs that stand on no invoice yet, unless some are named; 2.3.0 only
// PUT    /control/invoices/{id}        { cdrIds?, invoiceId? }
// DELETE /control/invoices/{id}        the record was a mistake
// GET    /control/reservations         what is kept free, for whom and until when
// POST   /control/reservations/{id}/withdraw  the operator cannot keep its word: CANCELED_RESERVATION to response_url
// POST   /control/reservations/{id}/expire    now rather than at its expiry_date; costs, with option reservationFees
// POST   /control/generate             { from, to, count, tokens: [{ uid, type, contract_id, country_code, party_id,
//                                        weight?, home? }], misbehave?: { kind: count }, misbehaveFrom?,
//                                        concurrency?: 16, sessions?: false } -> the job
// GET    /control/jobs/{id}            { status, total, sent, accepted, refused, misbehaved: [{ kind, variant?,
//                                        cdrId, sessionId }], errors }
// POST   /control/cdr                  { token, locationId?, evseUid?, kwhTarget?, minutes?, parkingMinutes?, endedAt?,
//                                        signed?, home?, overrides?, misbehave?, variant? } -> { cdr, answers }; signed
//                                        by a meter in OCMF, at home with compensation
// POST   /control/credit               { cdrId }: takes a CDR that was sent back by a credit CDR -> { cdr, answers }
// POST   /control/misbehave            { kind, count?: 1, variant?, delayMs?, module? } for the next so many actions:
//          next CDRs      late (delayMs), duplicate, out_of_order, wh_for_kwh, unknown_token, credit, missing_tariff,
//                         conflicting_replay, over_charge (markup, phantom_parking, wrong_version),
//                         garbage (invalid_json, wrong_types, missing_fields)
//          next requests  time_out (no answer; with delayMs a slow one), server_error, garbage_answer; module? narrows
//          next commands  command_rejected, command_failed, command_no_result; of charging profiles
//                         profile_rejected, profile_too_often
//                      { kind, module?, delayMs?, field? } plants a standing fault: until it is taken back
// GET    /control/misbehaviours        every wrong there is, with what it does (misbehaviours.ts)
// GET    /control/misbehave            what goes wrong at present
// DELETE /control/misbehave[/{kind}]   nothing goes wrong any more, or not that standing fault
// POST   /control/tariffs/{id}         { elements?, min_price?, max_price?, type?, last_updated?, beside? }: a new version,
//                                        PUT to the eMSP; an unknown one is offered beside a known one wherever that is
// POST   /control/evse-status          { evseUid, status }: PATCHed to the eMSP
import type { IncomingMessage, ServerResponse } from 'node:http'
import { addParty, changeHub, changeParty } from './hub-client-info'
import { changeInvoice, dropInvoice, issueInvoice, listInvoices } from './invoices'
import { activeProfile, setGridLimit } from './charging-profiles'
import { begin, creditOne, generate, misbehave, sendOne, stop, tap, wrongsOf } from './control-charging'
import { ControlError, fieldsOf, optionalNumber, optionalText, requiredText, type Fields } from './control-input'
import { changeTariff, exchangesOf, listEvses, stateOf, setStatus } from './control-network'
import type { Cpo } from './cpo'
import type { Job } from './generate'
import { isStanding, MISBEHAVIOURS } from './misbehaviours'
import { findLive } from './ocpi-profiles'
import { readBody } from './ocpi-server'
import { pullTokens, pushAll } from './push-all'
import {
  forgetPartner,
  newToken,
  registerWithPartner,
  RegistrationError,
  rotateTokens,
  unregister,
  versionsUrl,
} from './registration'
import { expireReservation, findReservation, listReservations, withdrawReservation } from './reservations'
import type { Version } from './version'

type ControlRequest = { id: string; body: unknown; query: URLSearchParams }
type Action = (request: ControlRequest) => object | Promise<object>

async function registered(cpo: Cpo, act: () => Promise<void>): Promise<object> {
  try {
    await act()
  } catch (error) {
    if (error instanceof RegistrationError) throw new ControlError(`${error.statusCode}: ${error.message}`, 502)
    throw error
  }
  const { connection } = cpo
  return { registered: connection !== undefined, version: connection?.version, roles: connection?.roles ?? [] }
}

function readVersion(cpo: Cpo, fields: Fields): Version | undefined {
  const named = optionalText(fields, 'version')
  if (named === undefined) return undefined
  const version = cpo.settings.versions.find((candidate) => candidate === named)
  if (!version) throw new ControlError(`version must be one of ${cpo.settings.versions.join(', ')}`)
  return version
}

function issueTokenA(cpo: Cpo): object {
  cpo.tokenA = newToken()
  cpo.changed()
  return { token: cpo.tokenA, versionsUrl: versionsUrl(cpo) }
}

function found<T extends object>(value: T | undefined): T {
  if (!value) throw new ControlError('unknown id', 404)
  return value
}

function listCdrs(cpo: Cpo, query: URLSearchParams): object {
  const limit = Number(query.get('limit') ?? 50)
  return [...cpo.cdrs.values()].slice(-limit).toReversed()
}

function listSessions(cpo: Cpo, query: URLSearchParams): object {
  const all = [...cpo.sessions.values()]
  return query.has('live') ? all.filter((session) => cpo.live.has(session.id)) : all.slice(-200)
}

function readControls(cpo: Cpo): Record<string, Action> {
  return {
    'GET state': () => stateOf(cpo),
    'GET locations': () => listEvses(cpo),
    'GET tokens': () => [...cpo.tokens.values()],
    'GET sessions': ({ query }) => listSessions(cpo, query),
    'GET sessions/*': ({ id }) => found(cpo.sessions.get(id)),
    'GET cdrs': ({ query }) => listCdrs(cpo, query),
    'GET cdrs/*': ({ id }) => found(cpo.cdrs.get(id)),
    'GET exchanges': () => exchangesOf(cpo),
    'GET parties': () => cpo.parties,
    'GET invoices': () => listInvoices(cpo),
    'GET reservations': () => listReservations(cpo),
  }
}

function partnerControls(cpo: Cpo): Record<string, Action> {
  return {
    'POST token-a': () => issueTokenA(cpo),
    'POST register': ({ body }) => {
      const fields = fieldsOf(body)
      const token = requiredText(fields, 'token')
      const version = readVersion(cpo, fields)
      return registered(cpo, () => registerWithPartner(cpo, requiredText(fields, 'versionsUrl'), token, version))
    },
    'POST switch-version': ({ body }) => {
      const version = readVersion(cpo, fieldsOf(body))
      if (!version) throw new ControlError('version is missing')
      return registered(cpo, () => rotateTokens(cpo, version))
    },
    'POST rotate': () => registered(cpo, () => rotateTokens(cpo)),
    'POST unregister': () => registered(cpo, () => unregister(cpo)),
    'POST forget': () => registered(cpo, async () => forgetPartner(cpo)),
    'POST push-all': () => pushAll(cpo),
    'POST pull-tokens': () => pullTokens(cpo),
    'POST parties': ({ body }) => addParty(cpo, body),
    'POST parties/*': ({ id, body }) => changeParty(cpo, id, body),
    'POST hub': ({ body }) => changeHub(cpo, body),
    'POST tariffs/*': ({ id, body }) => changeTariff(cpo, id, body),
    'POST evse-status': ({ body }) => setStatus(cpo, body),
  }
}

function chargingControls(cpo: Cpo): Record<string, Action> {
  return {
    'POST tap': ({ body }) => tap(cpo, body),
    'POST sessions': ({ body }) => begin(cpo, body),
    'POST sessions/*/stop': ({ id }) => stop(cpo, id),
    'POST sessions/*/limit': async ({ id, body }) => {
      const live = found(findLive(cpo, id))
      await setGridLimit(cpo, live, optionalNumber(fieldsOf(body), 'watts'))
      return { sessionId: id, activeProfile: activeProfile(cpo, live) }
    },
    'POST reservations/*/withdraw': ({ id }) => withdrawReservation(cpo, found(findReservation(cpo, id))),
    'POST reservations/*/expire': async ({ id }) => {
      const reservation = found(findReservation(cpo, id))
      await expireReservation(cpo, reservation)
      return { expired: reservation.id, sessionId: reservation.sessionId }
    },
    'POST cdr': ({ body }) => sendOne(cpo, body),
    'POST credit': ({ body }) => creditOne(cpo, body),
    'POST invoices': ({ body }) => issueInvoice(cpo, body),
    'PUT invoices/*': ({ id, body }) => changeInvoice(cpo, id, body),
    'DELETE invoices/*': ({ id }) => dropInvoice(cpo, id),
  }
}

function wrongControls(cpo: Cpo): Record<string, Action> {
  return {
    'GET misbehaviours': () => MISBEHAVIOURS,
    'GET misbehave': () => wrongsOf(cpo),
    'POST misbehave': ({ body }) => misbehave(cpo, body),
    'DELETE misbehave': () => {
      cpo.misbehaviour.clear()
      cpo.standing.clear()
      return wrongsOf(cpo)
    },
    'DELETE misbehave/*': ({ id }) => {
      if (!isStanding(id)) throw new ControlError(`${id} is no standing misbehaviour`)
      cpo.standing.remove(id)
      return wrongsOf(cpo)
    },
  }
}

/** All actions by method and path; `*` stands for one id. */
export function createControl(cpo: Cpo): Record<string, Action> {
  const jobs = new Map<string, Job>()
  return {
    ...readControls(cpo),
    ...partnerControls(cpo),
    ...chargingControls(cpo),
    ...wrongControls(cpo),
    'POST generate': ({ body }) => generate(cpo, body, jobs),
    'GET jobs/*': ({ id }) => found(jobs.get(id)),
  }
}

const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1']

function find(actions: Record<string, Action>, method: string, segments: string[]): { action: Action; id: string } {
  const shape = [...segments.slice(0, 1), ...segments.slice(1, 2).map(() => '*'), ...segments.slice(2)]
  const action = actions[`${method} ${shape.join('/')}`]
  if (!action) throw new ControlError('no such control', 404)
  return { action, id: segments[1] ?? '' }
}

async function perform(actions: Record<string, Action>, request: IncomingMessage): Promise<object> {
  if (!LOOPBACK.includes(request.socket.remoteAddress ?? '')) throw new ControlError('loopback only', 403)
  const url = new URL(request.url ?? '/', 'http://localhost')
  const segments = url.pathname.split('/').filter(Boolean).slice(1).map(decodeURIComponent)
  const { action, id } = find(actions, request.method ?? 'GET', segments)
  const text = await readBody(request)
  let body: unknown
  try {
    body = text === '' ? undefined : JSON.parse(text)
  } catch {
    throw new ControlError('the body is no JSON')
  }
  return action({ id, body, query: url.searchParams })
}

/** Answers one request below /control. */
export async function serveControl(
  actions: Record<string, Action>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [http, result] = await perform(actions, request).then(
    (done) => [200, done] as const,
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      return [error instanceof ControlError ? error.http : 500, { error: message }] as const
    },
  )
  response.writeHead(http, { 'content-type': 'application/json' }).end(JSON.stringify(result, null, 2))
}
