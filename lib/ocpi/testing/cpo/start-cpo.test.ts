import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ownCredentials, startFakeEmsp, TOKEN, type FakeEmsp } from './fake-emsp'
import { startCpo, type CpoHandle, type CpoOptions } from './start-cpo'
import type { Credentials, Session } from './wire'

type Answer<T> = { status_code: number; data: T }
type Tapped = { allowed: string; sessionId: string; authorizationReference: string }

const FAST: CpoOptions = { speed: 3600, tickMs: 20, commandDelayMs: 5, cdrDelayMs: 5, seed: 7 }

let cpo: CpoHandle
let emsp: FakeEmsp

beforeEach(async () => {
  cpo = await startCpo(FAST)
  emsp = await startFakeEmsp('token-a-of-emsp')
})

afterEach(async () => {
  await cpo.close()
  await emsp.close()
})

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(`${cpo.url}/control/${path}`, init)
  return (await response.json()) as T
}

async function ocpi<T = unknown>(
  method: string,
  path: string,
  token: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${cpo.url}/ocpi/${path}`, {
    method,
    headers: { authorization: `Token ${Buffer.from(token).toString('base64')}`, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { http: response.status, headers: response.headers, answer: (await response.json()) as Answer<T> }
}

/** Registers and returns the token that the operator accepts. */
async function register(): Promise<string> {
  const done = await control<{ registered: boolean }>('POST', 'register', {
    versionsUrl: emsp.versionsUrl,
    token: 'token-a-of-emsp',
  })
  expect(done.registered).toBe(true)
  return emsp.partner?.token ?? ''
}

async function until(condition: () => unknown): Promise<void> {
  await vi.waitFor(() => expect(condition()).toBeTruthy(), { timeout: 5_000, interval: 10 })
}

describe('the handshake', () => {
  test('started by the operator', async () => {
    const tokenB = await register()
    expect(emsp.partner?.roles[0]).toMatchObject({ role: 'CPO', country_code: 'SE', party_id: 'KUL' })
    const versions = await ocpi('GET', 'versions', tokenB)
    expect(versions.answer.data).toMatchObject([{ version: '2.2.1' }])
    const [post] = emsp.on('POST', /credentials$/)
    expect(post?.headers.authorization).toBe(`Token ${Buffer.from('token-a-of-emsp').toString('base64')}`)
    expect(post?.headers['ocpi-from-party-id']).toBeUndefined()
  })

  test('started by the eMSP with token A, which then opens nothing any more', async () => {
    const { token } = await control<{ token: string }>('POST', 'token-a')
    expect((await ocpi('GET', '2.2.1/locations', token)).http).toBe(401)
    emsp.accepts.add('token-b')
    const { answer } = await ocpi<Credentials>('POST', '2.2.1/credentials', token, ownCredentials(emsp, 'token-b'))
    expect(answer.status_code).toBe(1000)
    const theirs = answer.data
    expect((await ocpi('GET', '2.2.1/locations?limit=1', theirs.token)).http).toBe(200)
    expect((await ocpi('GET', 'versions', token)).http).toBe(401)
    const again = await ocpi('POST', '2.2.1/credentials', theirs.token, ownCredentials(emsp, 'token-b'))
    expect(again.http).toBe(405)
  })

  test('fails with 3001 when the eMSP cannot be called', async () => {
    const { token } = await control<{ token: string }>('POST', 'token-a')
    const { answer } = await ocpi('POST', '2.2.1/credentials', token, ownCredentials(emsp, 'not-accepted'))
    expect(answer.status_code).toBe(3001)
    expect(await control('GET', 'state')).toMatchObject({ registered: false })
  })

  test('is rotated by either side and ended', async () => {
    const first = await register()
    await control('POST', 'rotate')
    const second = emsp.partner?.token ?? ''
    expect(second).not.toBe(first)
    emsp.accepts.add('token-b2')
    const put = await ocpi<Credentials>('PUT', '2.2.1/credentials', second, ownCredentials(emsp, 'token-b2'))
    expect(put.answer.data.token).not.toBe(second)
    const removed = await ocpi('DELETE', '2.2.1/credentials', put.answer.data.token)
    expect(removed.answer.status_code).toBe(1000)
    expect((await ocpi('GET', 'versions', put.answer.data.token)).http).toBe(401)
  })
})

describe('its OCPI server', () => {
  test('pages through all locations in order, with ids echoed and routing mirrored', async () => {
    const token = await register()
    const ids: string[] = []
    let path: string | undefined = '2.2.1/locations?limit=20'
    let total = ''
    while (path) {
      const { answer, headers }: { answer: Answer<{ id: string }[]>; headers: Headers } = await ocpi<{ id: string }[]>(
        'GET',
        path,
        token,
        undefined,
        {
          'x-request-id': 'req-1',
          'ocpi-from-party-id': 'LAD',
          'ocpi-from-country-code': 'SE',
          'ocpi-to-party-id': 'KUL',
          'ocpi-to-country-code': 'SE',
        },
      )
      expect(headers.get('x-request-id')).toBe('req-1')
      expect(headers.get('ocpi-to-party-id')).toBe('LAD')
      expect(headers.get('x-limit')).toBe('100')
      ids.push(...answer.data.map((location) => location.id))
      total = headers.get('x-total-count') ?? ''
      path = /<(.+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]?.replace(`${cpo.url}/ocpi/`, '')
    }
    expect(total).toBe(String(ids.length))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(ids.toSorted())
    expect(ids.length).toBeGreaterThanOrEqual(40)
  })

  test.each([
    ['GET', '2.2.1/sessions', undefined, 200, 2001],
    ['GET', '2.2.1/locations?offset=x', undefined, 200, 2001],
    ['GET', '2.2.1/locations/NONE', undefined, 404, 2003],
    ['GET', '2.2.1/nothing', undefined, 404, 2000],
    ['PUT', '2.2.1/locations', {}, 405, 2000],
    ['PUT', '2.2.1/tokens/SE/LAD/X', '{"uid', 400, 2001],
    ['PATCH', '2.2.1/tokens/SE/LAD/X', { valid: false }, 200, 2001],
    ['POST', '2.2.1/commands/UNLOCK_CONNECTOR', {}, 200, 2001],
    ['POST', '2.2.1/commands/SING', {}, 404, 2000],
  ])('%s %s', async (method, path, body, http, statusCode) => {
    const token = await register()
    const given = await ocpi(method, path, token, body)
    expect([given.http, given.answer.status_code]).toEqual([http, statusCode])
  })

  test('keeps pushed tokens', async () => {
    const token = await register()
    expect((await ocpi('PUT', `2.2.1/tokens/SE/LAD/${TOKEN.uid}`, token, TOKEN)).http).toBe(201)
    const change = { valid: false, last_updated: '2026-02-01T00:00:00Z' }
    await ocpi('PATCH', `2.2.1/tokens/se/lad/${TOKEN.uid.toLowerCase()}?type=RFID`, token, change)
    const { answer } = await ocpi('GET', `2.2.1/tokens/SE/LAD/${TOKEN.uid}`, token)
    expect(answer.data).toEqual({ ...TOKEN, ...change })
  })

  test('answers wrongly when asked to', async () => {
    const token = await register()
    await control('POST', 'misbehave', { kind: 'server_error', module: 'tariffs' })
    expect((await ocpi('GET', '2.2.1/locations', token)).http).toBe(200)
    const response = await fetch(`${cpo.url}/ocpi/2.2.1/tariffs`, { headers: { authorization: `Token ${token}` } })
    expect(response.status).toBe(500)
    expect((await ocpi('GET', '2.2.1/tariffs', token)).answer.data).toHaveLength(5)
  })
})

describe('a live session', () => {
  test('runs from a card at the reader to its CDR', async () => {
    await register()
    const tapped = await control<Tapped>('POST', 'tap', { uid: TOKEN.uid, kwhTarget: 12, parkingMinutes: 6 })
    expect(tapped).toMatchObject({ allowed: 'ALLOWED', authorizationReference: 'ref-1' })
    await until(() => emsp.cdrs.length === 1)
    const sent = emsp.on('PUT', /sessions/).map((seen) => seen.body as Session)
    expect(sent.map((session) => session.status)).toEqual(['ACTIVE', 'COMPLETED'])
    expect(emsp.on('PATCH', /sessions/).length).toBeGreaterThan(1)
    expect(emsp.on('PATCH', /locations/).map((seen) => (seen.body as { status: string }).status)).toEqual([
      'CHARGING',
      'AVAILABLE',
    ])
    const [cdr] = emsp.cdrs
    expect(cdr).toMatchObject({
      session_id: tapped.sessionId,
      authorization_reference: 'ref-1',
      total_energy: 12,
      total_parking_time: 0.1,
      cdr_token: { uid: TOKEN.uid, contract_id: TOKEN.contract_id },
    })
    expect(Date.parse(cdr?.end_date_time ?? '')).toBeLessThanOrEqual(Date.now())
    expect(cdr?.total_time).toBeCloseTo(
      (Date.parse(cdr?.end_date_time ?? '') - Date.parse(cdr?.start_date_time ?? '')) / 3_600_000,
      3,
    )
    const session = emsp.sessions.get(tapped.sessionId)
    expect(session?.total_cost).toEqual(cdr?.total_cost)
    expect(session?.kwh).toBe(12)
  })

  test('sends in its PATCHes exactly the charging periods that its last PUT repeats', async () => {
    await register()
    const { sessionId } = await control<Tapped>('POST', 'tap', { uid: TOKEN.uid, minutes: 90 })
    await until(() => emsp.cdrs.length === 1)
    const patched = emsp
      .on('PATCH', /sessions/)
      .flatMap((seen) => (seen.body as Partial<Session>).charging_periods ?? [])
    const complete = emsp.sessions.get(sessionId)?.charging_periods ?? []
    expect(patched.length).toBeGreaterThan(1)
    expect(complete.slice(0, patched.length)).toEqual(patched)
  })

  test('does not start for an unknown card', async () => {
    await register()
    expect(await control('POST', 'tap', { uid: 'FFFF' })).toMatchObject({ allowed: 'UNKNOWN' })
    expect(emsp.on('PUT', /sessions/)).toEqual([])
  })

  test('is started and stopped by command', async () => {
    const token = await register()
    const [place] = await control<{ id: string; evses: { uid: string; status: string }[] }[]>('GET', 'locations')
    const free = place?.evses.find((evse) => evse.status === 'AVAILABLE')
    const command = { response_url: `${emsp.url}/ocpi/2.2.1/commands/START_SESSION/1`, token: TOKEN }
    const where = { location_id: place?.id, evse_uid: free?.uid, authorization_reference: 'ref-2' }
    const started = await ocpi('POST', '2.2.1/commands/START_SESSION', token, { ...command, ...where })
    expect(started.answer.data).toMatchObject({ result: 'ACCEPTED' })
    await until(() => emsp.sessions.size === 1)
    const [session] = [...emsp.sessions.values()]
    expect(session).toMatchObject({ authorization_reference: 'ref-2', auth_method: 'COMMAND', evse_uid: free?.uid })
    const response_url = `${emsp.url}/ocpi/2.2.1/commands/STOP_SESSION/2`
    const stop = { response_url, session_id: session?.id }
    const stopped = await ocpi('POST', '2.2.1/commands/STOP_SESSION', token, stop)
    expect(stopped.answer.data).toMatchObject({ result: 'ACCEPTED' })
    await until(() => emsp.cdrs.length === 1)
    const results = emsp.on('POST', /commands/).map((seen) => (seen.body as { result: string }).result)
    expect(results).toEqual(['ACCEPTED', 'ACCEPTED'])
    const after = await ocpi('POST', '2.2.1/commands/STOP_SESSION', token, stop)
    expect(after.answer.data).toMatchObject({ result: 'UNKNOWN_SESSION' })
  })
})

test('a restart remembers the registration, tells of a new address and ends what was live', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cpo-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const stateFile = join(folder, 'state.json')
  await cpo.close()
  cpo = await startCpo({ ...FAST, stateFile, speed: 1 })
  await register()
  const { sessionId } = await control<Tapped>('POST', 'tap', { uid: TOKEN.uid, minutes: 0.02 })
  await until(() => emsp.sessions.has(sessionId))
  await cpo.close()
  expect(readFileSync(stateFile, 'utf8')).toContain(sessionId)
  cpo = await startCpo({ ...FAST, stateFile, speed: 1 })
  expect(await control('GET', 'state')).toMatchObject({ registered: true })
  await until(() => emsp.cdrs[0]?.session_id === sessionId)
  await until(() => emsp.partner?.url === cpo.versionsUrl)
  expect(emsp.on('PUT', /credentials$/)).toHaveLength(1)
})
