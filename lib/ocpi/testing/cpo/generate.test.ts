import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startFakeEmsp, TOKEN, type FakeEmsp } from './fake-emsp'
import type { Job } from './generate'
import { createLocalClock } from './local-time'
import { priceSession, type MeteredPeriod } from './pricer'
import { startCpo, type CpoHandle } from './start-cpo'
import { toPrice } from './write-cdr'
import type { Cdr } from './wire'

const KINDS = [
  'late',
  'duplicate',
  'out_of_order',
  'over_charge',
  'wh_for_kwh',
  'unknown_token',
  'credit',
  'garbage',
  'missing_tariff',
  'conflicting_replay',
]
const COUNT = 400

let cpo: CpoHandle
let emsp: FakeEmsp
let job: Job

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  return (await (await fetch(`${cpo.url}/control/${path}`, init)).json()) as T
}

beforeAll(async () => {
  cpo = await startCpo({ seed: 11 })
  emsp = await startFakeEmsp('a')
  await control('POST', 'register', { versionsUrl: emsp.versionsUrl, token: 'a' })
  const tokens = Array.from({ length: 12 }, (_, index) => ({
    uid: `04AA${index}`,
    type: index % 3 === 0 ? 'APP_USER' : 'RFID',
    contract_id: `SE-LAD-C${index}`,
    country_code: 'SE',
    party_id: 'LAD',
    weight: index === 0 ? 4 : 1,
    ...(index === 1 && { home: 'Uppsala' }),
  }))
  const misbehave = Object.fromEntries(
    KINDS.map((kind) => [kind, kind === 'over_charge' || kind === 'garbage' ? 3 : 1]),
  )
  const range = { from: '2026-01-01T00:00:00Z', to: '2026-04-01T00:00:00Z', count: COUNT }
  job = await control<Job>('POST', 'generate', { ...range, tokens, misbehave, sessions: true })
  await vi.waitFor(
    async () => {
      job = await control<Job>('GET', `jobs/${job.id}`)
      if (job.status !== 'done') throw new Error('the job is not done')
    },
    { timeout: 100_000, interval: 50 },
  )
}, 120_000)

afterAll(async () => {
  await cpo.close()
  await emsp.close()
})

const wrong = (kind: string) => job.misbehaved.filter((entry) => entry.kind === kind).map((entry) => entry.cdrId)
const sent = (id: string) => emsp.cdrs.filter((cdr) => cdr.id === id)
const correct = () => emsp.cdrs.filter((cdr) => !job.misbehaved.some(({ cdrId }) => cdr.id.startsWith(cdrId)))

/** What a reader of the CDR alone can know of the metering. */
function metered(cdr: Cdr): MeteredPeriod[] {
  const volume = (period: Cdr['charging_periods'][number], type: string) =>
    period.dimensions.find((dimension) => dimension.type === type)?.volume ?? 0
  return cdr.charging_periods.map((period) => ({
    startMs: Date.parse(period.start_date_time),
    energyWh: Math.round(volume(period, 'ENERGY') * 1000),
    chargingSeconds: Math.round(volume(period, 'TIME') * 3600),
    parkingSeconds: Math.round(volume(period, 'PARKING_TIME') * 3600),
  }))
}

