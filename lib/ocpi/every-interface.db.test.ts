// One message to and from each interface in each version, with the bodies that the version's own adapters write. What
// an interface does in every case stands in the tests beside its receiver.
// proves 2.1.1, 2.2.1, 2.3.0: serve versions SENDER GET
// proves 2.1.1, 2.2.1, 2.3.0: serve credentials SENDER GET
// proves 2.1.1, 2.2.1, 2.3.0: serve locations RECEIVER GET, PUT, PATCH
// proves 2.1.1, 2.2.1, 2.3.0: serve tariffs RECEIVER GET, PUT, DELETE
// proves 2.1.1: serve tariffs RECEIVER PATCH
// proves 2.1.1, 2.2.1, 2.3.0: serve sessions RECEIVER GET, PUT, PATCH
// proves 2.1.1, 2.2.1, 2.3.0: serve cdrs RECEIVER GET, POST
// proves 2.1.1, 2.2.1, 2.3.0: serve tokens SENDER GET, POST
// proves 2.1.1, 2.2.1, 2.3.0: serve commands SENDER POST
// proves 2.2.1, 2.3.0: serve chargingprofiles SENDER PUT, POST
// proves 2.2.1, 2.3.0: serve hubclientinfo RECEIVER GET, PUT
// proves 2.3.0: serve invoicereconciliation RECEIVER GET, POST, PUT, DELETE
// proves 2.3.0: serve invoicereconciliation SENDER GET
// proves 2.1.1, 2.2.1, 2.3.0: call locations SENDER GET
// proves 2.1.1, 2.2.1, 2.3.0: call tariffs SENDER GET
// proves 2.1.1, 2.2.1, 2.3.0: call sessions SENDER GET
// proves 2.1.1, 2.2.1, 2.3.0: call cdrs SENDER GET
// proves 2.2.1, 2.3.0: call sessions SENDER PUT charging_preferences
// proves 2.1.1, 2.2.1, 2.3.0: call tokens RECEIVER GET, PUT, PATCH
// proves 2.1.1, 2.2.1, 2.3.0: call commands RECEIVER POST START_SESSION, POST STOP_SESSION, POST RESERVE_NOW, POST UNLOCK_CONNECTOR
// proves 2.2.1, 2.3.0: call commands RECEIVER POST CANCEL_RESERVATION
// proves 2.2.1, 2.3.0: call chargingprofiles RECEIVER GET, PUT, DELETE
// proves 2.2.1, 2.3.0: call hubclientinfo SENDER GET
// proves 2.3.0: call invoicereconciliation SENDER GET
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { insertToken } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { openStubScene, type StubScene } from '@/db/factories/stub-scene'
import { startStubPartner } from '@/db/factories/stub-partner'
import { testSql } from '@/db/testing/test-sql'
import type { OcpiVersion } from '@/lib/auth/context'
import { mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import { pullClientInfo } from './client/pull-client-info'
import { pullInvoiceRecords } from './client/pull-invoice-records'
import { pullModule } from './client/pull-module'
import { pushTokens } from './client/push-tokens'
import { cancelReservation, reserve, startCharging, stopCharging, unlockConnector } from './client/send-command'
import { sendPreferences } from './client/send-preferences'
import { steerSession } from './client/send-profile'
import { setTokenState } from '@/lib/roaming/tokens/set-token-state'
import { closeDispatch } from './http/dispatch'
import { call, cdrBody, locationBody, sessionBody, tariffBody, type Answer, type Peer } from './testing/call'
import { listInterfaces } from './interfaces'
import { codecsOf } from './wire/codecs'
import { VERSIONS } from './versions'

const sql = testSql()
const system = mintSystemCtx({ job: 'test', requestId: 'test', clock: systemClock })
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

/** A body of 2.2.1, in the words of a version. */
const told = {
  location: (version: OcpiVersion, json: unknown) =>
    codecsOf(version).locations.toWire(codecsOf('2.2.1').locations.fromWire(json).value),
  tariff: (version: OcpiVersion, json: unknown) =>
    codecsOf(version).tariffs.toWire(codecsOf('2.2.1').tariffs.fromWire(json).value),
  session: (version: OcpiVersion, json: unknown) =>
    codecsOf(version).sessions.toWire(codecsOf('2.2.1').sessions.fromWire(json).value),
  cdr: (version: OcpiVersion, json: unknown) =>
    codecsOf(version).cdrs.toWire(codecsOf('2.2.1').cdrs.fromWire(json).value),
}
const LATER = '2026-10-02T08:00:00Z'

describe.each(VERSIONS)('OCPI %s', (version) => {
  const at = (peer: Peer) => {
    const owner = `${peer.countryCode}/${peer.partyId}`
    return (method: string, path: string, body?: unknown): Promise<Answer> =>
      call(peer, method, `/ocpi/${version}/${path.replace('OWNER', owner)}`, body)
  }
  const serves = (module: string) =>
    listInterfaces().some((row) => row.version === version && row.direction === 'serve' && row.module === module)
  const good = { http: 200, code: 1000 }

  test('locations, at all three levels', async () => {
    const peer = await insertPartner({ version })
    const send = at(peer)
    const body = told.location(version, locationBody(peer, 'L1'))
    expect(await send('PUT', 'locations/OWNER/L1', body)).toMatchObject({ http: 201, code: 1000 })
    // Read again, everything that it said is there.
    expect((await send('GET', 'locations/OWNER/L1')).data).toMatchObject({ id: 'L1', city: 'Göteborg' })
    const [evse] = body['evses'] as Record<string, unknown>[]
    const [connector] = evse!['connectors'] as Record<string, unknown>[]
    const dated = version === '2.1.1' ? {} : { last_updated: LATER }
    expect(await send('PATCH', 'locations/OWNER/L1', { name: 'Nya torget', ...dated })).toMatchObject(good)
    expect(await send('PATCH', 'locations/OWNER/L1/E1', { status: 'CHARGING', ...dated })).toMatchObject(good)
    expect(await send('PATCH', 'locations/OWNER/L1/E1/1', { format: 'CABLE', ...dated })).toMatchObject(good)
    expect(await send('PUT', 'locations/OWNER/L1/E9', { ...evse, uid: 'E9', last_updated: LATER })).toMatchObject({
      code: 1000,
    })
    expect(await send('PUT', 'locations/OWNER/L1/E9/2', { ...connector, id: '2', last_updated: LATER })).toMatchObject({
      code: 1000,
    })
    expect((await send('GET', 'locations/OWNER/L1')).data).toMatchObject({ name: 'Nya torget' })
    expect((await send('GET', 'locations/OWNER/L1/E1')).data).toMatchObject({
      status: 'CHARGING',
      connectors: [{ format: 'CABLE' }],
    })
    expect((await send('GET', 'locations/OWNER/L1/E9/2')).data).toMatchObject({
      ...connector,
      id: '2',
      last_updated: LATER,
    })
    // A change without a date is as new as what it changes, where the version allows that.
    const undated = await send('PATCH', 'locations/OWNER/L1/E1', { status: 'AVAILABLE' })
    expect(undated.code).toBe(version === '2.1.1' ? 1000 : 2001)
  })

  test('tariffs', async () => {
    const peer = await insertPartner({ version })
    const send = at(peer)
    expect(await send('PUT', 'tariffs/OWNER/T1', told.tariff(version, tariffBody(peer, 'T1')))).toMatchObject({
      http: 201,
      code: 1000,
    })
    expect((await send('GET', 'tariffs/OWNER/T1')).data).toMatchObject({ id: 'T1', currency: 'SEK' })
    const patched = await send('PATCH', 'tariffs/OWNER/T1', { currency: 'EUR' })
    expect(patched.http).toBe(version === '2.1.1' ? 200 : 405)
    const currency = version === '2.1.1' ? 'EUR' : 'SEK'
    expect((await send('GET', 'tariffs/OWNER/T1')).data).toMatchObject({ currency })
    expect(await send('DELETE', 'tariffs/OWNER/T1')).toMatchObject(good)
    expect((await send('GET', 'tariffs/OWNER/T1')).http).toBe(404)
  })

  test('sessions', async () => {
    const peer = await insertPartner({ version })
    const { customerId } = await insertToken({ uid: `04AA${version.replaceAll('.', '')}0001` })
    const [token] = await sql`select uid, contract_id from tokens where customer_id = ${customerId}`
    const send = at(peer)
    const cdr_token = {
      country_code: 'SE',
      party_id: 'LDN',
      uid: token!['uid'],
      type: 'RFID',
      contract_id: token!['contract_id'],
    }
    const body = told.session(version, sessionBody(peer, 'S1', { cdr_token }))
    expect(await send('PUT', 'sessions/OWNER/S1', body)).toMatchObject({ http: 201, code: 1000 })
    const change = { kwh: 7.5, ...(version !== '2.1.1' && { last_updated: LATER }) }
    expect(await send('PATCH', 'sessions/OWNER/S1', change)).toMatchObject(good)
    expect((await send('GET', 'sessions/OWNER/S1')).data).toMatchObject({
      ...body,
      kwh: 7.5,
      last_updated: expect.any(String),
    })
    // Whose it is follows from the card, or from the contract where nothing else is told.
    const [row] = await sql`select customer_id from sessions where partner_id = ${peer.partnerId}`
    expect(row?.['customer_id']).toBe(customerId)
  })

  test('CDRs', async () => {
    const peer = await insertPartner({ version })
    const { customerId } = await insertToken({ uid: `04BB${version.replaceAll('.', '')}0001` })
    const [token] = await sql`select uid, contract_id from tokens where customer_id = ${customerId}`
    const cdr_token = {
      country_code: 'SE',
      party_id: 'LDN',
      uid: token!['uid'],
      type: 'RFID',
      contract_id: token!['contract_id'],
    }
    const body = told.cdr(version, cdrBody(peer, 'C1', 'x', { cdr_token }))
    const stored = await at(peer)('POST', 'cdrs', body)
    expect(stored).toMatchObject({ http: 201, code: 1000 })
    expect((await call(peer, 'GET', new URL(stored.headers['location']!).pathname)).data).toEqual(body)
    expect(await at(peer)('POST', 'cdrs', body)).toMatchObject(good)
    const [row] = await sql`select customer_id, total_excl, total_incl from cdrs where partner_id = ${peer.partnerId}`
    // 2.1.1 states no VAT: what it comes to is unknown, not zero.
    expect(row).toMatchObject({
      customer_id: customerId,
      total_excl: '35.2',
      total_incl: version === '2.1.1' ? null : '44',
    })
  })

  test('tokens: the list, and a card that wants to charge', async () => {
    const peer = await insertPartner({ version })
    const uid = `04CC${version.replaceAll('.', '')}0001`
    await insertToken({ uid })
    const list = (await at(peer)('GET', 'tokens?limit=1000')).data as Record<string, unknown>[]
    const mine = list.find((token) => token['uid'] === uid)!
    expect(mine).toMatchObject({ [version === '2.1.1' ? 'auth_id' : 'contract_id']: expect.any(String) as string })
    expect(codecsOf(version).tokens.fromWire(mine).findings).toEqual([])
    expect((await at(peer)('POST', `tokens/${uid}/authorize`, { location_id: 'L1' })).data).toMatchObject({
      allowed: 'ALLOWED',
    })
    expect(await at(peer)('POST', 'tokens/00000000/authorize')).toMatchObject({
      http: 404,
      code: version === '2.1.1' ? 2001 : 2004,
    })
  })

  test('versions, and our credentials in its words', async () => {
    const peer = await insertPartner({ version })
    expect((await call(peer, 'GET', '/ocpi/versions')).data).toContainEqual(expect.objectContaining({ version }))
    const ours = codecsOf(version).credentials.credentialsFromWire((await at(peer)('GET', 'credentials')).data)
    expect(ours).toMatchObject({
      findings: [],
      value: { token: peer.clientToken, roles: [{ countryCode: 'SE', partyId: 'LDN' }] },
    })
  })

  test.runIf(serves('hubclientinfo'))('hubclientinfo: put, read, and pulled', async () => {
    const roles = [
      {
        role: 'HUB',
        countryCode: 'NL',
        partyId: `H${version.replaceAll('.', '').slice(0, 2)}`,
        businessDetails: { name: 'Navet' },
      },
    ]
    const { countryCode, partyId } = roles[0]!
    const hub = await startStubPartner({ version, countryCode, partyId, roles })
    const info = { country_code: 'NO', party_id: 'VIK', role: 'CPO', status: 'CONNECTED', last_updated: LATER }
    expect(await at(hub)('PUT', 'hubclientinfo/NO/VIK', info)).toMatchObject({ code: 1000 })
    expect((await at(hub)('GET', 'hubclientinfo/NO/VIK')).data).toMatchObject(info)
    await sql`insert into partner_endpoints (partner_id, version, identifier, role, url) values (${hub.partnerId}, ${version}, 'hubclientinfo', 'SENDER', ${`${hub.url}/hubclientinfo`}) on conflict do nothing`
    hub.answer(() => ({ data: [info] }))
    expect(await pullClientInfo(system, hub.partnerId, false)).toBe(1)
    await hub.close()
  })

  test.runIf(serves('invoicereconciliation'))(
    'invoice records: posted, put, read, deleted, listed and pulled',
    async () => {
      const cpo = await startStubPartner({ version })
      const record = {
        country_code: cpo.countryCode,
        party_id: cpo.partyId,
        id: 'R1',
        invoice_id: 'F-1',
        cdrs: ['C1'],
        last_updated: LATER,
      }
      const send = at(cpo)
      expect(await send('POST', 'invoicereconciliation', record)).toMatchObject({ code: 1000 })
      expect(
        await send('PUT', 'invoicereconciliation/OWNER/R1', {
          ...record,
          invoice_id: 'F-2',
          last_updated: '2026-10-03T08:00:00Z',
        }),
      ).toMatchObject({ code: 1000 })
      expect((await send('GET', 'invoicereconciliation/OWNER/R1')).data).toMatchObject({ invoice_id: 'F-2' })
      expect(await send('DELETE', 'invoicereconciliation/OWNER/R1')).toMatchObject(good)
      expect(await send('GET', 'invoicereconciliation')).toMatchObject({ ...good, data: [] })
      await sql`insert into partner_endpoints (partner_id, version, identifier, role, url) values (${cpo.partnerId}, ${version}, 'invoicereconciliation', 'SENDER', ${`${cpo.url}/invoicereconciliation`}) on conflict do nothing`
      cpo.answer(() => ({ data: [{ ...record, id: 'R2' }] }))
      expect(await pullInvoiceRecords(system, cpo.partnerId)).toEqual({ fetched: 1, rejected: 0 })
      await cpo.close()
    },
  )

  describe('what we ask of a partner', () => {
    let scene: StubScene
    beforeEach(async () => {
      scene = await openStubScene()
      await sql`update partners set version = ${version} where id = ${scene.partner.partnerId}`
    })
    afterEach(() => scene.partner.close())
    const asked = () => scene.partner.seen.at(-1)!
    /** Headers of routing came with 2.2; message ids are always sent. */
    const expectHeaders = () => {
      const { headers } = asked()
      expect(headers['x-request-id']).toBeDefined()
      expect(headers['ocpi-to-party-id'] !== undefined).toBe(version !== '2.1.1')
    }

    test('its lists', async () => {
      const { partner } = scene
      const lists: Record<string, unknown[]> = {
        '/locations': [told.location(version, locationBody(partner, 'L7'))],
        '/tariffs': [told.tariff(version, tariffBody(partner, 'T7'))],
        '/sessions': [told.session(version, sessionBody(partner, 'S7'))],
        '/cdrs': [told.cdr(version, cdrBody(partner, 'C7'))],
      }
      partner.answer(({ path }) => ({ data: lists[path] ?? [] }))
      for (const name of ['locations', 'tariffs', 'sessions', 'cdrs'] as const) {
        expect(await pullModule(system, partner.partnerId, name, true)).toMatchObject({ fetched: 1, rejected: 0 })
        expectHeaders()
      }
      const keys = await sql`select key from cdrs where partner_id = ${partner.partnerId}`
      expect(keys).toEqual([{ key: `${partner.countryCode}*${partner.partyId}*C7` }])
    })

    test('to keep our cards', async () => {
      const uid = `04DD${version.replaceAll('.', '')}0001`
      await insertToken({ uid })
      scene.partner.answer(() => ({}))
      expect((await pushTokens(system, scene.partner.partnerId)).failed).toBe(0)
      const put = scene.partner.seen.find(({ path }) => path.endsWith(uid))
      expect(put).toMatchObject({ method: 'PUT', path: `/tokens/SE/LDN/${uid}` })
      expect(codecsOf(version).tokens.fromWire(put!.body)).toMatchObject({ value: { uid, valid: true }, findings: [] })
    })

    test('to change a card, to show what it has, and to take the whole where it has none', async () => {
      const { partner } = scene
      await sql`update partners set quirks = quirks || '{"tokenPush":"patch"}' where id = ${partner.partnerId}`
      const uid = `04DE${version.replaceAll('.', '')}0001`
      const { tokenId } = await insertToken({ uid })
      partner.answer(() => ({}))
      await pushTokens(system, partner.partnerId)
      const staff = mintStaffCtx({ userId: newId('user', 1), role: 'support', requestId: 'test', clock: systemClock })
      await setTokenState(staff, tokenId, 'blocked', 'stolen')
      partner.seen.length = 0
      partner.answer(({ method }) => (method === 'PUT' ? {} : { http: 404, code: 2004 }))
      expect(await pushTokens(system, partner.partnerId)).toMatchObject({ failed: 0 })
      const own = partner.seen.filter(({ path }) => path === `/tokens/SE/LDN/${uid}`)
      expect(own.map(({ method }) => method)).toEqual(['PATCH', 'GET', 'PUT'])
      expect(own[0]?.body).toMatchObject({ valid: false, last_updated: expect.any(String) })
      expect(codecsOf(version).tokens.fromWire(own[2]!.body)).toMatchObject({ value: { uid, valid: false } })
    })

    test('to start and stop, and its results', async () => {
      await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1' })
      expect(asked()).toMatchObject({ method: 'POST', path: '/commands/START_SESSION' })
      expect(asked().body).toMatchObject({
        location_id: 'LOC1',
        evse_uid: 'E1',
        token: { type: version === '2.1.1' ? 'OTHER' : 'APP_USER' },
      })
      expectHeaders()
      expect(new URL(scene.sent().response_url).pathname).toMatch(new RegExp(`^/ocpi/${version}/commands/`))
      expect(await scene.post({ result: 'ACCEPTED' })).toMatchObject(good)
      const [command] = await sql`select state from commands where partner_id = ${scene.partner.partnerId}`
      expect(command?.['state']).toBe('accepted_by_station')
      await stopCharging(scene.me, await scene.session('S1'))
      expect(asked()).toMatchObject({ path: '/commands/STOP_SESSION', body: { session_id: 'S1' } })
    })

    test('to hold a place, and to let a cable go', async () => {
      const quote = { currency: 'SEK', usedMinor: '1250', unusedMinor: '2500' }
      const reservation = await reserve(scene.me, { evseId: scene.evseId, minutes: 30, quote })
      expect(asked()).toMatchObject({ path: '/commands/RESERVE_NOW', body: { location_id: 'LOC1' } })
      expect(typeof (asked().body as Record<string, unknown>)['reservation_id']).toBe(
        version === '2.1.1' ? 'number' : 'string',
      )
      await scene.post({ result: 'ACCEPTED' })
      // There is no such command in 2.1.1: it is not sent.
      const cancelled = await cancelReservation(scene.me, reservation).then(
        () => asked().path,
        () => null,
      )
      expect(cancelled).toBe(version === '2.1.1' ? null : '/commands/CANCEL_RESERVATION')
      const staff = mintStaffCtx({ userId: newId('user', 1), role: 'support', requestId: 'test', clock: scene.clock })
      await unlockConnector(staff, { evseId: scene.evseId, connectorId: '1', reason: 'The cable is stuck' })
      expect(asked()).toMatchObject({ path: '/commands/UNLOCK_CONNECTOR', body: { connector_id: '1' } })
    })

    test.runIf(serves('chargingprofiles'))(
      'to limit the power, to lift that, to tell, and to know what the driver wishes',
      async () => {
        await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1' })
        const session = await scene.session('S1')
        await steerSession(scene.me, session, { kind: 'set', limitKw: '5.5' })
        expect(asked()).toMatchObject({ method: 'PUT', path: '/chargingprofiles/S1' })
        expect(new URL(scene.sent().response_url).pathname).toMatch(new RegExp(`^/ocpi/${version}/chargingprofiles/`))
        expect(await scene.post({ result: 'ACCEPTED' })).toMatchObject(good)
        scene.clock.set((scene.clock.now() + 60_000) as ReturnType<typeof scene.clock.now>)
        await steerSession(scene.me, session, { kind: 'clear' })
        expect(asked()).toMatchObject({ method: 'DELETE', path: '/chargingprofiles/S1' })
        await scene.post({ result: 'ACCEPTED' })
        const staff = mintStaffCtx({ userId: newId('user', 1), role: 'support', requestId: 'test', clock: scene.clock })
        await steerSession(staff, session, { kind: 'read' })
        expect(asked()).toMatchObject({ method: 'GET', path: '/chargingprofiles/S1' })
        const profile = { charging_rate_unit: 'W', charging_profile_period: [{ start_period: 0, limit: 3700 }] }
        const active = { start_date_time: LATER, charging_profile: profile }
        expect(await at(scene.partner)('PUT', 'chargingprofiles/S1', active)).toMatchObject(good)
        scene.partner.answer(() => ({ data: 'ACCEPTED' }))
        const wish = { profileType: 'CHEAP', departureAt: null, energyKwh: null, dischargeAllowed: false }
        expect(await sendPreferences(scene.me, session, wish as Parameters<typeof sendPreferences>[2])).toBe('ACCEPTED')
        expect(asked()).toMatchObject({ method: 'PUT', path: '/sessions/S1/charging_preferences' })
      },
    )
  })
})
