// What only the partner can do: asked for, done by its own messages, and seen as done.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { insertCustomer } from '@/db/factories/customers'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId, type ConformanceRunId, type PartnerId } from '@/lib/kernel/ids'
import { pullModule } from '@/lib/ocpi/client/pull-module'
import { startTestCharge } from '@/lib/ocpi/client/send-command'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { startCpo, type CpoHandle } from '@/lib/ocpi/testing/cpo/start-cpo'
import { serveDispatch, type ServedDispatch } from '@/lib/ocpi/testing/serve-dispatch'
import { askStep } from '@/lib/partners/conformance/ask-step'
import { getReport, listLiveSteps } from '@/lib/partners/conformance/queries'
import { requestRun } from '@/lib/partners/conformance/request-run'
import { settleSteps } from '@/lib/partners/conformance/settle-steps'
import type { InteractiveStep } from '@/lib/partners/core/conformance'
import { beginInvitation } from '@/lib/partners/onboarding/begin-onboarding'
import { chooseTestCard } from '@/lib/partners/onboarding/choose-test-card'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'
import { recomputeCdr } from '@/lib/rating/core/recompute-cdr'
import { listTestPlaces } from '@/lib/roaming/locations/list-test-places'
import { issueToken } from '@/lib/roaming/tokens/issue-token'
import { runConformance } from './run-conformance'

const sql = testSql()
const base = { requestId: 'test', clock: systemClock }
const staff = mintStaffCtx({ ...base, userId: newId('user', systemClock.now()), role: 'roaming' })
const system = mintSystemCtx({ ...base, job: 'test' })
const CARD = '04A1B2C3D4E5F6'
let us: ServedDispatch
let cpo: CpoHandle
let partnerId: PartnerId
let runId: ConformanceRunId

beforeAll(async () => {
  us = await serveDispatch()
  cpo = await startCpo({ seed: 7, partyId: 'INT', speed: 3600, tickMs: 50, commandDelayMs: 5, cdrDelayMs: 5 })
  const { partnerId: id, tokenA } = await beginInvitation(staff, { name: 'Prov', countryCode: 'SE', partyId: 'INT' })
  partnerId = id
  const done = await control<{ registered: boolean }>('POST', 'register', {
    versionsUrl: `${us.url}/ocpi/versions`,
    token: tokenA,
  })
  if (!done.registered) throw new Error('the operator did not register')
  await pullModule(system, partnerId, 'tariffs', true)
  await pullModule(system, partnerId, 'locations', true)
  const customerId = await insertCustomer()
  const { tokenId } = await issueToken(system, { customerId, uid: CARD, type: 'RFID', whitelist: 'ALLOWED' })
  await chooseTestCard(staff, partnerId, tokenId)
  runId = await requestRun(staff, partnerId)
})
afterAll(async () => {
  await cpo.close()
  await us.close()
  await closeDispatch()
  await sql.end()
})

async function control<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${cpo.url}/control/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as T // the remote control's own answer
}

/** Waits until the partner's messages have satisfied a step, as the page sees it; answers what the job then keeps of it. */
async function satisfied(step: InteractiveStep): Promise<number> {
  await vi.waitFor(
    async () => {
      await flushExchanges()
      const { run, steps } = await getReport(staff, partnerId, runId)
      const live = await listLiveSteps(staff, run, steps)
      if (live.find((entry) => entry.step === step)?.satisfiedAt === null) throw new Error(`${step} is awaited`)
    },
    { timeout: 30_000, interval: 200 },
  )
  await settleSteps(system, runId)
  const [row] = await sql`select jsonb_array_length(evidence) as messages from conformance_steps
    where run_id = ${runId} and step = ${step} and satisfied_at is not null`
  return Number(row?.['messages'] ?? 0)
}

test('a charge by card satisfies its steps one after the other', async () => {
  for (const step of ['authorize_known', 'session_put', 'session_patch', 'session_completed', 'cdr_post'] as const)
    await askStep(staff, runId, step)
  expect(await settleSteps(system, runId)).toEqual({ open: 5 })
  const tap = await control<{ allowed: string }>('POST', 'tap', { uid: CARD, kwhTarget: 2 })
  expect(tap.allowed).toBe('ALLOWED')
  for (const step of ['authorize_known', 'session_put', 'session_completed', 'cdr_post'] as const)
    expect(await satisfied(step)).toBe(1)
})

test('a card that is nobody’s, and a status', async () => {
  await askStep(staff, runId, 'authorize_unknown')
  await askStep(staff, runId, 'evse_status')
  await control('POST', 'tap', { uid: '0BADBADBADBAD0' })
  expect(await satisfied('authorize_unknown')).toBe(1)
  const [place] = await control<{ evses: { uid: string }[] }[]>('GET', 'locations')
  await control('POST', 'evse-status', { evseUid: place?.evses[0]?.uid, status: 'INOPERATIVE' })
  expect(await satisfied('evse_status')).toBe(1)
})

test('asking again forgets what was done before', async () => {
  await askStep(staff, runId, 'evse_status')
  const { run, steps } = await getReport(staff, partnerId, runId)
  const live = await listLiveSteps(staff, run, steps)
  expect(live.find(({ step }) => step === 'evse_status')).toMatchObject({ satisfiedAt: null, evidence: [] })
})

test('a charge that staff order with the test card is started by the partner', async () => {
  const [place] = await listTestPlaces(staff, partnerId)
  expect(place).toBeDefined()
  await askStep(staff, runId, 'remote_start')
  await startTestCharge(staff, { evseId: place!.evseId, connectorId: place!.connectorId }) // just expected
  expect(await satisfied('remote_start')).toBe(1)
})

test('a command that is accepted and never answered is found by the next run', async () => {
  await control('POST', 'misbehave', { kind: 'command_never_answers' })
  const [place] = await listTestPlaces(staff, partnerId)
  await startTestCharge(staff, { evseId: place!.evseId, connectorId: place!.connectorId }) // there was one above
  // Its time is up.
  await sql`update commands set timeout_at = now() - interval '1 minute' where partner_id = ${partnerId} and result is null`
  await control('DELETE', 'misbehave')
  await runConformance(system, runId, recomputeCdr)
  const [row] = await sql`select outcome from conformance_findings where run_id = ${runId} and rule = 'command_result'`
  expect(row).toEqual({ outcome: 'failed' })
})
