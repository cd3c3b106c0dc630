// Everything is safe to receive twice and out of order: a conversation played once as it happened, and then doubled and
// shuffled, ends in the same rows. What is compared is content, not ids, times of arrival or notes about the order.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertToken, type TokenFixture } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { converse, conversationOf, shuffled } from '../testing/conversation'
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

/** The partner's rows by content. Its own party stands in keys and bodies, so it is written as one for all. */
async function rowsOf({ partnerId, partyId }: PartnerFixture): Promise<unknown> {
  const [places, evses, tariffs, versions, sessions, cdrs, conflicts] = await Promise.all([
    // Its own date may be that of a part of it, where the whole was put in the part's place; the row's is the newest of all.
    sql`select key, name, address, city, publish, body - 'lastUpdated' as body, last_updated from locations where partner_id = ${partnerId} order by key`,
    sql`select e.uid_key, e.status, e.body, e.last_updated from evses e join locations l on l.id = e.location_id
      where l.partner_id = ${partnerId} order by e.uid_key`,
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
  const rows = { places, evses, tariffs, versions, sessions, cdrs, conflicts }
  return JSON.parse(JSON.stringify(rows).replaceAll(partyId, 'OWN')) as unknown
}

async function play(version: (typeof VERSIONS)[number], seed: number | null): Promise<unknown> {
  const partner = await insertPartner()
  const steps = conversationOf(version, partner, token.uid)
  expect(await converse(version, partner, seed === null ? steps : shuffled(steps, seed))).toEqual([])
  return rowsOf(partner)
}

describe.each(VERSIONS.map((version) => ({ version })))('OCPI $version', ({ version }) => {
  let inOrder: unknown
  beforeAll(async () => {
    inOrder = await play(version, null)
  })

  test('the conversation leaves what it says', () => {
    expect(inOrder).toMatchObject({
      places: [{ name: 'Kungsgatan 2' }],
      evses: [{ status: 'CHARGING' }, { status: 'OUTOFORDER' }, { status: 'AVAILABLE' }],
      tariffs: [{ deleted: false }, { deleted: true }],
      sessions: [{ status: 'COMPLETED', energy_kwh: '6.5' }],
      conflicts: [{ count: 0 }],
    })
  })

  test.each(SEEDS)('doubled and shuffled by seed %i it ends the same', async (seed) => {
    expect(await play(version, seed)).toEqual(inOrder)
  })
})
