// One operator, reached directly and through a hub: what both bring counts once (decision 0007).
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { insertToken, type TokenFixture } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { customer, staff, system } from '@/db/factories/rated-portal'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { runBilling } from '@/lib/billing/run-billing'
import { chooseRoute } from '@/lib/partners/choose-route'
import { noteClientInfo } from '@/lib/partners/note-client-info'
import { getParty } from '@/lib/partners/queries/parties'
import { findMyActiveSession } from '@/lib/rating/charges/queries/find-my-active-session'
import { listMyCharges } from '@/lib/rating/charges/queries/list-my-charges'
import { ensurePublicPlan } from '@/lib/rating/price-plans/ensure-public-plan'
import { rateCdrs } from '@/lib/rating/rate-cdrs'
import type { CdrId } from '@/lib/kernel/ids'
import { findPlaces } from '@/lib/roaming/locations/find-places'
import { listLocations } from '@/lib/roaming/locations/list-locations'
import { listSessions } from '@/lib/roaming/sessions/list-sessions'
import { closeDispatch } from '../http/dispatch'
import { call, cdrBody, cdrToken, evseBody, locationBody, sessionBody, tariffBody } from '../testing/call'

const KUL = { countryCode: 'SE', partyId: 'KUL' }
const sql = testSql()
const roaming = staff('roaming')
let direct: PartnerFixture
let hub: PartnerFixture
let card: TokenFixture

beforeEach(async () => {
  await closeDispatch()
  await truncateAll(sql)
  direct = await insertPartner({ ...KUL, name: 'Kulla Ladd' })
  hub = await insertPartner({ countryCode: 'NL', partyId: 'HUB', name: 'Navet', roles: role('HUB', 'NL', 'HUB') })
  const lastUpdated = null
  await noteClientInfo(system, hub.partnerId, [{ ...KUL, role: 'CPO', status: 'CONNECTED', lastUpdated }])
  card = await insertToken({ uid: '04A1B2C3D4E5F6' })
  await ensurePublicPlan(system)
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const role = (name: string, countryCode: string, partyId: string) => [
  { role: name, countryCode, partyId, businessDetails: { name: `${countryCode}*${partyId}` } },
]
const both = [
  ['directly first', () => [direct, hub]],
  ['through the hub first', () => [hub, direct]],
] as const
const count = async (table: string) => (await sql.unsafe(`select count(*)::int as n from ${table}`))[0]?.['n'] as number // an aggregate

describe.each(both)('%s', (_, order) => {
  test('one CDR is stored, rated and billed once; the other is evidence', async () => {
    const [first, second] = order() as [PartnerFixture, PartnerFixture] // two
    const body = cdrBody(KUL, 'C1', card.uid)
    // What a hub rewrites on the way.
    const asSent = (sender: PartnerFixture) =>
      sender === hub ? { ...body, session_id: 'HUB-77', remark: 'via the hub', gireve_id: 'x' } : body
    expect(await call(first, 'POST', 'cdrs', asSent(first))).toMatchObject({ http: 201, code: 1000 })
    for (const http of [201, 200])
      expect(await call(second, 'POST', 'cdrs', asSent(second))).toMatchObject({
        http,
        code: 1000,
        headers: { location: 'http://localhost:3000/ocpi/2.2.1/cdrs/SE/KUL/C1' },
      })
    expect(await call(first, 'POST', 'cdrs', asSent(first))).toMatchObject({ http: 200, code: 1000 })
    const stored = await sql`select id, partner_id from cdrs`
    expect(stored).toMatchObject([{ partner_id: first.partnerId }])
    expect(await sql`select partner_id, differences from cdr_copies`).toMatchObject([
      { partner_id: second.partnerId, differences: [] },
    ])
    expect(await count('cdr_conflicts')).toBe(0)
    await rateCdrs(system, [stored[0]!['id'] as CdrId]) // stored above
    expect((await sql`select status from cdrs`)[0]).toMatchObject({ status: 'accepted' })
    for (const period of ['2026-10', '2026-11']) await runBilling(system, { period, finalize: true })
    expect(await sql`select count(*)::int as n from invoice_lines where kind = 'energy'`).toMatchObject([{ n: 1 }])
    expect((await listMyCharges(customer(card.customerId))).rows).toHaveLength(1)
    // Each reads back what it sent itself.
    for (const sender of [first, second])
      expect((await call(sender, 'GET', 'cdrs/SE/KUL/C1')).data).toEqual(asSent(sender))
  })

  test('a copy that would be billed otherwise is a conflict for staff, and changes nothing', async () => {
    const [first, second] = order() as [PartnerFixture, PartnerFixture] // two
    await call(first, 'POST', 'cdrs', cdrBody(KUL, 'C2'))
    const other = cdrBody(KUL, 'C2', card.uid, { total_cost: { excl_vat: 99, incl_vat: 123.75 } })
    expect(await call(second, 'POST', 'cdrs', other)).toMatchObject({ http: 201, code: 1000 })
    expect(await sql`select total_excl::float8 as total from cdrs`).toMatchObject([{ total: 35.2 }])
    expect(await sql`select differences from cdr_copies`).toMatchObject([{ differences: ['total_cost'] }])
    expect(await count('cdr_conflicts')).toBe(1)
    // A third story over the same connection is refused as everywhere.
    const third = cdrBody(KUL, 'C2', card.uid, { total_energy: 12 })
    expect(await call(second, 'POST', 'cdrs', third)).toMatchObject({ http: 200, code: 2001 })
    expect(await count('cdr_conflicts')).toBe(2)
  })

  test('a credit CDR finds its original over another connection', async () => {
    const [first, second] = order() as [PartnerFixture, PartnerFixture] // two
    await call(first, 'POST', 'cdrs', cdrBody(KUL, 'C3', card.uid))
    const credit = { credit: true, credit_reference_id: 'C3', total_cost: { excl_vat: -35.2, incl_vat: -44 } }
    await call(second, 'POST', 'cdrs', cdrBody(KUL, 'C3-C', card.uid, credit))
    const ids = (await sql`select id from cdrs order by ocpi_id`).map((row) => row['id'] as CdrId)
    await rateCdrs(system, ids)
    expect(await sql`select status from cdrs`).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }])
    await runBilling(system, { period: '2026-10', finalize: true })
    expect(await count('invoices')).toBe(0)
  })

  test('a place is shown once, as the direct connection has it; each reads back its own', async () => {
    for (const sender of order())
      await call(sender, 'PUT', 'locations/SE/KUL/L1', locationBody(KUL, 'L1', { name: nameOf(sender) }))
    const { places } = await findPlaces(customer(card.customerId), 'kungsgatan')
    expect(places).toMatchObject([{ name: 'Kungsgatan, direkt' }])
    expect((await listLocations(roaming, {})).rows).toHaveLength(1)
    expect((await listLocations(roaming, { partnerId: hub.partnerId })).rows).toMatchObject([
      { name: 'Kungsgatan, via nav' },
    ])
    expect((await call(hub, 'GET', 'locations/SE/KUL/L1')).data).toMatchObject({ name: 'Kungsgatan, via nav' })
  })

  test('a session is one charge to the customer and to staff', async () => {
    for (const sender of order())
      await call(sender, 'PUT', 'sessions/SE/KUL/S1', sessionBody(KUL, 'S1', { kwh: sender === hub ? 1 : 2 }))
    const { rows } = await listSessions(roaming, { show: 'all' })
    expect(rows).toMatchObject([{ partnerId: direct.partnerId, energyKwh: '2' }])
    expect(await findMyActiveSession(customer(card.customerId))).toMatchObject({ energyKwh: '2' })
  })
})

