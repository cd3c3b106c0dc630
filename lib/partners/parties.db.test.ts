import { afterAll, beforeEach, expect, test } from 'vitest'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { staff, system } from '@/db/factories/rated-portal'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { NotFoundError } from '@/lib/kernel/errors'
import { instant } from '@/lib/kernel/time'
import { locationBody, call } from '@/lib/ocpi/testing/call'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { listLocations } from '@/lib/roaming/locations/list-locations'
import { addPartner, draftPartner } from './add-partner'
import { endRegistration } from './end-registration'
import { nameParties } from './name-parties'
import { noteClientInfo } from './note-client-info'
import { getPartner, listPartners } from './queries'
import { countParties, getParty, listParties } from './queries/parties'
import { findRoute } from './queries/route'
import { saveRegistration } from './save-registration'
import { getDb } from '@/db/client'

const sql = testSql()
const roaming = staff('roaming')
const roleOf = (role: string, countryCode: string, partyId: string) => ({
  role,
  countryCode,
  partyId,
  businessDetails: { name: `${role} ${partyId}` },
})
let hub: PartnerFixture

beforeEach(async () => {
  await closeDispatch()
  await truncateAll(sql)
  hub = await insertPartner({ countryCode: 'NL', partyId: 'HUB', name: 'Navet', roles: [roleOf('HUB', 'NL', 'HUB')] })
  const info = (key: string, status: 'CONNECTED' | 'OFFLINE' | 'PLANNED', role = 'CPO') => ({
    countryCode: key.slice(0, 2),
    partyId: key.slice(2),
    role,
    status,
    lastUpdated: instant(Date.UTC(2026, 9, 1)),
  })
  await noteClientInfo(system, hub.partnerId, [
    info('NOVIK', 'CONNECTED'),
    info('DKSUN', 'OFFLINE'),
    info('SEFJL', 'PLANNED'),
    info('NOVIK', 'CONNECTED', 'EMSP'),
  ])
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const keys = async (filter: Parameters<typeof listParties>[2], paging = {}) =>
  (await listParties(roaming, hub.partnerId, filter, paging)).rows.map(({ key }) => key)

test('the parties behind a hub are listed, searched, counted and paged', async () => {
  expect(await keys({})).toEqual(['DK*SUN', 'NO*VIK', 'SE*FJL'])
  expect(await keys({ show: 'away' })).toEqual(['DK*SUN'])
  expect(await keys({ show: 'planned' })).toEqual(['SE*FJL'])
  for (const search of ['vik', 'NO*V', 'novik', ' no*vik ']) expect(await keys({ search })).toEqual(['NO*VIK'])
  expect(await keys({ search: '%' })).toEqual([])
  expect(await countParties(roaming, hub.partnerId)).toEqual({
    all: 3,
    connected: 1,
    away: 1,
    planned: 1,
    unannounced: 0,
  })
  const first = await listParties(roaming, hub.partnerId, {}, { limit: 2 })
  expect(first).toMatchObject({ rows: [{ key: 'DK*SUN' }, { key: 'NO*VIK', roles: ['CPO', 'EMSP'] }], next: 'NO*VIK' })
  expect(await keys({}, { after: first.next! })).toEqual(['SE*FJL'])
  expect(await listPartners(roaming)).toMatchObject([{ hubParty: 'NL*HUB', parties: 3 }])
  await expect(getParty(roaming, 'XX*YYY')).rejects.toThrow(NotFoundError)
})

test('lists say by which road a place came, in the party’s own name once it has one', async () => {
  const vik = { countryCode: 'NO', partyId: 'VIK' }
  await call(hub, 'PUT', 'locations/NO/VIK/L1', locationBody(vik, 'L1', { operator: { name: 'Viking Lading' } }))
  expect((await listLocations(roaming, {})).rows).toMatchObject([{ partnerName: 'NO*VIK via Navet', party: 'NO*VIK' }])
  await nameParties(hub.partnerId)
  expect((await listLocations(roaming, {})).rows).toMatchObject([{ partnerName: 'Viking Lading via Navet' }])
})

const registration = (given: object) => ({
  version: '2.2.1' as const,
  versionsUrl: 'https://kul.example/versions',
  endpoints: [{ identifier: 'commands', role: 'RECEIVER', url: 'https://kul.example/commands' }],
  roles: [roleOf('CPO', 'SE', 'KUL')],
  serverToken: 'theirs',
  tokenEncoding: 'base64' as const,
  clientToken: `ours-${Math.random()}`,
  clientTokenKind: 'B' as const,
  step: 'registered' as const,
  ...given,
})
const register = async (given: object = {}) =>
  saveRegistration(system, {
    ...registration(given),
    partnerId: await draftPartner(system, 'https://kul.example/versions'),
  })

test('a party is connected again in another version or elsewhere, not twice the same way', async () => {
  const first = await register()
  await expect(register()).rejects.toThrow('registered already')
  const second = await register({ version: '2.3.0' })
  const third = await register({ versionsUrl: 'https://elsewhere.example/versions' })
  expect(new Set([first, second, third]).size).toBe(3)
  const { connections } = await getParty(roaming, 'SE*KUL')
  // The newer version first, then the older connection.
  const ranked = connections
    .map(({ partnerId, routes }) => ({
      partnerId,
      rank: routes.find(({ module }) => module === 'commands')?.rank ?? -1,
    }))
    .toSorted((a, b) => a.rank - b.rank)
  expect(ranked.map(({ partnerId }) => partnerId)).toEqual([second, first, third])
  expect(await findRoute(getDb(), 'SE*KUL', 'commands', first)).toEqual({ partnerId: second, version: '2.3.0' })
  // One that ends gives way, and is taken up again by the next handshake of its party.
  await endRegistration(system, second)
  expect(await findRoute(getDb(), 'SE*KUL', 'commands', first)).toMatchObject({ partnerId: first })
  expect(await register({ version: '2.3.0', clientToken: 'again' })).toBe(second)
  expect(await findRoute(getDb(), 'SE*KUL', 'commands', first)).toMatchObject({ partnerId: second })
})

test('staff say that another connection is meant; one that still waits gets a new token instead', async () => {
  await insertPartner({ countryCode: 'SE', partyId: 'KUL' })
  const input = { name: 'Kulla Ladd', countryCode: 'SE', partyId: 'KUL' }
  await expect(addPartner(roaming, input)).rejects.toThrow('known already')
  const { partnerId } = await addPartner(roaming, { ...input, another: true })
  await expect(addPartner(roaming, { ...input, another: true })).rejects.toThrow(`known already: ${partnerId}`)
})

test('2.3.0: hub_party_id makes a hub, and its roles are the parties behind it', async () => {
  const roles = [roleOf('CPO', 'SE', 'KUL'), roleOf('CPO', 'NO', 'VIK')]
  const id = await register({
    version: '2.3.0',
    hubPartyId: 'SENAV',
    roles,
    versionsUrl: 'https://nav.example/versions',
  })
  expect(await getPartner(roaming, id)).toMatchObject({
    countryCode: 'SE',
    partyId: 'NAV',
    hubParty: 'SE*NAV',
    parties: 2,
  })
  const listed = await listParties(roaming, id, {})
  expect(listed.rows).toMatchObject([
    { key: 'NO*VIK', name: 'CPO VIK', source: 'roles' },
    { key: 'SE*KUL', name: 'CPO KUL', source: 'roles' },
  ])
  // A role that is no longer stated is forgotten.
  await saveRegistration(system, {
    ...registration({ version: '2.3.0', hubPartyId: 'SENAV', roles: roles.slice(0, 1), step: 'updated' }),
    partnerId: id,
  })
  expect((await listParties(roaming, id, {})).rows.map(({ key }) => key)).toEqual(['SE*KUL'])
  expect(await sql`select 1 from party_routes where key = 'NO*VIK' and partner_id = ${id}`).toHaveLength(0)
})
