// A customer, a stub partner and a charge point of it that can do everything: what asking stations needs.
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { mintCustomerCtx } from '@/lib/auth/mint'
import { newId, type EvseId, type SessionId } from '@/lib/kernel/ids'
import { call, evseBody, locationBody, sessionBody } from '@/lib/ocpi/testing/call'
import { fixedClock, systemClock } from '@/lib/platform/clock'
import { insertCustomer } from './customers'
import { startStubPartner, type StubPartner } from './stub-partner'

const ABLE = [
  'RFID_READER',
  'REMOTE_START_STOP_CAPABLE',
  'RESERVABLE',
  'UNLOCK_CAPABLE',
  'CHARGING_PROFILE_CAPABLE',
  'CHARGING_PREFERENCES_CAPABLE',
]

export type StubScene = {
  partner: StubPartner
  me: CustomerCtx
  clock: ReturnType<typeof fixedClock>
  evseId: EvseId
  /** The body of the newest request to the partner. */
  sent(): Record<string, unknown> & { response_url: string; authorization_reference: string }
  /** Posts an answer to the newest `response_url`, or to the one given. */
  post(body: object, url?: string, peer?: StubPartner | Parameters<typeof call>[0]): ReturnType<typeof call>
  /** Puts a session of this customer's app token, and answers its id. */
  session(id: string, fields?: Record<string, unknown>): Promise<SessionId>
}

export async function openStubScene(evse: Record<string, unknown> = {}): Promise<StubScene> {
  const clock = fixedClock(systemClock.now())
  const partner = await startStubPartner()
  const customerId = await insertCustomer()
  const me = mintCustomerCtx({ userId: newId('user', clock.now()), customerId, requestId: 'test', clock })
  const { countryCode, partyId, partnerId } = partner
  const evses = [evseBody('E1', { capabilities: ABLE, ...evse }), evseBody('E2')]
  await call(partner, 'PUT', `locations/${countryCode}/${partyId}/LOC1`, locationBody(partner, 'LOC1', { evses }))
  const [row] = (await getDb().execute(sql`
    select e.id from evses e join locations l on l.id = e.location_id where l.partner_id = ${partnerId} and e.uid = 'E1'`)) as unknown as [
    { id: EvseId },
  ] // put just above
  partner.answer(() => ({ data: { result: 'ACCEPTED', timeout: 30 } }))
  const sent: StubScene['sent'] = () => {
    const request = partner.seen.at(-1)
    const inQuery = request?.query.get('response_url')
    return { ...(request?.body as object), ...(inQuery && { response_url: inQuery }) } as ReturnType<StubScene['sent']> // what was sent
  }
  return {
    partner,
    me,
    clock,
    evseId: row.id,
    sent,
    post: (body, url = sent().response_url, peer = partner) => call(peer, 'POST', new URL(url).pathname, body),
    session: async (id, fields = {}) => {
      const [token] = (await getDb().execute(
        sql`select uid from tokens where customer_id = ${customerId} and type = 'APP_USER'`,
      )) as unknown as { uid: string }[]
      const uid = token?.uid ?? 'nobody'
      const cdr_token = { country_code: 'SE', party_id: 'LDN', uid, type: 'APP_USER', contract_id: 'x' }
      const at = new Date(clock.now()).toISOString()
      const body = sessionBody(partner, id, { cdr_token, start_date_time: at, last_updated: at, ...fields })
      await call(partner, 'PUT', `sessions/${countryCode}/${partyId}/${id}`, body)
      const [found] = (await getDb().execute(
        sql`select id from sessions where partner_id = ${partnerId} and ocpi_id = ${id}`,
      )) as unknown as [{ id: SessionId }] // put just above
      return found.id
    },
  }
}
