// Kill -9 of portal, worker and billing at random moments of intake, rating and billing: nothing lost, nothing doubled,
// ledger balanced, numbers unbroken. Each of the three dies CRASH_ROUNDS times, few in `npm test`; the long run is
// `CRASH_ROUNDS=50 npx vitest run bin/crash`. CRASH_SEED repeats a run's choices.
import { afterAll, expect, test } from 'vitest'
import { insertToken } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { mintSystemCtx } from '@/lib/auth/mint'
import { addMonths, instant, monthBounds, monthOf } from '@/lib/kernel/time'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { locationBody, tariffBody, type Peer } from '@/lib/ocpi/testing/call'
import { systemClock } from '@/lib/platform/clock'
import { freeJobsOfTheDead } from '@/lib/platform/worker-seats'
import { ensurePublicPlan } from '@/lib/rating/price-plans/ensure-public-plan'
import { bundleFleet, Victim, type Fleet } from './processes'
import { Sender, type Card } from './sender'
import { brokenRules, countStakes } from './verify'

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 6)
const SEED = Number(process.env['CRASH_SEED'] ?? systemClock.now() % 1_000_000)
const CARDS = 40
const STUCK_MS = 60_000
const TURN_MS = 20
const MOST_TURNS = 500
/** Ratings that a worker makes before it dies. */
const MOST_RATED = 100
const PERIOD = addMonths(monthOf(systemClock.now()), -1)

const sql = testSql()
const ctx = mintSystemCtx({ requestId: 'crash', clock: systemClock, job: 'crash' })
const victims: Victim[] = []
let fleet: Fleet | undefined

afterAll(async () => {
  await Promise.all(victims.map((victim) => victim.kill()))
  fleet?.remove()
  await sql.end()
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function victim(...[name, args]: [name: string, args?: string[]]): Victim {
  const made = new Victim(fleet!, name, args) // bundled first
  victims.push(made)
  return made
}

class Portal {
  readonly #victim = victim('ocpi-server')
  address = 'http://127.0.0.1:1'
  async start(): Promise<void> {
    this.address = `http://127.0.0.1:${(await this.#victim.start()).port}`
  }
  kill = () => this.#victim.kill()
}

async function killPortal(portal: Portal): Promise<void> {
  const random = randomFrom(SEED)
  for (let round = 0; round < ROUNDS; round += 1) {
    await pause(100 + random() * 700)
    await portal.kill()
    await portal.start()
  }
}

/** Waits until the count is larger by so much than it was when asked first, but not for ever. */
async function growth(count: () => Promise<number>, by = 1): Promise<void> {
  const from = await count()
  for (let turn = 0; turn < MOST_TURNS && (await count()) < from + by; turn += 1) await pause(TURN_MS)
}

const countRated = async () => (await sql`select 1 from ratings`).length
const countDue = async () =>
  (
    await sql`select 1 from cdrs c where status = 'accepted' and not exists (select 1 from invoiced_cdrs b where b.cdr_id = c.id) limit 1`
  ).length

/** Mostly after it has rated some, so that there is something to bill; sometimes as soon as it runs. */
async function killWorker(): Promise<void> {
  const random = randomFrom(SEED + 1)
  const worker = victim('worker')
  for (let round = 0; round < ROUNDS; round += 1) {
    await worker.start()
    if (random() < 0.8) await growth(countRated, random() * MOST_RATED)
    await pause(random() * 100)
    await worker.kill()
  }
}

/**
 * By the verbs and through the worker's jobs in turns; now and then one run comes to its end before the kill. Answers how
 * often it died at work.
 */
async function killBilling(): Promise<number> {
  const random = randomFrom(SEED + 2)
  const runners = [victim('billing', [PERIOD, 'verbs']), victim('billing', [PERIOD, 'jobs'])]
  let typicalMs = 1000
  let atWork = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const runner = runners[round % 2]! // there are two
    let begun = 0
    let working = true
    const ended = new Promise<void>((resolve) => {
      runner.onMessage = ({ begin }) => {
        working = begin !== undefined
        if (working) begun = performance.now()
        else {
          typicalMs = (typicalMs + performance.now() - begun) / 2
          resolve()
        }
      }
    })
    if ((await countDue()) === 0) await growth(countDue)
    await runner.start()
    if (random() < 0.3) await Promise.race([ended, pause(MOST_TURNS * TURN_MS)])
    await pause(random() * 1.1 * typicalMs)
    if (working) atWork += 1
    await runner.kill()
  }
  return atWork
}

/** However slow the machine is: it gives up only when a minute has passed without any progress. */
async function nothingPending(): Promise<void> {
  const count = async () => (await sql`select 1 from cdrs where status = 'pending'`).length
  let least = Infinity
  let since = performance.now()
  for (let pending = await count(); pending > 0; pending = await count()) {
    if (pending < least) since = performance.now()
    least = Math.min(least, pending)
    if (performance.now() - since > STUCK_MS) {
      const jobs =
        await sql`select attempts, locked_by, last_error from graphile_worker._private_jobs order by id limit 5`
      throw new Error(`${pending} CDRs stay pending; first jobs: ${JSON.stringify(jobs)}`)
    }
    await pause(100)
  }
}

async function put(portal: Portal, peer: Peer, path: string, body: unknown): Promise<void> {
  const response = await fetch(`${portal.address}/ocpi/2.2.1/${path}`, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: {
      authorization: `Token ${Buffer.from(peer.clientToken).toString('base64')}`,
      'content-type': 'application/json',
    },
  })
  expect(await response.json()).toMatchObject({ status_code: 1000 })
}

