import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertToken, type TokenFixture } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import { newId } from '@/lib/kernel/ids'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { call, evseBody, locationBody } from '@/lib/ocpi/testing/call'
import { systemClock } from '@/lib/platform/clock'
import { allowTokenPlace, liftTokenPlaces, removeTokenPlace } from './allow-token-place'
import { namePlaces, searchPlaces } from './name-places'
import { getToken } from './queries'
import { setTokenGroup } from './set-token-group'

const sql = testSql()
const as = (role: 'support' | 'auditor') =>
  mintStaffCtx({ userId: newId('user', 0), role, requestId: 'test', clock: systemClock })
const staff = as('support')
let cpo: PartnerFixture
let other: PartnerFixture
let card: TokenFixture
let depot: string
let operator: string

beforeAll(async () => {
  ;[cpo, other] = [await insertPartner(), await insertPartner()]
  operator = `${cpo.countryCode}*${cpo.partyId}`
  depot = `${operator}*DEPOT`
  for (const peer of [cpo, other])
    await call(
      peer,
      'PUT',
      `locations/${peer.countryCode}/${peer.partyId}/Depot`,
      locationBody(peer, 'Depot', { evses: [evseBody('E1'), evseBody('E2'), evseBody('E3')] }),
    )
})
beforeEach(async () => {
  card = await insertToken({ language: 'en' })
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const at = (location_id: string, ...evse_uids: string[]) => ({ location_id, evse_uids })
const ask = (body?: unknown, peer = cpo, path = 'tokens') => call(peer, 'POST', `${path}/${card.uid}/authorize`, body)
const decision = async () =>
  (await sql`select allowed, reason from authorizations where token_uid = ${card.uid} order by id desc limit 1`)[0]

test('a card for one place: asked without a place is 2002, elsewhere a no with its reason, there a yes', async () => {
  await allowTokenPlace(staff, card.tokenId, { location: depot.toLowerCase(), evseUids: [] }, 'leaves the depot never')
  expect(await ask()).toMatchObject({ http: 200, code: 2002 })
  expect(await decision()).toEqual({ allowed: 'NOT_ALLOWED', reason: 'place_missing' })
  expect(await ask(at('Street', 'E1'))).toMatchObject({
    http: 200,
    code: 1000,
    data: { allowed: 'NOT_ALLOWED', info: { text: 'This card is not valid at this place' } },
  })
  expect((await ask(at('Street', 'E1'))).data).not.toHaveProperty('location')
  expect(await decision()).toEqual({ allowed: 'NOT_ALLOWED', reason: 'place_not_allowed' })
  const answer = await ask(at('depot', 'E1', 'e2'))
  expect(answer.data).toMatchObject({
    allowed: 'ALLOWED',
    location: at('depot', 'E1', 'e2'),
    token: { whitelist: 'NEVER' },
    authorization_reference: expect.any(String),
  })
  // Another operator has a place of the same id.
  expect((await ask(at('Depot', 'E1'), other)).data).toMatchObject({ allowed: 'NOT_ALLOWED' })
})

test('a card for some EVSEs: of those asked about the permitted ones come back', async () => {
  await allowTokenPlace(staff, card.tokenId, { location: depot, evseUids: ['e1', 'E2'] }, 'two sockets')
  expect((await ask(at('Depot', 'E2', 'E3', 'E1'))).data).toMatchObject({ location: at('Depot', 'E2', 'E1') })
  expect((await ask(at('Depot', 'E3'))).data).toMatchObject({ allowed: 'NOT_ALLOWED' })
  // Nobody named one: those that it may use.
  expect((await ask(at('Depot'))).data).toMatchObject({ allowed: 'ALLOWED', location: at('Depot', 'E1', 'E2') })
  const before21 = await ask({ ...at('Depot', 'E1', 'E3'), connector_ids: ['1'] }, cpo, '/ocpi/2.1.1/tokens')
  expect(before21.data).toMatchObject({ allowed: 'ALLOWED', location: at('Depot', 'E1') })
})

test('all places of an operator, and a place more', async () => {
  await allowTokenPlace(staff, card.tokenId, { location: operator, evseUids: [] }, 'x')
  expect((await ask(at('Anywhere', 'E9'))).data).toMatchObject({ allowed: 'ALLOWED', location: at('Anywhere', 'E9') })
  expect((await ask(at('Depot', 'E1'), other)).data).toMatchObject({ allowed: 'NOT_ALLOWED' })
  const theirs = `${other.countryCode}*${other.partyId}*DEPOT`
  await allowTokenPlace(staff, card.tokenId, { location: theirs, evseUids: ['E3'] }, 'x')
  expect((await ask(at('Depot', 'E1', 'E3'), other)).data).toMatchObject({ location: at('Depot', 'E3') })
})

test('a blocked card is blocked wherever it is shown', async () => {
  await allowTokenPlace(staff, card.tokenId, { location: depot, evseUids: [] }, 'x')
  await sql`update tokens set state = 'blocked' where id = ${card.tokenId}`
  for (const body of [undefined, at('Street', 'E1'), at('Depot', 'E1')])
    expect((await ask(body)).data).toMatchObject({ allowed: 'BLOCKED' })
})

test('places are taken out one by one; the last leaves nowhere, lifting leaves everywhere; each change is audited', async () => {
  await allowTokenPlace(staff, card.tokenId, { location: operator, evseUids: [] }, 'first')
  await allowTokenPlace(staff, card.tokenId, { location: operator, evseUids: [] }, 'again')
  await removeTokenPlace(staff, card.tokenId, operator, 'gone')
  expect((await ask(at('Depot', 'E1'))).data).toMatchObject({ allowed: 'NOT_ALLOWED' })
  await liftTokenPlaces(staff, card.tokenId, 'free')
  expect((await ask()).data).toMatchObject({ allowed: 'ALLOWED', token: { whitelist: 'ALLOWED_OFFLINE' } })
  expect(
    await sql`select action, reason, customer_id from audit_events where entity_id = ${card.tokenId} order by id`,
  ).toEqual([
    { action: 'token.restrict-places', reason: 'first', customer_id: card.customerId },
    { action: 'token.restrict-places', reason: 'gone', customer_id: card.customerId },
    { action: 'token.lift-places', reason: 'free', customer_id: card.customerId },
  ])
})

test('what nobody knows is no place, and who may not write changes nothing', async () => {
  const allow = (location: string, evseUids: string[] = [], ctx = staff) =>
    allowTokenPlace(ctx, card.tokenId, { location, evseUids }, 'x')
  await expect(allow(`${operator}*NOWHERE`)).rejects.toMatchObject({ code: 'invalid', field: 'location' })
  await expect(allow('XX*YYY')).rejects.toMatchObject({ code: 'invalid', field: 'location' })
  await expect(allow(depot, ['E1', 'E9'])).rejects.toMatchObject({ code: 'invalid', field: 'evseUids' })
  await expect(allow(operator, ['E1'])).rejects.toMatchObject({ code: 'invalid', field: 'evseUids' })
  await expect(allow(depot, [], as('auditor'))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(liftTokenPlaces(as('auditor'), card.tokenId, 'x')).rejects.toMatchObject({ code: 'forbidden' })
  await expect(removeTokenPlace(as('auditor'), card.tokenId, depot, 'x')).rejects.toMatchObject({ code: 'forbidden' })
  expect((await ask()).data).toMatchObject({ allowed: 'ALLOWED' })
})

test('places have the names that people know them by, and are found by them', async () => {
  const places = [
    { location: operator, evseUids: [] },
    { location: depot, evseUids: ['E2', 'E1'] },
    { location: `${operator}*GONE`, evseUids: [] },
  ]
  expect(await namePlaces(staff, places)).toMatchObject([
    { location: operator, name: null, operatorName: expect.stringContaining('Operatör'), evses: [] },
    { location: depot, name: expect.any(String), city: expect.any(String), evses: [{ uid: 'E2' }, { uid: 'E1' }] },
    { location: `${operator}*GONE`, name: null, city: null },
  ])
  expect(await namePlaces(staff, [])).toEqual([])
  const found = await searchPlaces(staff, 'depot')
  const mine = found.find(({ location }) => location === depot)
  expect(mine?.evses.map(({ uid }) => uid)).toEqual(['E1', 'E2', 'E3'])
  expect((await searchPlaces(staff, operator)).map(({ location }) => location)).toContain(operator)
  expect(await searchPlaces(staff, ' ')).toEqual([])
  expect((await getToken(staff, card.tokenId)).uid).toBe(card.uid)
})

test('a group is set, told in answers, cleared and audited; too long for a station is refused', async () => {
  await setTokenGroup(staff, card.tokenId, 'FLEET-7', 'shared cars')
  expect((await ask()).data).toMatchObject({ token: { group_id: 'FLEET-7' } })
  await setTokenGroup(staff, card.tokenId, null, 'sold')
  expect((await ask()).data).not.toHaveProperty('token.group_id')
  await expect(setTokenGroup(staff, card.tokenId, 'A'.repeat(21), 'x')).rejects.toMatchObject({ field: 'groupId' })
  await expect(setTokenGroup(as('auditor'), card.tokenId, 'A', 'x')).rejects.toMatchObject({ code: 'forbidden' })
  const rows = await sql`select before, after, reason from audit_events where entity_id = ${card.tokenId} order by id`
  expect(rows).toEqual([
    { before: { groupId: null }, after: { groupId: 'FLEET-7' }, reason: 'shared cars' },
    { before: { groupId: 'FLEET-7' }, after: { groupId: null }, reason: 'sold' },
  ])
})