describe('a generated history', () => {
  test('arrives complete, each session before its CDR, from oldest to newest', () => {
    expect(job.total).toBe(COUNT)
    expect(emsp.sessions.size).toBe(COUNT)
    const ends = correct().map((cdr) => Date.parse(cdr.end_date_time))
    const disorder = ends.filter((end, index) => index >= 64 && end < (ends[index - 64] ?? 0))
    expect(disorder).toEqual([])
  })

  test('can be priced again from the CDR alone, to the öre', () => {
    for (const cdr of correct()) {
      const [tariff] = cdr.tariffs ?? []
      if (!tariff) throw new Error(`${cdr.id} carries no tariff`)
      const zone = { SWE: 'Europe/Stockholm', NOR: 'Europe/Oslo', DNK: 'Europe/Copenhagen', FIN: 'Europe/Helsinki' }
      const clock = createLocalClock(zone[cdr.cdr_location.country as keyof typeof zone])
      expect(toPrice(priceSession(tariff, metered(cdr), clock).total, 2)).toEqual(cdr.total_cost)
    }
  })

  test('uses all five tariffs, adds up, and never lets one card or EVSE charge twice at once', () => {
    const cdrs = correct()
    expect(new Set(cdrs.map((cdr) => cdr.tariffs?.[0]?.id)).size).toBe(5)
    for (const cdr of cdrs) {
      const energy = metered(cdr).reduce((sum, period) => sum + Number(period.energyWh), 0)
      expect(energy).toBe(Math.round(cdr.total_energy * 1000))
      expect(cdr.total_energy).toBeGreaterThanOrEqual(2)
      expect(cdr.total_energy).toBeLessThanOrEqual(70)
    }
    const clashes = cdrs.filter((cdr) =>
      cdrs.some(
        (other) =>
          other !== cdr &&
          other.start_date_time < cdr.end_date_time &&
          cdr.start_date_time < other.end_date_time &&
          (other.cdr_token.uid === cdr.cdr_token.uid || other.cdr_location.evse_uid === cdr.cdr_location.evse_uid),
      ),
    )
    expect(clashes).toEqual([])
  })

  test('goes wrong as often as asked, and says where', () => {
    expect(new Set(job.misbehaved.map((entry) => entry.kind))).toEqual(new Set(KINDS))
    const [duplicate = ''] = wrong('duplicate')
    expect(sent(duplicate)[0]).toEqual(sent(duplicate)[1])
    const [credit = ''] = wrong('credit')
    const [original] = sent(credit)
    expect(sent(`${credit}-C`)[0]).toMatchObject({
      credit: true,
      credit_reference_id: credit,
      total_cost: { excl_vat: -(original?.total_cost.excl_vat ?? 0) },
      total_energy_cost: original?.total_energy_cost,
    })
    const [replay = ''] = wrong('conflicting_replay')
    expect(sent(replay).map((cdr) => cdr.total_cost.excl_vat)[0]).not.toBe(sent(replay)[1]?.total_cost.excl_vat)
    const [unknown = ''] = wrong('unknown_token')
    expect(sent(unknown)[0]?.cdr_token.uid).toMatch(/^0BAD/)
    const [bare = ''] = wrong('missing_tariff')
    expect(sent(bare)[0]?.tariffs).toBeUndefined()
    const [watt = ''] = wrong('wh_for_kwh')
    expect(sent(watt)[0]?.total_energy).toBeGreaterThanOrEqual(2000)
    const [late = ''] = wrong('late')
    expect(emsp.cdrs.findIndex((cdr) => cdr.id === late)).toBeGreaterThan(COUNT - 30)
  })

  test('over-charges in three ways, each above what the tariff gives', () => {
    const over = job.misbehaved.filter((entry) => entry.kind === 'over_charge')
    expect(over.map((entry) => entry.variant).toSorted()).toEqual(['markup', 'phantom_parking', 'wrong_version'])
    const clock = createLocalClock('Europe/Stockholm')
    for (const { cdrId } of over) {
      const [cdr] = sent(cdrId)
      const [tariff] = cdr?.tariffs ?? []
      if (!cdr || !tariff) throw new Error('an over-charging CDR carries its tariff')
      const due = toPrice(priceSession(tariff, metered(cdr), clock).total, 2)
      expect(cdr.total_cost.excl_vat).toBeGreaterThan(due.excl_vat)
    }
  })

  test('sends garbage of three kinds', () => {
    const posts = emsp.on('POST', /cdrs$/)
    expect(posts.filter((seen) => seen.body === undefined)).toHaveLength(1)
    expect(emsp.cdrs.filter((cdr) => typeof cdr.total_energy === 'string')).toHaveLength(1)
    expect(emsp.cdrs.filter((cdr) => cdr.total_cost === undefined)).toHaveLength(1)
  })
})

test('a single CDR can be altered at will', async () => {
  const token = { ...TOKEN }
  const overrides = { currency: 'EUR' }
  const { cdr, answers } = await control<{ cdr: Cdr; answers: { http: number }[] }>('POST', 'cdr', { token, overrides })
  expect(answers[0]?.http).toBe(201)
  expect(sent(cdr.id)[0]).toMatchObject({ currency: 'EUR', cdr_token: { uid: TOKEN.uid } })
})
