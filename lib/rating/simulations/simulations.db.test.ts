import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { staff, system } from '@/db/factories/rated-portal'
import { openStubScene, type StubScene } from '@/db/factories/stub-scene'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { instant } from '@/lib/kernel/time'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { call, tariffBody } from '@/lib/ocpi/testing/call'
import { systemClock } from '@/lib/platform/clock'
import { CAR_PRESETS } from '../core/charge-wish'
import { FIXED, PASS_THROUGH } from '../fixtures/build-subject'
import { ensurePublicPlan } from '../price-plans/ensure-public-plan'
import { getMyQuote } from '../quotes/queries/get-quote'
import { listConnectors } from './list-connectors'
import { simulateCharge } from './simulate-charge'

const sql = testSql()
let scene: StubScene

beforeEach(async () => {
  await truncateAll(sql)
  await ensurePublicPlan(system)
  scene = await openStubScene()
  const { countryCode, partyId } = scene.partner
  const elements = [{ price_components: [{ type: 'ENERGY', price: 3.2, vat: 25, step_size: 1 }] }]
  const body = tariffBody(scene.partner, 'T1', { elements, last_updated: '2026-09-01T00:00:00Z' })
  await call(scene.partner, 'PUT', `tariffs/${countryCode}/${partyId}/T1`, body)
  await sleep(5)
  scene.clock.set(systemClock.now())
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const finance = staff('finance')
const wanted = (rules = PASS_THROUGH) => ({
  evseId: scene.evseId,
  connectorId: '1',
  rules,
  startedAt: instant(scene.clock.now()),
  car: { name: 'car', ...CAR_PRESETS.medium },
  energyKwh: '20',
  idleMinutes: 0,
  groups: [],
})

test('a charge under the plan in force costs what a customer is quoted for it', async () => {
  const simulated = await simulateCharge(finance, wanted())
  const quoted = await getMyQuote(scene.me, {
    evseId: scene.evseId,
    connectorId: '1',
    wish: { by: 'kwh', amount: 20 },
  })
  // 20 kWh at 3.20 and 0.10, with a quarter of VAT.
  expect(simulated?.quote.price).toMatchObject({ netMinor: 6600n, grossMinor: 8250n })
  expect(simulated?.quote.price?.grossMinor).toBe(quoted.price?.grossMinor)
  expect(simulated).toMatchObject({ costMinor: 6400n, marginMinor: 200n })
})

test('other rules give another price and the same cost', async () => {
  const simulated = await simulateCharge(finance, wanted(FIXED))
  expect(simulated?.costMinor).toBe(6400n)
  expect(simulated?.marginMinor).toBe((simulated?.quote.price?.netMinor ?? 0n) - 6400n)
  expect(simulated?.quote.price?.netMinor).not.toBe(6600n)
})

test('connectors are found by their place, and by their EVSE', async () => {
  const [found] = await listConnectors(finance, { evseId: scene.evseId })
  expect(found).toMatchObject({ evseId: scene.evseId, connectorId: '1', partnerId: scene.partner.partnerId })
  const byCity = await listConnectors(finance, { search: found!.city.slice(0, 4).toLowerCase() }) // found above
  expect(byCity.map((choice) => choice.evseId)).toContain(scene.evseId)
  expect(await listConnectors(finance, { search: 'nowhere%' })).toEqual([])
})

test('nothing is made up for a connector that is not there', async () => {
  expect(await simulateCharge(finance, { ...wanted(), connectorId: '99' })).toBeNull()
  await expect(simulateCharge(staff('support'), wanted())).resolves.not.toBeNull()
})
