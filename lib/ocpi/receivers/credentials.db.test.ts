import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { insertPartner } from '@/db/factories/partners'
import { staff } from '@/db/factories/rated-portal'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { rankRoutesOf } from '@/lib/partners/rank-routes'
import { suspendPartner } from '@/lib/partners/suspend-partner'
import { getDb } from '@/db/client'
import { closeDispatch } from '../http/dispatch'
import { call } from '../testing/call'

const sql = testSql()
let url = ''
/** As much of an operator as is read in a handshake. */
const server = createServer((request, response) => {
  const version = /\d\.\d\.\d/.exec(request.url ?? '')?.[0] ?? '2.2.1'
  const endpoints = ['credentials', 'locations'].map((identifier) => {
    return { identifier, role: 'SENDER', url: `${url}/${version}/${identifier}` }
  })
  const data =
    request.url === '/versions'
      ? ['2.2.1', '2.3.0'].map((each) => ({ version: each, url: `${url}/${each}` }))
      : { version, endpoints }
  response.end(JSON.stringify({ data, status_code: 1000, timestamp: '2026-01-01T00:00:00Z' }))
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
})
beforeEach(() => truncateAll())
afterAll(async () => {
  server.close()
  await closeDispatch()
  await sql.end()
})

const credentials = (...parties: string[]) => ({
  token: 'their-token',
  url: `${url}/versions`,
  roles: parties.map((party_id) => {
    return { role: 'CPO', country_code: 'SE', party_id, business_details: { name: party_id } }
  }),
})
const stateOf = async (id: string) => (await sql`select state from partners where id = ${id}`)[0]?.['state']
const partiesOf = async (id: string) =>
  (await sql`select key from parties where partner_id = ${id} order by key`).map(({ key }) => key as string)

describe('the roles that a partner states', () => {
  test('are not those of a partner that is connected by itself', async () => {
    const other = await insertPartner({ partyId: 'VIC' })
    const partner = await insertPartner({ partyId: 'EVL' })
    await sql`update partners set live_at = now()`
    await rankRoutesOf(getDb(), other.partnerId)
    const answer = await call(partner, 'PUT', '/ocpi/2.3.0/credentials', credentials('EVL', 'VIC'))
    expect([answer.http, answer.code]).toEqual([200, 2001])
    expect(answer.body).toContain('SE*VIC')
    expect(await partiesOf(partner.partnerId)).toEqual(['SE*EVL'])
    const routes = await sql`select distinct partner_id from party_routes where key = 'SE*VIC'`
    expect(routes).toEqual([{ partner_id: other.partnerId }])
    // Its old token still counts: nothing of the attempt was kept.
    expect((await call(partner, 'GET', 'credentials')).code).toBe(1000)
  })

  test('may be several of its own, and stay so when they are stated again', async () => {
    const partner = await insertPartner({ partyId: 'KUL' })
    expect((await call(partner, 'PUT', 'credentials', credentials('KUL', 'KUM'))).code).toBe(1000)
    expect(await partiesOf(partner.partnerId)).toEqual(['SE*KUL', 'SE*KUM'])
  })

  test('may be those of another connection of the same party, which staff opened on purpose', async () => {
    const first = await insertPartner({ partyId: 'KUL' })
    await call(first, 'PUT', 'credentials', credentials('KUL', 'KUM'))
    const second = await insertPartner({ partyId: 'KUL' })
    expect((await call(second, 'PUT', '/ocpi/2.3.0/credentials', credentials('KUL', 'KUM'))).code).toBe(1000)
    expect(await partiesOf(second.partnerId)).toEqual(['SE*KUL', 'SE*KUM'])
  })
})

test('a suspended partner is shut out, cannot let itself in, and is let in by staff', async () => {
  const partner = await insertPartner({ partyId: 'KUL' })
  const admin = staff('administrator')
  const choice = { suspended: true, reason: 'its token was misused' }
  await expect(suspendPartner(staff('support'), partner.partnerId, choice)).rejects.toMatchObject({ code: 'forbidden' })
  await suspendPartner(admin, partner.partnerId, choice)
  await suspendPartner(admin, partner.partnerId, choice)
  expect((await call(partner, 'GET', 'tokens')).http).toBe(401)
  expect((await call(partner, 'PUT', 'credentials', credentials('KUL'))).code).toBe(2000)
  expect(await stateOf(partner.partnerId)).toBe('suspended')
  await suspendPartner(admin, partner.partnerId, { suspended: false, reason: 'a new token is in use' })
  expect((await call(partner, 'GET', 'tokens')).code).toBe(1000)
  const events = await sql`select step from partner_events where partner_id = ${partner.partnerId} order by id`
  expect(events.map(({ step }) => step as string)).toEqual(['suspended', 'reopened'])
})
