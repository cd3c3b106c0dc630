// What we ask of a hub and tell it: who is behind it, everything or party by party, and nothing to whom is away.
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { insertToken } from '@/db/factories/customers'
import { startStubPartner, type StubAnswer, type StubPartner, type StubRequest } from '@/db/factories/stub-partner'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId, type EvseId, type SessionId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { planClientInfo } from '@/lib/partners/plan-client-info'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { fixedClock } from '@/lib/platform/clock'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'
import { closeDispatch } from '../http/dispatch'
import { call, cdrBody, cdrToken, locationBody, sessionBody } from '../testing/call'
import { pullClientInfo } from './pull-client-info'
import { fetchLocation, pullModule } from './pull-module'
import { pushTokens } from './push-tokens'
import { resyncParty } from './resync-party'
import { startCharging, stopCharging } from './send-command'

const NOW = instant(Date.UTC(2026, 10, 20, 12))
const clock = fixedClock(NOW)
const ctx = mintSystemCtx({ job: 'test', requestId: 'test', clock })
const sql = testSql()
const PARTIES = ['NO*VIK', 'DK*SUN', 'SE*FJL']
let hub: StubPartner

beforeEach(async () => {
  await closeDispatch()
  await truncateAll(sql)
  clock.set(NOW)
  const roles = [{ role: 'HUB', countryCode: 'NL', partyId: 'HUB', businessDetails: { name: 'Navet' } }]
  hub = await startStubPartner({ countryCode: 'NL', partyId: 'HUB', roles })
})
afterEach(() => hub.close())
afterAll(async () => {
  await closeDispatch()
  await flushRating()
  await flushExchanges()
  await sql.end()
})

const party = (key: string) => ({ countryCode: key.slice(0, 2), partyId: key.slice(3) })
const infoOf = (key: string, fields: object = {}) => ({
  country_code: key.slice(0, 2),
  party_id: key.slice(3),
  role: 'CPO',
  status: 'CONNECTED',
  last_updated: '2026-11-01T00:00:00Z',
  ...fields,
})
const toOf = ({ headers }: StubRequest) =>
  `${String(headers['ocpi-to-country-code'])}*${String(headers['ocpi-to-party-id'])}`
const asked = (module: string) => hub.seen.filter(({ path }) => path.startsWith(`/${module}`)).map(toOf)
const places = (keys: readonly string[]) => keys.map((key) => locationBody(party(key), `L-${key.slice(3)}`))
const statusOf = async (key: string) =>
  (await sql`select status from parties where key = ${key} and partner_id = ${hub.partnerId}`)[0]?.['status'] as string
const announce = async (infos: object[] = PARTIES.map((key) => infoOf(key))) => {
  hub.answer(() => ({ data: infos }))
  await pullClientInfo(ctx, hub.partnerId, true)
  hub.seen.length = 0
}
/** Answers per module; everything else is an empty list. */
const answers = (given: Record<string, (request: StubRequest) => StubAnswer>) =>
  hub.answer((request) => given[request.path.split('/')[1] ?? '']?.(request) ?? { data: [] })

describe('the list of parties', () => {
  test('is read page by page without routing headers; what cannot be read is left out', async () => {
    const list = [
      infoOf('NO*VIK'),
      { party_id: 'BAD' },
      infoOf('DK*SUN', { status: 'PLANNED', last_updated: undefined }),
      infoOf('NL*HUB'),
    ]
    hub.answer(({ query, path }, url) => {
      const offset = Number(query.get('offset'))
      const link: Record<string, string> =
        offset + 2 < list.length ? { link: `<${url}${path}?offset=${offset + 2}>; rel="next"` } : {}
      return { data: list.slice(offset, offset + 2), headers: { 'x-total-count': '4', ...link } }
    })
    expect(await pullClientInfo(ctx, hub.partnerId, true)).toBe(3)
    expect(hub.seen).toHaveLength(2)
    for (const { headers } of hub.seen)
      expect(Object.keys(headers).filter((name) => name.startsWith('ocpi-'))).toEqual([])
    expect(await sql`select key, status from parties where role = 'CPO' order by key`).toMatchObject([
      { key: 'DK*SUN', status: 'PLANNED' },
      { key: 'NO*VIK', status: 'CONNECTED' },
    ])
    expect((await sql`select fetched, state, error from sync_marks where module = 'hubclientinfo'`)[0]).toMatchObject({
      fetched: 3,
      state: 'idle',
      error: expect.stringContaining('country_code') as string,
    })
    // Everything is read anyway after a handshake.
    expect(await sql`select 1 from graphile_worker._private_jobs where key like 'resync:%'`).toHaveLength(0)
  })

  test('is asked for by the hour, and a party that is new then is read', async () => {
    await announce([infoOf('NO*VIK')])
    await planClientInfo(ctx)
    expect(
      await sql`select 1 from graphile_worker._private_jobs where key = ${`client-info:${hub.partnerId}`}`,
    ).toHaveLength(1)
    hub.answer(() => ({ data: [infoOf('NO*VIK'), infoOf('DK*SUN')] }))
    await pullClientInfo(ctx, hub.partnerId, false)
    expect(await sql`select key from graphile_worker._private_jobs where key like 'resync:%'`).toMatchObject([
      { key: `resync:${hub.partnerId}:DK*SUN` },
    ])
  })

  test('a hub that fails does not keep a first synchronisation from starting', async () => {
    hub.answer(() => ({ http: 500, code: 3000 }))
    await expect(pullClientInfo(ctx, hub.partnerId, true)).resolves.toBe(0)
    await expect(pullClientInfo(ctx, hub.partnerId, false)).rejects.toThrow()
  })
})

