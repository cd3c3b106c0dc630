// Simulated operators for the lab's tests: registered, with a little history. Those that nothing was left behind with are
// handed on from case to case, so that many cases run side by side without each starting its own.
import { setTimeout as pause } from 'node:timers/promises'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import type { OcpiVersion } from '@/lib/auth/context'
import { newId, type PartnerId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { pullModule } from '@/lib/ocpi/client/pull-module'
import { registerPartner } from '@/lib/ocpi/client/register-partner'
import { startCpo, type CpoHandle } from '@/lib/ocpi/testing/cpo/start-cpo'
import { CONFORMANCE_STAGES, type ConformanceStage } from '@/lib/partners/core/conformance'
import { requestRun } from '@/lib/partners/conformance/request-run'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { fixedClock, systemClock } from '@/lib/platform/clock'
import { recomputeCdr } from '@/lib/rating/core/recompute-cdr'
import { issueToken, type IssuedToken } from '@/lib/roaming/tokens/issue-token'
import { insertCustomer } from './customers'
import { runConformance } from '@/lib/ocpi/conformance/run-conformance'
import type { RuleId } from '@/lib/ocpi/conformance/rules'

const base = { requestId: 'test', clock: systemClock }
export const system = mintSystemCtx({ ...base, job: 'test' })
export const staff = mintStaffCtx({ ...base, userId: newId('user', systemClock.now()), role: 'administrator' })

export type FindingOfRun = {
  rule: RuleId
  module: string
  outcome: string
  severity: string
  evidence: { pointer: string | null; found: string | null; expected: string | null }[]
}

/** As if it were so much later, with so much patience, in so many of its stages. */
export type How = { laterMs?: number; patienceMs?: number; stages?: readonly ConformanceStage[] }

export type Operator = {
  version: OcpiVersion
  partnerId: PartnerId
  card: IssuedToken & { contract_id: string; country_code: string; party_id: string }
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>
  /** Carries a run out, and answers all it found. */
  run(how?: How): Promise<FindingOfRun[]>
  close(): Promise<void>
}

let card: Promise<IssuedToken> | null = null
let count = 0

/** One card for all: whose it is decides what a CDR is checked against. */
function ourCard(): Promise<IssuedToken> {
  card ??= insertCustomer().then((customerId) =>
    issueToken(system, { customerId, uid: '04A1B2C3D4E5F6', type: 'RFID', whitelist: 'ALLOWED' }),
  )
  return card
}

async function controlOf<T>(cpo: CpoHandle, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${cpo.url}/control/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as T // the remote control's own answer
}

/** An operator whose places are known, and who has some sessions and CDRs of its own already if that is wanted. */
async function startOperator(version: OcpiVersion, withHistory: boolean): Promise<Operator> {
  count += 1
  const cpo = await startCpo({
    seed: 7,
    partyId: `L${count.toString(36).toUpperCase().padStart(2, '0')}`,
    versions: [version],
    speed: 3600,
    tickMs: 50,
    commandDelayMs: 5,
    cdrDelayMs: 5,
  })
  const issued = await ourCard()
  const token = { ...issued, contract_id: issued.contractId, country_code: 'SE', party_id: 'LDN' }
  const control = <T>(method: string, path: string, body?: unknown) => controlOf<T>(cpo, method, path, body)
  const { token: tokenA } = await control<{ token: string }>('POST', 'token-a')
  const { partnerId } = await registerPartner(system, { versionsUrl: cpo.versionsUrl, token: tokenA })
  await pullModule(system, partnerId, 'tariffs', true)
  await pullModule(system, partnerId, 'locations', true)
  const sql = testSql()
  await sql`insert into onboardings (partner_id, direction, started_at, test_token_id) values (${partnerId}, 'ours', now(), ${issued.tokenId})`
  await sql.end()
  if (withHistory) await generate(control, token)
  return { version, partnerId, card: token, control, run: (how) => run(partnerId, how), close: () => cpo.close() }
}

async function generate(control: Operator['control'], token: Operator['card']): Promise<void> {
  await control('POST', 'generate', {
    from: new Date(systemClock.now() - 6 * 86_400_000).toISOString(),
    to: new Date(systemClock.now() - 3_600_000).toISOString(),
    count: 6,
    sessions: true,
    tokens: [token],
  })
  await until(async () => (await control<{ cdrs: number }>('GET', 'state')).cdrs === 6)
}

/** Waits for what happens in its own time. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited in vain: ${isSo}`)
    await pause(100)
  }
}

async function run(partnerId: PartnerId, { laterMs = 0, stages, ...patience }: How = {}) {
  await flushExchanges()
  const runId = await requestRun(system, partnerId)
  const clock = laterMs === 0 ? systemClock : fixedClock(instant(systemClock.now() + laterMs))
  const sql = testSql()
  try {
    const done = stages ? CONFORMANCE_STAGES.filter((stage) => !stages.includes(stage)) : []
    await sql`update conformance_runs set stages_done = ${sql.json(done)} where id = ${runId}`
    await runConformance({ ...system, clock }, runId, recomputeCdr, patience)
    return [
      ...(await sql<
        FindingOfRun[]
      >`select rule, module, outcome, severity, evidence from conformance_findings where run_id = ${runId}`),
    ]
  } finally {
    await sql.end()
  }
}

export type Operators = {
  /** Lends an operator with a history to one after the other, who must leave it as it was. */
  lend<T>(version: OcpiVersion, work: (operator: Operator) => Promise<T>): Promise<T>
  /** An operator for once: with what is done to it, and nothing else. */
  start(version: OcpiVersion, withHistory?: boolean): Promise<Operator>
  close(): Promise<void>
}

export function createOperators(): Operators {
  const free: Operator[] = []
  const started: Operator[] = []
  const start = async (version: OcpiVersion, withHistory = false): Promise<Operator> => {
    const operator = await startOperator(version, withHistory)
    started.push(operator)
    return operator
  }
  return {
    start,
    async lend(version, work) {
      const at = free.findIndex((operator) => operator.version === version)
      const [known] = at < 0 ? [] : free.splice(at, 1)
      const operator = known ?? (await start(version, true))
      try {
        return await work(operator)
      } finally {
        await operator.control('DELETE', 'misbehave')
        free.push(operator)
      }
    },
    async close() {
      await Promise.all(started.map((operator) => operator.close()))
    },
  }
}
