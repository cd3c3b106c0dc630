// A realistic conversation of one operator, and how a sender behaves when what it sends is lost, doubled or overtaken:
// it repeats what was not answered, and puts the whole object where a change met nothing (OCPI 2.2.1 §4.2, guide TR-70).
import type { OcpiVersion } from '@/lib/auth/context'
import {
  call,
  cdrBody,
  connectorBody,
  evseBody,
  locationBody,
  periodBody,
  sessionBody,
  tariffBody,
  type Peer,
} from './call'
import { below, seeded } from './fuzz-mutations'
import { bodyInVersion } from './fuzz-corpus'

type Fields = Record<string, unknown>
export type Step = {
  readonly method: 'PUT' | 'PATCH' | 'POST' | 'DELETE'
  /** Below `/ocpi/{version}`. */
  readonly path: string
  readonly body?: Fields
  /** What the sender puts instead, where the receiver does not know the object: the whole of it, as it was then. */
  readonly whole?: { readonly path: string; readonly body: Fields }
}

const minute = (count: number) => new Date(Date.UTC(2026, 9, 1, 8, count)).toISOString().replace('.000Z', 'Z')

/** Every module that an operator pushes, each object with its changes; the order in which things happened. */
export function conversationOf(version: OcpiVersion, peer: Peer, uid: string): Step[] {
  const own = `${peer.countryCode}/${peer.partyId}`
  const put = (moduleName: string, id: string, body: Fields): Step => ({
    method: 'PUT',
    path: `${moduleName}/${own}/${id}`,
    body: bodyInVersion(version, moduleName, body),
  })
  return [
    ...places(peer, own, put),
    ...prices(peer, own, put),
    ...charge(version, peer, own, uid, put),
    ...bills(version, peer, uid),
  ]
}

type Put = (moduleName: string, id: string, body: Fields) => Step

/** Three levels: the site, a charge point of it, a plug. */
function places(peer: Peer, own: string, put: Put): Step[] {
  const site = { last_updated: minute(0), evses: [evseBody('E1'), evseBody('E2')] }
  const path = `locations/${own}/LOC1`
  const whole = (fields: Fields) => put('locations', 'LOC1', locationBody(peer, 'LOC1', { ...site, ...fields }))
  const at = (count: number) => ({ last_updated: minute(count) })
  const later = (step: Step, fields: Fields): Step => {
    const { path: wholePath, body } = whole(fields)
    return { ...step, whole: { path: wholePath, body: body! } }
  }
  const charging = (evse: Fields) => ({ ...evse, status: 'CHARGING', ...at(3) })
  const renamed = { name: 'Kungsgatan 2', ...at(2) }
  const busy = { ...renamed, evses: [charging(evseBody('E1')), evseBody('E2')], ...at(3) }
  const plug = connectorBody({ tariff_ids: ['T1', 'T2'], ...at(4) })
  const plugged = {
    ...busy,
    evses: [{ ...charging(evseBody('E1')), connectors: [plug], ...at(4) }, evseBody('E2')],
    ...at(4),
  }
  const third = evseBody('E3', at(5))
  const grown = { ...plugged, evses: [...plugged.evses, third], ...at(5) }
  return [
    whole({}),
    whole(renamed),
    later({ method: 'PATCH', path: `${path}/E1`, body: { status: 'CHARGING', ...at(3) } }, busy),
    later({ method: 'PUT', path: `${path}/E1/1`, body: plug }, plugged),
    later({ method: 'PUT', path: `${path}/E3`, body: third }, grown),
    later(
      { method: 'PATCH', path: `${path}/E2`, body: { status: 'OUTOFORDER', ...at(6) } },
      {
        ...grown,
        evses: grown.evses.map((evse, index) => (index === 1 ? { ...evse, status: 'OUTOFORDER', ...at(6) } : evse)),
        ...at(6),
      },
    ),
  ]
}

function prices(peer: Peer, own: string, put: Put): Step[] {
  const priced = (id: string, price: number, count: number) =>
    put(
      'tariffs',
      id,
      tariffBody(peer, id, {
        elements: [{ price_components: [{ type: 'ENERGY', price, vat: 25, step_size: 1 }] }],
        last_updated: minute(count),
      }),
    )
  return [
    priced('T1', 3.2, 0),
    priced('T1', 3.4, 10),
    priced('T1', 3.6, 20),
    priced('T2', 4, 0),
    { method: 'DELETE', path: `tariffs/${own}/T2` },
  ]
}