describe('pulling', () => {
  beforeEach(() => announce())

  test('everything at once, where the hub does that', async () => {
    answers({ locations: () => ({ data: places(PARTIES) }) })
    expect(await pullModule(ctx, hub.partnerId, 'locations', true)).toMatchObject({ fetched: 3, rejected: 0 })
    expect(asked('locations')).toEqual(['NL*HUB'])
    expect(hub.seen[0]?.headers).toMatchObject({ 'ocpi-from-country-code': 'SE', 'ocpi-from-party-id': 'LDN' })
    expect(await sql`select party_id from locations order by party_id`).toMatchObject([
      { party_id: 'FJL' },
      { party_id: 'SUN' },
      { party_id: 'VIK' },
    ])
  })

  test.each<[string, StubAnswer]>([
    ['says that it is no receiver', { code: 4001, message: 'unknown receiver' }],
    ['has nothing of its own', { data: [] }],
    ['refuses with HTTP', { http: 404, code: 2000 }],
  ])('party by party where the hub %s; it is not asked for all again', async (_, refusal) => {
    answers({
      locations: (request) => {
        const to = toOf(request)
        // One ignores whom it is asked about and answers with everybody's (TR-36).
        return to === 'NL*HUB' ? refusal : { data: to === 'DK*SUN' ? places(PARTIES) : places([to]) }
      },
    })
    expect(await pullModule(ctx, hub.partnerId, 'locations', true)).toMatchObject({ fetched: 3, rejected: 0 })
    expect(asked('locations')).toEqual(['NL*HUB', 'DK*SUN', 'NO*VIK', 'SE*FJL'])
    hub.seen.length = 0
    await pullModule(ctx, hub.partnerId, 'locations', false)
    expect(asked('locations')).toEqual(['DK*SUN', 'NO*VIK', 'SE*FJL'])
  })

  test('a party that is away is not asked, and nothing of it counts as gone', async () => {
    answers({
      locations: (request) => (toOf(request) === 'NL*HUB' ? { code: 4001 } : { data: places([toOf(request)]) }),
    })
    await pullModule(ctx, hub.partnerId, 'locations', true)
    await call(
      hub,
      'PUT',
      'hubclientinfo/DK/SUN',
      infoOf('DK*SUN', { status: 'OFFLINE', last_updated: '2026-11-02T00:00:00Z' }),
    )
    hub.seen.length = 0
    clock.set(instant(NOW + 60_000))
    answers({ locations: () => ({ data: [] }) })
    await pullModule(ctx, hub.partnerId, 'locations', true)
    expect(asked('locations')).toEqual(['NO*VIK', 'SE*FJL'])
    expect(await sql`select party_id, missed_crawls from locations order by party_id`).toMatchObject([
      { party_id: 'FJL', missed_crawls: 1 },
      { party_id: 'SUN', missed_crawls: 0 },
      { party_id: 'VIK', missed_crawls: 1 },
    ])
  })

  test('4003 makes a party offline and is no failure; others that fail are told at the end', async () => {
    answers({
      cdrs: (request) =>
        ({
          'NL*HUB': { code: 4001 },
          'DK*SUN': { code: 4003, message: 'not here' },
          'NO*VIK': { code: 3000, message: 'later' },
          'SE*FJL': { data: [cdrBody(party('SE*FJL'), 'C1')] },
        })[toOf(request)] ?? { data: [] },
    })
    await expect(pullModule(ctx, hub.partnerId, 'cdrs', true)).rejects.toThrow('later')
    expect(await sql`select ocpi_id from cdrs`).toMatchObject([{ ocpi_id: 'C1' }])
    expect(await statusOf('DK*SUN')).toBe('OFFLINE')
    expect(await statusOf('NO*VIK')).toBe('CONNECTED')
    // The hub is asked for the truth in a minute, and its word counts, although its date is older than ours.
    expect(
      (await sql`select run_at from graphile_worker._private_jobs where key = ${`client-info:${hub.partnerId}`}`)[0]?.[
        'run_at'
      ],
    ).toEqual(new Date(NOW + MINUTE_MS))
    await announce()
    expect(await statusOf('DK*SUN')).toBe('CONNECTED')
  })

  test('one place is asked for at its owner', async () => {
    answers({ locations: () => ({ data: places(['DK*SUN'])[0] }) })
    await fetchLocation(ctx, hub.partnerId, 'L-SUN', 'DK*SUN')
    expect(asked('locations')).toEqual(['DK*SUN'])
    expect(await sql`select ocpi_id from locations`).toMatchObject([{ ocpi_id: 'L-SUN' }])
  })
})

