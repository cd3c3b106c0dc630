// The product and the simulated operator, which share no code, over real HTTP in every version that both speak: what
// an operator without faults sends is accepted to the last message.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { testSql } from '@/db/testing/test-sql'
import { mintSystemCtx } from '@/lib/auth/mint'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { startCpo, type CpoHandle, type CpoOptions } from '@/lib/ocpi/testing/cpo/start-cpo'
import { serveDispatch, type ServedDispatch } from '@/lib/ocpi/testing/serve-dispatch'
import { VERSIONS } from '@/lib/ocpi/versions'
import { addPartner } from '@/lib/partners/add-partner'
import { systemClock } from '@/lib/platform/clock'

const FAST: CpoOptions = { speed: 3600, tickMs: 30, commandDelayMs: 5, cdrDelayMs: 5, reservationFees: true }
const CARD = { uid: '04A1B2C3D4E5F6', contract_id: 'SE-LDN-C12345678', country_code: 'SE', party_id: 'LDN' }

const sql = testSql()
const ctx = mintSystemCtx({ job: 'test', requestId: 'test', clock: systemClock })
let us: ServedDispatch
let count = 0

beforeAll(async () => {
  us = await serveDispatch()
})

afterAll(async () => {
  await us.close()
  await closeDispatch()
  await sql.end()
})

type Sent = { direction: string; method: string; path: string; http: number; statusCode?: number; error?: string }
type Driven = {
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>
  refused(): Promise<string[]>
}

async function withOperator(options: CpoOptions, party: string, act: (driven: Driven) => Promise<void>): Promise<void> {
  const cpo: CpoHandle = await startCpo({ ...FAST, versions: [...VERSIONS], ...options })
  const control: Driven['control'] = async <T>(method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    return (await (await fetch(`${cpo.url}/control/${path}`, init)).json()) as T // The remote control's own answer.
  }
  const refused = async () => {
    const sent = await control<Sent[]>('GET', 'exchanges')
    return sent
      .filter(({ direction, statusCode }) => direction === 'out' && statusCode !== 1000)
      .map(({ method, path, http, statusCode, error }) => `${method} ${path} ${http} ${statusCode} ${error ?? ''}`)
  }
  try {
    const { tokenA } = await addPartner(ctx, { name: 'Kustladd', countryCode: 'SE', partyId: party })
    const body = { versionsUrl: `${us.url}/ocpi/versions`, token: tokenA, version: options.versions?.[0] }
    expect(await control('POST', 'register', body)).toMatchObject({ registered: true })
    await act({ control, refused })
  } finally {
    await cpo.close()
  }
}

/** A charge from its start to its CDR. */
async function charge({ control }: Driven, where: object = {}): Promise<void> {
  const before = await control<{ cdrs: number }>('GET', 'state')
  await control('POST', 'sessions', { token: CARD, minutes: 45, parkingMinutes: 5, ...where })
  await vi.waitFor(
    async () => expect((await control<{ cdrs: number }>('GET', 'state')).cdrs).toBeGreaterThan(before.cdrs),
    { timeout: 15_000, interval: 50 },
  )
}

const pushed = { tariffs: { errors: [] }, locations: { errors: [] } }

describe.each(VERSIONS)('in %s', (version) => {
  test('an operator registers, pushes all it has, charges, credits and rotates', async () => {
    count += 1
    const partyId = `I${String(count).padStart(2, '0')}`
    await withOperator({ partyId, seed: count, versions: [version] }, partyId, async (driven) => {
      expect(await driven.control('POST', 'push-all')).toMatchObject(pushed)
      expect(await driven.control('POST', 'pull-tokens')).not.toHaveProperty('error')
      await charge(driven)
      await driven.control('POST', 'cdr', { token: CARD, misbehave: 'credit' })
      expect(await driven.control('POST', 'rotate')).toMatchObject({ version })
      await charge(driven)
      expect(await driven.refused()).toEqual([])
    })
  }, 60_000)

  test.skipIf(version === '2.1.1')(
    'a hub registers, and its parties push, charge, leave and return',
    async () => {
      count += 1
      const partyId = `H${String(count).padStart(2, '0')}`
      // A CDR of one operator with one id is the same CDR, whichever hub it comes through: each hub has its own.
      const parties = ['K', 'V', 'S'].map((letter, index) => ({
        countryCode: index === 1 ? 'NO' : 'SE',
        partyId: `${letter}${String(count).padStart(2, '0')}`,
        name: 'Kustladd AB',
        currency: 'SEK',
      }))
      const away = parties[1]?.partyId
      await withOperator({ hub: { partyId, parties }, seed: count, versions: [version] }, partyId, async (driven) => {
        expect(await driven.control('POST', 'push-all')).toMatchObject(pushed)
        const places = await driven.control<{ id: string; partyId: string; publish: boolean }[]>('GET', 'locations')
        for (const { partyId: owner } of parties) {
          await charge(driven, { locationId: places.find((place) => place.partyId === owner && place.publish)?.id })
        }
        await driven.control('POST', `parties/${away}`, { status: 'OFFLINE' })
        await driven.control('POST', `parties/${away}`, { status: 'CONNECTED' })
        await driven.control('POST', 'parties', { countryCode: 'FI', partyId: 'JAR' })
        expect(await driven.refused()).toEqual([])
      })
    },
    60_000,
  )
})

test('an operator goes from version to version, and charges in each', async () => {
  await withOperator({ partyId: 'IXX', seed: 99 }, 'IXX', async (driven) => {
    expect(await driven.control('POST', 'push-all')).toMatchObject(pushed)
    for (const version of [...VERSIONS, ...VERSIONS.toReversed()]) {
      expect(await driven.control('POST', 'switch-version', { version })).toMatchObject({ version })
      await charge(driven)
    }
    expect(await driven.refused()).toEqual([])
  })
}, 120_000)