/** A session as it grows: figures, a fact that is stated once, periods, the end. */
function charge(version: OcpiVersion, peer: Peer, own: string, uid: string, put: Put): Step[] {
  const path = `sessions/${own}/S1`
  const token = (cdrBody(peer, 'x', uid)['cdr_token'] as Fields) ?? {} // a CDR has one
  let state: Fields = sessionBody(peer, 'S1', { cdr_token: token, last_updated: minute(0) })
  const steps = [put('sessions', 'S1', state)]
  const change = (count: number, fields: Fields, periods: Fields[] = []) => {
    const body = { ...fields, ...(periods.length > 0 && { charging_periods: periods }), last_updated: minute(count) }
    const known = (state['charging_periods'] as Fields[] | undefined) ?? [] // as set here
    state = { ...state, ...fields, charging_periods: [...known, ...periods], last_updated: minute(count) }
    const { path: wholePath, body: wholeBody } = put('sessions', 'S1', state)
    steps.push({ method: 'PATCH', path, body, whole: { path: wholePath, body: wholeBody! } })
  }
  change(5, { kwh: 1 }, [periodBody(minute(0), 1)])
  change(10, { meter_id: 'M-17', kwh: 2 })
  change(15, { kwh: 3 }, [periodBody(minute(5), 1), periodBody(minute(10), 1)])
  change(20, { kwh: 4, total_cost: version === '2.1.1' ? 12.8 : priceIn(version, 12.8) })
  steps.push(put('sessions', 'S1', (state = { ...state, kwh: 5, last_updated: minute(25) })))
  change(30, { kwh: 6 }, [periodBody(minute(15), 3)])
  const end = version === '2.1.1' ? 'end_datetime' : 'end_date_time'
  change(40, { kwh: 6.5, status: 'COMPLETED', [end]: minute(39) })
  return steps
}

const priceIn = (version: OcpiVersion, amount: number) =>
  version === '2.3.0' ? { before_taxes: amount } : { excl_vat: amount, incl_vat: amount * 1.25 }

/** A CDR, its credit, the corrected one; and one of a session that nobody saw. */
function bills(version: OcpiVersion, peer: Peer, uid: string): Step[] {
  const post = (id: string, fields: Fields = {}): Step => ({
    method: 'POST',
    path: 'cdrs',
    body: bodyInVersion(version, 'cdrs', cdrBody(peer, id, uid, fields)),
  })
  const credit = { credit: true, credit_reference_id: 'C1', total_cost: { excl_vat: -35.2, incl_vat: -44 } }
  return [
    post('C1'),
    post('C2', { session_id: null }),
    ...(version === '2.1.1' ? [] : [post('C1-credit', credit)]),
    post('C1-new'),
  ]
}

/** Every step, as often as said, in an order that the seed decides; within one object's own queue nothing is kept. */
export function shuffled(steps: readonly Step[], seed: number, times = 2): Step[] {
  const all = Array.from({ length: times }, () => steps).flat()
  const random = seeded(seed)
  for (let index = all.length - 1; index > 0; index -= 1) {
    const other = below(random, index + 1)
    ;[all[index], all[other]] = [all[other]!, all[index]!] // both within the list
  }
  return all
}

/**
 * Sends as a sender does: a change that met nothing is followed by a GET and the whole object; a DELETE that met
 * nothing stays in the sender's queue, for it carries no date by which a receiver could order it.
 */
export async function converse(version: OcpiVersion, peer: Peer, steps: readonly Step[]): Promise<string[]> {
  const faults: string[] = []
  const send = async ({ method, path, body }: Pick<Step, 'method' | 'path' | 'body'>) =>
    call(peer, method, `/ocpi/${version}/${path}`, body)
  for (const step of [...steps, ...deletions(steps)]) {
    const answer = await send(step)
    if (answer.code < 2000) continue
    if (answer.http !== 404) faults.push(`${step.method} ${step.path}: ${answer.http} ${answer.code} ${answer.message}`)
    else if (step.method === 'DELETE') continue
    else if (!step.whole) faults.push(`${step.method} ${step.path}: unknown, and no whole to put`)
    else {
      const found = await call(peer, 'GET', `/ocpi/${version}/${step.whole.path}`)
      const whole = await send({ method: 'PUT', ...step.whole })
      if (whole.code >= 2000) faults.push(`PUT ${step.whole.path} after ${found.http}: ${whole.code} ${whole.message}`)
    }
  }
  return faults
}

/** What a sender repeats at the end because it never heard a success; a success twice does no harm. */
function deletions(steps: readonly Step[]): Step[] {
  return [...new Set(steps.filter(({ method }) => method === 'DELETE'))]
}