test(
  `${ROUNDS} kills each of portal, worker and billing lose nothing and double nothing (seed ${SEED})`,
  async () => {
    fleet = await bundleFleet(['bin/bench/ocpi-server.ts', 'bin/worker.ts', 'bin/crash/billing.ts'])
    const began = performance.now()
    const peer = await insertPartner()
    const cards: Card[] = []
    for (let count = 0; count < CARDS; count += 1) cards.push(await insertToken())
    await ensurePublicPlan(ctx)

    const portal = new Portal()
    await portal.start()
    const { from } = monthBounds(PERIOD)
    const last_updated = new Date(from).toISOString()
    const tariff = tariffBody(peer, 'T1', { last_updated })
    await put(portal, peer, `tariffs/${peer.countryCode}/${peer.partyId}/T1`, tariff)
    await put(portal, peer, `locations/${peer.countryCode}/${peer.partyId}/LOC1`, locationBody(peer, 'LOC1'))
    const sender = new Sender(peer, cards, instant(from), () => portal.address)
    sender.start()
    const [atWork] = await Promise.all([killBilling(), killPortal(portal), killWorker()])
    await sender.finish()
    await portal.kill()
    const [left] = await sql<[{ pending: number; held: number }]>`
    select (select count(*)::int from cdrs where status = 'pending') as pending,
      (select count(*)::int from graphile_worker._private_jobs where locked_by is not null) as held`

    // Everything is dead now. Whoever comes next finds the rest.
    await freeJobsOfTheDead(sql, 0)
    await sql`select graphile_worker.add_job('rate-pending-cdrs', '{}'::json)`
    const worker = victim('worker')
    await worker.start()
    await nothingPending()
    const runOnce = () =>
      new Promise<void>((resolve, reject) => {
        const runner = victim('billing', [PERIOD, 'once'])
        runner.onMessage = ({ end, error }) => {
          if (end && error === undefined) resolve()
          else if (end) reject(new Error(error))
        }
        runner.start().catch(reject)
      })
    await runOnce()
    const before = await countStakes(sql)
    await runOnce()
    const after = await countStakes(sql)
    await worker.kill()

    console.log(
      `crash: seed ${SEED}, ${ROUNDS} kills each of portal, worker, billing (${atWork} of them at work) in ${((performance.now() - began) / 1000).toFixed(0)} s; ` +
        `${sender.acknowledged.size} CDRs acknowledged, ${sender.failures} requests repeated; ` +
        `at the last kill ${left.pending} CDRs pending, ${left.held} jobs held by the dead; ` +
        `${after.ratings} ratings, ${after.runs} runs, ${after.invoices} invoices, ${after.documents} documents so far`,
    )
    expect({ ...after, documents: 0 }).toEqual({ ...before, documents: 0 })
    const stored = await sql<{ ocpi_id: string }[]>`select ocpi_id from cdrs`
    expect(stored.map((row) => row.ocpi_id).toSorted()).toEqual([...sender.acknowledged].toSorted())
    expect(await brokenRules(sql)).toEqual({})
    const { ok, imbalance, invariants } = await checkLedger(ctx)
    expect({ ok, imbalance, broken: invariants.filter((invariant) => !invariant.ok) }).toEqual({
      ok: true,
      imbalance: '0',
      broken: [],
    })
    expect(after.invoices).toBeGreaterThan(0)
  },
  120_000 + ROUNDS * 30_000,
)
