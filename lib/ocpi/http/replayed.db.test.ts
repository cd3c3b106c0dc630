// Everything is safe to receive twice and out of order: a conversation played once as it happened, and then doubled and
// shuffled, ends in the same rows. What is compared is content, not ids, times of arrival or notes about the order.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askPartner, type Asked } from '@/db/factories/asked-partner'
import { insertToken, type TokenFixture } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import type { OcpiVersion } from '@/lib/auth/context'
import { decryptSecret } from '@/lib/platform/crypto'
import { controlOf, hubConversation } from '../testing/control-conversation'
import { converse, conversationOf, shuffled, type Step } from '../testing/conversation'
import { VERSIONS } from '../versions'
import { closeDispatch } from './dispatch'

const sql = testSql()
const SEEDS = Array.from({ length: 12 }, (_, index) => 1000 + index)
let token: TokenFixture

beforeAll(async () => {
  token = await insertToken()
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

/** The partner's objects by content. */
async function objectsOf(partnerId: string): Promise<Record<string, unknown>> {
  const [places, evses, tariffs, versions, sessions, cdrs, conflicts] = await Promise.all([
    // Its own date may be that of a part of it, where the whole was put in the part's place; the row's is the newest of all.
    sql`select key, name, address, city, publish, body - 'lastUpdated' as body, last_updated from locations where partner_id = ${partnerId} order by key`,
    sql`select e.uid_key, e.status, e.body, e.last_updated from evses e join locations l on l.id = e.location_id
      where l.partner_id = ${partnerId} order by l.key, e.uid_key`,
    sql`select t.key, t.deleted_at is not null as deleted, v.body, v.valid_from from tariffs t
      join tariff_versions v on v.id = t.current_version_id where t.partner_id = ${partnerId} order by t.key`,
    // Numbered as they came.
    sql`select t.key, v.valid_from, v.body from tariffs t join tariff_versions v on v.tariff_id = t.id
      where t.partner_id = ${partnerId} order by t.key, v.valid_from`,
    // The place's name is a copy of what was known when the message came.
    sql`select key, status, customer_id, token_id, started_at, ended_at, energy_kwh, currency, total_excl, location_ocpi_id,
      evse_uid, time_zone, body - 'stated' as body, last_updated from sessions where partner_id = ${partnerId} order by key`,
    // So are the power of the connector and where the time zone was found.
    sql`select key, customer_id, token_id, energy_kwh, total_excl, total_incl, credit, credited_key, time_zone, body::text, received
      from cdrs where partner_id = ${partnerId} order by key`,
    sql`select count(*)::int as count from cdr_conflicts c join cdrs d on d.id = c.cdr_id where d.partner_id = ${partnerId}`,
  ])
  return { places, evses, tariffs, versions, sessions, cdrs, conflicts }
}

/** What was asked of the partner, and how we are connected to it. */
async function controlRowsOf(partnerId: string): Promise<Record<string, unknown>> {
  const [commands, reservations, requests, active, taps, invoices, partner, endpoints, credentials] = await Promise.all(
    [
      sql`select kind, state, result from commands where partner_id = ${partnerId} order by kind`,
      // Whether it had been confirmed before it was let go is not known where the end overtook that.
      sql`select state, ended_by from reservations where partner_id = ${partnerId}`,
      sql`select kind, state, result from profile_requests where partner_id = ${partnerId} order by kind`,
      sql`select profile, source from active_profiles where partner_id = ${partnerId}`,
      // Every question is answered and kept; the same question gets the same answer.
      sql`select distinct token_uid, allowed, reason, evse_uid from authorizations where partner_id = ${partnerId} order by evse_uid`,
      sql`select key, invoice_id, cdr_ids, received, last_updated, deleted_at is not null as deleted from invoice_records
      where partner_id = ${partnerId} order by key`,
      sql`select state, version, roles from partners where id = ${partnerId}`,
      sql`select version, identifier, role from partner_endpoints where partner_id = ${partnerId} order by identifier`,
      sql`select token_cipher as cipher from partner_credentials
      where partner_id = ${partnerId} and side = 'theirs' and revoked_at is null`,
    ],
  )
  const tokens = credentials.map(({ cipher }) => decryptSecret(cipher as Buffer)) // bytea
  return { commands, reservations, requests, active, taps, invoices, partner, endpoints, tokens }
}

/** The order in which it happened, or every step twice in another. */
const inOrderOf = (steps: readonly Step[], seed: number | null) => (seed === null ? steps : shuffled(steps, seed))

async function play(version: OcpiVersion, seed: number | null): Promise<unknown> {
  const asked: Asked = await askPartner(version, token)
  const { partner } = asked
  const steps = inOrderOf(
    [...conversationOf(version, partner, token.uid), ...controlOf(version, partner, token.uid, asked, partner.url)],
    seed,
  )
  expect(await converse(version, partner, steps)).toEqual([])
  await partner.close()
  const rows = { ...(await objectsOf(partner.partnerId)), ...(await controlRowsOf(partner.partnerId)) }
  // Its own party stands in keys and bodies, so it is written as one for all.
  const own = new RegExp(`\\b${partner.partyId}\\b`, 'g')
  return JSON.parse(JSON.stringify(rows).replaceAll(own, 'OWN')) as unknown
}

async function playHub(version: OcpiVersion, seed: number | null): Promise<unknown> {
  const hub = await insertPartner({ version })
  await sql`update partners set hub_party = ${`SE*${hub.partyId}`} where id = ${hub.partnerId}`
  expect(await converse(version, hub, inOrderOf(hubConversation(hub), seed))).toEqual([])
  return sql`select left(party_id, 1) as party, role, status, last_updated from parties
    where partner_id = ${hub.partnerId} and country_code = 'NL' order by key`
}

describe.each(VERSIONS.map((version) => ({ version })))('OCPI $version', ({ version }) => {
  let inOrder: unknown
  beforeAll(async () => {
    inOrder = await play(version, null)
  })

  test('the conversation leaves what it says', () => {
    const since221 = version !== '2.1.1'
    expect(inOrder).toMatchObject({
      places: [{ name: 'Kungsgatan' }, { name: 'Kungsgatan 2' }],
      evses: [{}, {}, { status: 'CHARGING' }, { status: 'OUTOFORDER' }, { status: 'AVAILABLE' }],
      tariffs: [{ deleted: false }, { deleted: true }],
      sessions: [{ status: 'ACTIVE' }, { status: 'COMPLETED', energy_kwh: '6.5' }],
      conflicts: [{ count: 0 }],
      commands: [
        { kind: 'RESERVE_NOW', state: 'done' },
        { kind: 'START_SESSION', state: 'accepted_by_station' },
        { kind: 'STOP_SESSION', state: 'done' },
        { kind: 'UNLOCK_CONNECTOR', state: 'rejected' },
      ],
      reservations: [since221 ? { state: 'cancelled', ended_by: 'operator' } : { state: 'active' }],
      requests: since221 ? [{ state: 'done' }, { state: 'done' }, { state: 'done' }] : [{}, {}, {}],
      active: since221 ? [{ source: 'told', profile: { profile: { periods: [{ limit: '7400' }] } } }] : [],
      taps: [{ allowed: 'ALLOWED' }, { allowed: 'ALLOWED' }],
      invoices: version === '2.3.0' ? [{ cdr_ids: ['C1', 'C2'] }, { deleted: true }] : [],
      partner: [{ state: 'registered', version }],
      tokens: ['their-new-token'],
    })
  })

  test.each(SEEDS)('doubled and shuffled by seed %i it ends the same', async (seed) => {
    expect(await play(version, seed)).toEqual(inOrder)
  })

  // Hubs came with 2.2.
  test.runIf(version !== '2.1.1')('so does what a hub tells of its parties', async () => {
    const told = await playHub(version, null)
    expect(told).toMatchObject([
      { party: 'X', status: 'CONNECTED' },
      { party: 'Y', status: 'SUSPENDED' },
    ])
    for (const seed of SEEDS) expect(await playHub(version, seed)).toEqual(told)
  })
})