describe('telling', () => {
  beforeEach(() => announce())

  test('a card is told once to the hub, for all of its parties', async () => {
    await insertToken({ uid: '04AA' })
    answers({ tokens: () => ({ data: null }) })
    expect(await pushTokens(ctx, hub.partnerId)).toMatchObject({ sent: 1, failed: 0 })
    expect(asked('tokens')).toEqual(['NL*HUB'])
  })

  test('a party that is back is read and told, it alone, from when it left', async () => {
    await insertToken({ uid: '04AA', lastUpdated: instant(Date.UTC(2026, 9, 1)) })
    await insertToken({ uid: '04BB', lastUpdated: instant(NOW - MINUTE_MS) })
    answers({ locations: () => ({ data: places(PARTIES) }), tokens: () => ({ data: null }) })
    const since = instant(NOW - 60 * MINUTE_MS)
    expect(await resyncParty(ctx, hub.partnerId, 'DK*SUN', since)).toEqual({ fetched: 1, told: 1 })
    expect(new Set(hub.seen.map(toOf))).toEqual(new Set(['DK*SUN']))
    expect(hub.seen.map(({ path }) => path)).toContain('/tokens/SE/LDN/04BB')
    expect(hub.seen.find(({ path }) => path === '/cdrs')?.query.get('date_from')).toBe('2026-11-20T10:55:00Z')
    expect(await sql`select party_id from locations`).toMatchObject([{ party_id: 'SUN' }])
  })

  test('a party that is away again meanwhile is left alone', async () => {
    await call(
      hub,
      'PUT',
      'hubclientinfo/DK/SUN',
      infoOf('DK*SUN', { status: 'SUSPENDED', last_updated: '2026-11-02T00:00:00Z' }),
    )
    expect(await resyncParty(ctx, hub.partnerId, 'DK*SUN', 0)).toEqual({ fetched: 0, told: 0 })
    expect(hub.seen).toEqual([])
  })
})

describe('commands', () => {
  const at = async () => (await sql`select id from evses limit 1`)[0]?.['id'] as EvseId
  const driver = async () => {
    const { customerId } = await insertToken({ uid: '04A1B2C3D4E5F6' })
    return mintCustomerCtx({ requestId: 'test', clock, userId: newId('user', NOW), customerId })
  }
  beforeEach(async () => {
    await announce()
    await call(hub, 'PUT', 'locations/DK/SUN/L1', locationBody(party('DK*SUN'), 'L1'))
  })

  test('are for the party itself', async () => {
    answers({ commands: () => ({ data: { result: 'ACCEPTED', timeout: 30 } }) })
    await startCharging(await driver(), { evseId: await at(), connectorId: '1' })
    expect(asked('commands')).toEqual(['DK*SUN'])
  })

  test('are not sent, and not kept, for one that is away; 4003 tells that it is', async () => {
    const ctxOf = await driver()
    answers({ commands: () => ({ code: 4003 }) })
    const commandId = await startCharging(ctxOf, { evseId: await at(), connectorId: '1' })
    expect((await sql`select state, message from commands where id = ${commandId}`)[0]).toMatchObject({
      state: 'rejected',
      message: 'the party is not connected to the hub',
    })
    expect(await statusOf('DK*SUN')).toBe('OFFLINE')
    await expect(startCharging(ctxOf, { evseId: await at(), connectorId: '1' })).rejects.toThrow('cannot be reached')
    expect(asked('commands')).toEqual(['DK*SUN'])
    // A stop is refused at once as well, in words.
    await call(
      hub,
      'PUT',
      'sessions/DK/SUN/S1',
      sessionBody(party('DK*SUN'), 'S1', { cdr_token: cdrToken('04A1B2C3D4E5F6') }),
    )
    const sessionId = (await sql`select id from sessions`)[0]?.['id'] as SessionId
    await stopCharging(ctxOf, sessionId)
    expect(asked('commands')).toEqual(['DK*SUN'])
    expect(await sql`select state from commands where kind = 'STOP_SESSION'`).toMatchObject([{ state: 'rejected' }])
  })

  test('go over the direct connection of a party that has one, although the place came through the hub', async () => {
    const direct = await startStubPartner({ countryCode: 'DK', partyId: 'SUN' })
    direct.answer(() => ({ data: { result: 'ACCEPTED', timeout: 30 } }))
    await startCharging(await driver(), { evseId: await at(), connectorId: '1' })
    expect(asked('commands')).toEqual([])
    expect(direct.seen.map(toOf)).toEqual(['DK*SUN'])
    await direct.close()
  })
})
