import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { cdrs } from '@/lib/ocpi/wire/v221/cdrs'
import { locations } from '@/lib/ocpi/wire/v221/locations'
import { sessions } from '@/lib/ocpi/wire/v221/sessions'
import { tariffs } from '@/lib/ocpi/wire/v221/tariffs'
import { DEFAULT_POLICY } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import { startFakeEmsp, type FakeEmsp } from './cpo/fake-emsp'
import { startCpo, type CpoHandle } from './cpo/start-cpo'
import type { Cdr as CdrJson } from './cpo/wire'

// The simulated operator and the product share no code. What one writes the other must read without a finding, and
// both must come to the same amount.

const COUNT = 600
const ZONES: Record<string, string> = {
  SWE: 'Europe/Stockholm',
  NOR: 'Europe/Oslo',
  DNK: 'Europe/Copenhagen',
  FIN: 'Europe/Helsinki',
}

let cpo: CpoHandle
let emsp: FakeEmsp

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  return (await (await fetch(`${cpo.url}/control/${path}`, init)).json()) as T
}

beforeAll(async () => {
  cpo = await startCpo({ seed: 5 })
  emsp = await startFakeEmsp('a')
  await control('POST', 'register', { versionsUrl: emsp.versionsUrl, token: 'a' })
  await control('POST', 'push-all')
  const tokens = Array.from({ length: 20 }, (_, index) => ({
    uid: `04B${index}`,
    type: 'RFID',
    contract_id: `SE-LAD-C${index}`,
    country_code: 'SE',
    party_id: 'LAD',
  }))
  // Both changes of the clock lie in the range.
  const range = { from: '2025-10-01T00:00:00Z', to: '2026-04-10T00:00:00Z', count: COUNT }
  const { id } = await control<{ id: string }>('POST', 'generate', { ...range, tokens, sessions: true })
  await vi.waitFor(
    async () => {
      const { status } = await control<{ status: string }>('GET', `jobs/${id}`)
      if (status !== 'done') throw new Error('the job is not done')
    },
    { timeout: 100_000, interval: 50 },
  )
}, 120_000)

afterAll(async () => {
  await cpo.close()
  await emsp.close()
})

function price(json: CdrJson) {
  const { startedAt, endedAt, chargingPeriods, tariffs, currency } = cdrs.fromWire(json).value
  const timeZone = ZONES[json.cdr_location.country] ?? 'UTC'
  const policy = DEFAULT_POLICY
  return priceSession({ startedAt, endedAt, periods: chargingPeriods, tariffs, timeZone, currency, policy })
}

test('the wire readers find nothing to remark in what the operator sends', () => {
  expect(emsp.cdrs).toHaveLength(COUNT)
  const pushed = (module: RegExp) => emsp.on('PUT', module).map((seen) => seen.body)
  expect(pushed(/locations/).flatMap((body) => locations.fromWire(body).findings)).toEqual([])
  expect(pushed(/tariffs/).flatMap((body) => tariffs.fromWire(body).findings)).toEqual([])
  expect(pushed(/sessions/).flatMap((body) => sessions.fromWire(body).findings)).toEqual([])
  expect(emsp.cdrs.flatMap((cdr) => cdrs.fromWire(cdr).findings)).toEqual([])
})

test('two engines that share no line price every CDR alike, to the öre', () => {
  const answers = emsp.cdrs.map((cdr) => {
    const { rounded } = price(cdr)
    return { id: cdr.id, excl_vat: Number(rounded.excl), incl_vat: Number(rounded.incl) }
  })
  expect(answers).toEqual(emsp.cdrs.map((cdr) => ({ id: cdr.id, ...cdr.total_cost })))
})

test('periods begin wherever the price changes', () => {
  const codes = new Set(emsp.cdrs.flatMap((cdr) => price(cdr).findings.map((finding) => finding.code)))
  // Idle time before the fee begins is priced by no element, as the tariff means it.
  expect([...codes].filter((code) => code !== 'UNPRICED_VOLUME')).toEqual([])
})
