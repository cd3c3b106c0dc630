import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startStubPartner, type StubPartner } from '@/db/factories/stub-partner'
import { testSql } from '@/db/testing/test-sql'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { callPartner, PartnerCallError } from '@/lib/ocpi/client/partner-client'
import { peerOf } from '@/lib/ocpi/client/peer-of'
import { getConnection } from '@/lib/partners/find-connection'
import { noteCircuit } from '@/lib/partners/note-circuit'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'

const sql = testSql()
let down: StubPartner
let fine: StubPartner

beforeEach(async () => {
  down = await startStubPartner()
  fine = await startStubPartner()
  down.answer(() => ({ http: 500, raw: '<h1>no</h1>' }))
})
afterEach(() => Promise.all([down.close(), fine.close()]))
afterAll(async () => {
  await flushExchanges()
  await sql.end()
})

const call = async (partner: StubPartner, module = 'commands') => {
  const peer = peerOf(await getConnection(partner.partnerId))
  return callPartner(peer, { method: 'POST', url: `${partner.url}/${module}`, module, body: {} })
}
const fail = async (times: number) => {
  for (let count = 0; count < times; count += 1) await expect(call(down)).rejects.toThrow(PartnerCallError)
}
const circuitOf = async ({ partnerId }: StubPartner) =>
  (await sql`select circuit from partners where id = ${partnerId}`)[0]?.['circuit'] as Record<string, unknown> | null
const stepsOf = async ({ partnerId }: StubPartner) =>
  (await sql`select step from partner_events where partner_id = ${partnerId} order by id`).map((row) => row['step'])

test('a partner that fails five times is left in peace, the others are called as before', async () => {
  await fail(5)
  expect(down.seen).toHaveLength(5)
  await expect(call(down)).rejects.toThrow('is not called before')
  expect(down.seen).toHaveLength(5)
  expect(await circuitOf(down)).toMatchObject({ failures: 5, reason: 'HTTP 500' })
  expect(await stepsOf(down)).toEqual(['left_in_peace'])
  await call(fine)
  expect(await circuitOf(fine)).toBeNull()
})

test('an answer of theirs, even a no, is no outage', async () => {
  down.answer(() => ({ http: 500, code: 3000, message: 'our database is away' }))
  await fail(7)
  expect(down.seen).toHaveLength(7)
  expect(await circuitOf(down)).toBeNull()
})

test('what another process learned holds here too, until one call gets through', async () => {
  const now = systemClock.now()
  const circuit = { openedAt: now, until: instant(now + MINUTE_MS), failures: 6, reason: 'ECONNREFUSED' }
  await noteCircuit(down.partnerId, circuit)
  await expect(call(down)).rejects.toThrow('ECONNREFUSED')
  expect(down.seen).toEqual([])
  await noteCircuit(down.partnerId, { ...circuit, until: now })
  down.answer(() => ({ data: undefined }))
  await call(down)
  expect(await circuitOf(down)).toBeNull()
  expect(await stepsOf(down)).toEqual(['left_in_peace', 'answers_again'])
  const waiting =
    await sql`select key, queue_name from graphile_worker.jobs where key like ${`pull:${down.partnerId}:%`}`
  expect(waiting.map((row) => row['queue_name'])).toEqual(Array.from({ length: 4 }, () => `pull:${down.partnerId}`))
})

test('a handshake is tried all the same, and ends the pause if it succeeds', async () => {
  await fail(5)
  down.answer(() => ({ data: undefined }))
  await call(down, 'credentials')
  expect(await circuitOf(down)).toBeNull()
  await call(down)
})

test('a partner gets so many calls at a time and no more; the others do not wait for it', async () => {
  let atOnce = 0
  let most = 0
  let free: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    free = resolve
  })
  down.answer(async () => {
    atOnce += 1
    most = Math.max(most, atOnce)
    await gate
    atOnce -= 1
    return { data: undefined }
  })
  const calls = Array.from({ length: 20 }, () => call(down))
  await vi.waitFor(() => expect(atOnce).toBe(8))
  await call(fine)
  free()
  await Promise.all(calls)
  expect(most).toBe(8)
  expect(down.seen).toHaveLength(20)
})
