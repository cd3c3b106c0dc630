// A hub with four operators behind it: one connection, routed messages, parties that come and go.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { driveCpo, until, type Drive } from './drive-cpo'
import { TOKEN } from './fake-emsp'
import type { Cdr, ClientInfo, Location, Role, Session } from './wire'

let drive: Drive

beforeAll(async () => {
  drive = await driveCpo({ hub: { patienceMs: 60 } })
  await drive.register('2.2.1')
  await drive.ocpi('PUT', `2.2.1/tokens/SE/LAD/${TOKEN.uid}`, TOKEN)
})

beforeEach(() => {
  drive.emsp.seen.length = 0
  drive.emsp.cdrs.length = 0
})

afterAll(() => drive.close())

const FROM = { 'ocpi-from-country-code': 'SE', 'ocpi-from-party-id': 'LAD' }
const to = (country: string, party: string) => ({
  ...FROM,
  'ocpi-to-country-code': country,
  'ocpi-to-party-id': party,
})
const party = (id: string, body: object) => drive.control('POST', `parties/${id}`, body)
const names = (headers: Headers | Record<string, unknown>, side: string) => {
  const read = (part: string) =>
    headers instanceof Headers ? headers.get(`ocpi-${side}-${part}`) : headers[`ocpi-${side}-${part}`]
  return `${String(read('country-code'))} ${String(read('party-id'))}`
}

async function locationsOf(headers: Record<string, string>): Promise<{ parties: string[]; headers: Headers }> {
  const given = await drive.ocpi<Location[]>('GET', '2.2.1/locations', undefined, headers)
  return { parties: [...new Set(given.answer.data.map(({ party_id: id }) => id))], headers: given.headers }
}

/** An EVSE of a party, by the remote control. */
async function evseOf(partyId: string): Promise<{ locationId: string; evseUid: string }> {
  type Place = { id: string; partyId: string; evses: { uid: string; status: string }[] }
  const places = await drive.control<Place[]>('GET', 'locations')
  const place = places.find((candidate) => candidate.partyId === partyId)
  const evse = place?.evses.find(({ status }) => status === 'AVAILABLE')
  return { locationId: place?.id ?? '', evseUid: evse?.uid ?? '' }
}

async function charge(partyId: string): Promise<string> {
  const where = await evseOf(partyId)
  const tapped = await drive.control<{ sessionId: string }>('POST', 'tap', { uid: TOKEN.uid, minutes: 30, ...where })
  return tapped.sessionId
}

describe('its credentials', () => {
  test('in 2.2.1 name the hub alone, in 2.3.0 hub_party_id and everybody behind it', async () => {
    expect(drive.emsp.partner?.roles.map(({ role, party_id: id }: Role) => [role, id])).toEqual([['HUB', 'NAV']])
    const { answer } = await drive.ocpi<{ hub_party_id: string; roles: Role[] }>('GET', '2.3.0/credentials')
    expect(answer.data.hub_party_id).toBe('SENAV')
    expect(
      answer.data.roles.map(({ role, country_code: country, party_id: id }) => `${role} ${country} ${id}`),
    ).toEqual(['CPO SE KUL', 'CPO SE FJL', 'CPO NO VIK', 'CPO DK SUN'])
    const versions = await drive.ocpi<{ version: string }[]>('GET', 'versions')
    expect(versions.answer.data.map(({ version }) => version)).toEqual(['2.2.1', '2.3.0'])
  })
})