const nameOf = (sender: PartnerFixture) => (sender === hub ? 'Kungsgatan, via nav' : 'Kungsgatan, direkt')

test('the session of another connection becomes one charge with its CDR', async () => {
  await call(direct, 'PUT', 'sessions/SE/KUL/S-C4', sessionBody(KUL, 'S-C4', { status: 'COMPLETED', kwh: 11 }))
  await call(hub, 'POST', 'cdrs', cdrBody(KUL, 'C4', card.uid))
  expect((await listMyCharges(customer(card.customerId))).rows).toMatchObject([{ kind: 'cdr' }])
})

test('staff choose which connection counts; one that cannot be used gives way, and comes back', async () => {
  for (const sender of [direct, hub])
    await call(sender, 'PUT', 'locations/SE/KUL/L1', locationBody(KUL, 'L1', { name: nameOf(sender) }))
  const shown = async () => (await findPlaces(customer(card.customerId), '')).places.map(({ name }) => name)
  const choose = (partnerId: PartnerFixture['partnerId'] | null) =>
    chooseRoute(roaming, { party: 'SE*KUL', module: 'locations', partnerId })
  await expect(
    chooseRoute(staff('support'), { party: 'SE*KUL', module: 'locations', partnerId: null }),
  ).rejects.toThrow('partner:write')
  await choose(hub.partnerId)
  expect(await shown()).toEqual(['Kungsgatan, via nav'])
  const tell = (status: 'OFFLINE' | 'CONNECTED', lastUpdated: string) =>
    call(hub, 'PUT', 'hubclientinfo/SE/KUL', {
      country_code: 'SE',
      party_id: 'KUL',
      role: 'CPO',
      status,
      last_updated: lastUpdated,
    })
  await tell('OFFLINE', '2027-01-01T00:00:00Z')
  expect(await shown()).toEqual(['Kungsgatan, direkt'])
  await tell('CONNECTED', '2027-01-01T00:00:01Z')
  expect(await shown()).toEqual(['Kungsgatan, via nav'])
  const detail = await getParty(roaming, 'SE*KUL')
  expect(
    detail.connections.map(({ partnerId, routes }) => [
      partnerId,
      routes.find(({ module: name }) => name === 'locations'),
    ]),
  ).toEqual([
    [direct.partnerId, { module: 'locations', rank: 1, chosen: false }],
    [hub.partnerId, { module: 'locations', rank: 0, chosen: true }],
  ])
  await choose(null)
  expect(await shown()).toEqual(['Kungsgatan, direkt'])
  expect(await sql`select action from audit_events where action = 'party.choose-route'`).toHaveLength(2)
})

test('tariffs and charge points stay apart: each connection has its own prices', async () => {
  for (const [sender, price] of [
    [direct, 3],
    [hub, 4],
  ] as const) {
    const elements = [{ price_components: [{ type: 'ENERGY', price, vat: 25, step_size: 1 }] }]
    await call(sender, 'PUT', 'tariffs/SE/KUL/T1', tariffBody(KUL, 'T1', { elements }))
    await call(sender, 'PUT', 'locations/SE/KUL/L1', locationBody(KUL, 'L1', { evses: [evseBody('E1')] }))
  }
  expect(await count('tariffs')).toBe(2)
  const body = { ...cdrBody(KUL, 'C5', card.uid), tariffs: [], cdr_token: cdrToken(card.uid) }
  await call(hub, 'POST', 'cdrs', body)
  const [row] = await sql`select id from cdrs`
  await rateCdrs(system, [row!['id'] as CdrId]) // stored above
  expect(
    await sql`
    select t.partner_id from ratings r join tariff_versions v on v.id = r.tariff_version_id join tariffs t on t.id = v.tariff_id
  `,
  ).toMatchObject([{ partner_id: hub.partnerId }])
})