describe('a request', () => {
  test('to one party is answered by that one, to the hub or to nobody by all of them', async () => {
    const one = await locationsOf(to('NO', 'VIK'))
    expect(one.parties).toEqual(['VIK'])
    expect(names(one.headers, 'from')).toBe('NO VIK')
    expect(names(one.headers, 'to')).toBe('SE LAD')
    for (const headers of [to('se', 'nav'), FROM]) {
      expect((await locationsOf(headers)).parties.toSorted()).toEqual(['FJL', 'KUL', 'SUN', 'VIK'])
    }
    expect(names((await locationsOf(FROM)).headers, 'from')).toBe('SE NAV')
  })

  test('to nobody about something is routed to whom it concerns', async () => {
    const { locationId, evseUid } = await evseOf('SUN')
    const body = { response_url: `${drive.emsp.url}/ocpi/2.2.1/commands/START_SESSION/1`, token: TOKEN }
    const start = { ...body, location_id: locationId, evse_uid: evseUid }
    const given = await drive.ocpi('POST', '2.2.1/commands/START_SESSION', start, FROM)
    expect(names(given.headers, 'from')).toBe('DK SUN')
    await until(() => drive.emsp.on('POST', /commands/).length === 1)
    expect(names(drive.emsp.on('POST', /commands/)[0]?.headers ?? {}, 'from')).toBe('DK SUN')
    await until(() => drive.emsp.cdrs.length === 1)
  })

  test('to somebody unknown, slow or away: 4001, 4002, 4003', async () => {
    const status = async (headers: Record<string, string>) => {
      const { http, answer } = await drive.ocpi('GET', '2.2.1/tariffs', undefined, headers)
      return [http, answer.status_code]
    }
    expect(await status(to('SE', 'XXX'))).toEqual([200, 4001])
    await party('FJL', { delayMs: 10_000 })
    expect(await status(to('SE', 'FJL'))).toEqual([200, 4002])
    await party('FJL', { delayMs: 5 })
    expect(await status(to('SE', 'FJL'))).toEqual([200, 1000])
    await party('FJL', { status: 'OFFLINE' })
    expect(await status(to('SE', 'FJL'))).toEqual([200, 4003])
    await party('FJL', { status: 'CONNECTED', delayMs: 0 })
    expect(await status(to('SE', 'FJL'))).toEqual([200, 1000])
  })

  test('to one party about the station of another is not understood', async () => {
    const { locationId: location_id, evseUid: evse_uid } = await evseOf('SUN')
    const start = { response_url: `${drive.emsp.url}/ocpi/2.2.1/commands/X/1`, token: TOKEN, location_id, evse_uid }
    const given = await drive.ocpi('POST', '2.2.1/commands/START_SESSION', start, to('NO', 'VIK'))
    expect(given.answer.status_code).toBe(2003)
    expect((await drive.ocpi('GET', `2.2.1/locations/${location_id}`, undefined, to('NO', 'VIK'))).http).toBe(404)
  })

  test('with a uid in another form is refused by a hub that is strict about it', async () => {
    const put = (uid: string) => drive.ocpi('PUT', `2.2.1/tokens/SE/LAD/${uid}`, { ...TOKEN, uid }, to('SE', 'NAV'))
    expect((await put('04a1b2')).http).toBe(201)
    await drive.control('POST', 'hub', { strictUids: true })
    expect((await put('04a1b2c3')).answer.status_code).toBe(2001)
    expect((await put('04A1B2C3')).http).toBe(201)
    await drive.control('POST', 'hub', { strictUids: false })
  })

  test('for a list is cut to the limits of the hub', async () => {
    for (let count = 0; count < 22; count += 1) await drive.control('POST', 'cdr', { token: TOKEN })
    const given = await drive.ocpi<Cdr[]>('GET', '2.2.1/cdrs?limit=500', undefined, FROM)
    expect(given.answer.data).toHaveLength(20)
    expect(given.headers.get('x-limit')).toBe('20')
    expect(given.headers.get('link')).toContain('offset=20')
  })
})

describe('what it sends', () => {
  test('is broadcast in the name of the hub for locations, and in that of the party for sessions and CDRs', async () => {
    const id = await charge('VIK')
    await until(() => drive.emsp.cdrs.length === 1)
    const session = drive.emsp.on('PUT', /sessions/)[0]
    expect(session?.path).toContain(`/sessions/NO/VIK/${id}`)
    expect(names(session?.headers ?? {}, 'from')).toBe('NO VIK')
    const status = drive.emsp.on('PATCH', /locations/)[0]
    expect(status?.path).toContain('/locations/NO/VIK/')
    expect(names(status?.headers ?? {}, 'from')).toBe('SE NAV')
    expect(names(drive.emsp.on('POST', /authorize/)[0]?.headers ?? {}, 'from')).toBe('NO VIK')
    const post = drive.emsp.on('POST', /cdrs/)[0]
    expect(names(post?.headers ?? {}, 'from')).toBe('NO VIK')
    expect(post?.body).toMatchObject({ party_id: 'VIK', currency: 'NOK', session_id: expect.stringMatching(/^NAV-/) })
    expect(post?.body).not.toMatchObject({ session_id: id })
  })

  test('says in a remark whose price it is, keeps session ids and loses credits, as asked', async () => {
    await drive.control('POST', 'hub', { remark: '[?]', ownSessionIds: false, dropsCredit: true })
    await drive.control('POST', 'cdr', { token: TOKEN, misbehave: 'credit' })
    const [first, second] = drive.emsp.cdrs as Cdr[]
    expect(first).toMatchObject({ remark: '[?]', session_id: expect.stringMatching(/^(KUL|FJL|VIK|SUN)-S/) })
    expect(second?.total_cost.excl_vat).toBe(-(first?.total_cost.excl_vat ?? 0))
    expect(second).not.toHaveProperty('credit')
    await drive.control('POST', 'hub', { remark: null, ownSessionIds: true, dropsCredit: false })
  })

  test('is nothing for a party that is away; its sessions can be fetched once it is back', async () => {
    await party('SUN', { status: 'OFFLINE' })
    const id = await charge('SUN')
    await until(async () => (await drive.control<Session>('GET', `sessions/${id}`)).status === 'COMPLETED')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(drive.emsp.seen.filter(({ path }) => /sessions|cdrs|locations/.test(path))).toEqual([])
    await party('SUN', { status: 'CONNECTED' })
    const path = '2.2.1/sessions?date_from=2020-01-01T00:00:00Z'
    const { answer } = await drive.ocpi<Session[]>('GET', path, undefined, to('DK', 'SUN'))
    expect(answer.data.find((session) => session.id === id)?.status).toBe('COMPLETED')
  })
})

describe('HubClientInfo', () => {
  test('lists who is there and is pushed when that changes, without routing headers', async () => {
    const list = async () => (await drive.ocpi<ClientInfo[]>('GET', '2.2.1/hubclientinfo')).answer.data
    expect((await list()).map(({ party_id: id, role, status }) => [id, role, status])).toEqual(
      ['KUL', 'FJL', 'VIK', 'SUN'].map((id) => [id, 'CPO', 'CONNECTED']),
    )
    await party('KUL', { status: 'SUSPENDED' })
    await drive.control('POST', 'parties', { countryCode: 'FI', partyId: 'JAR', name: 'Järvilataus Oy' })
    const pushed = drive.emsp.on('PUT', /hubclientinfo/)
    expect(pushed.map(({ path, body }) => [path, (body as ClientInfo).status])).toEqual([
      ['/ocpi/2.2.1/hubclientinfo/SE/KUL', 'SUSPENDED'],
      ['/ocpi/2.2.1/hubclientinfo/FI/JAR', 'PLANNED'],
    ])
    expect(pushed[0]?.headers).not.toHaveProperty('ocpi-from-party-id')
    expect((await list()).find(({ party_id: id }) => id === 'JAR')).toMatchObject({ status: 'PLANNED', role: 'CPO' })
    await party('KUL', { status: 'CONNECTED' })
  })
})

test('an operator that is no hub has no HubClientInfo', async () => {
  const alone = await driveCpo()
  await alone.register('2.2.1')
  expect((await alone.ocpi('GET', '2.2.1/hubclientinfo')).http).toBe(404)
  await alone.close()
})
