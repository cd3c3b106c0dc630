// A run against the simulated operator finds each fault that is planted, and none where there is none.
// proves 2.1.1, 2.2.1, 2.3.0: call credentials SENDER GET
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOperators, system as ctx, type FindingOfRun, type Operator } from '@/db/factories/lab-operators'
import { FAULTS, HARMLESS, STAGES_OF, type Fault } from '@/db/factories/planted-faults'
import { testSql } from '@/db/testing/test-sql'
import type { OcpiVersion } from '@/lib/auth/context'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { MISBEHAVIOURS } from '@/lib/ocpi/testing/cpo/misbehaviours'
import { serveDispatch, type ServedDispatch } from '@/lib/ocpi/testing/serve-dispatch'
import { VERSIONS } from '@/lib/ocpi/versions'
import { CONFORMANCE_STAGES } from '@/lib/partners/core/conformance'
import { requestRun } from '@/lib/partners/conformance/request-run'
import { recomputeCdr } from '@/lib/rating/core/recompute-cdr'
import { runConformance } from './run-conformance'
import { citation, RULES, type RuleId } from './rules'

const sql = testSql()
const operators = createOperators()
let us: ServedDispatch

beforeAll(async () => {
  us = await serveDispatch()
})
afterAll(async () => {
  await operators.close()
  await us.close()
  await closeDispatch()
  await sql.end()
})

const failedOf = (findings: readonly FindingOfRun[]) => findings.filter(({ outcome }) => outcome === 'failed')
/** How fast answers come says something about this machine too. */
const brokenOf = (findings: readonly FindingOfRun[]) => failedOf(findings).filter(({ rule }) => rule !== 'latency')

test('every misbehaviour of the simulated operator is a fault or harmless, in each version that has it', () => {
  const open = MISBEHAVIOURS.flatMap(({ name, versions }) =>
    versions
      .filter((version) => {
        const fault = FAULTS[name] && (FAULTS[name].versions ?? versions).includes(version)
        const harmless = HARMLESS[name]?.versions.includes(version)
        return fault ? harmless : !harmless
      })
      .map((version) => `${name} in ${version}`),
  )
  expect(open).toEqual([])
})

test('every rule is written down in every version that has it', () => {
  const unwritten = (Object.keys(RULES) as RuleId[]).filter((id) => !/^OCPI 2\.2\.1 §\d/.test(citation(id, '2.2.1')))
  expect(unwritten).toEqual([])
  expect(citation('owner', '2.3.0')).toBe('OCPI 2.3.0 §4.1.6 Client Owned Object Pull')
  expect(citation('date_utc', '2.3.0')).toBe('OCPI 2.3.0 Types, DateTime type')
  expect(citation('total_count', '2.1.1')).toBe('OCPI 2.1.1 transport_and_format, Pagination')
})

const CASES = MISBEHAVIOURS.flatMap(({ name, module, versions }) =>
  versions.map((version) => ({
    name,
    version,
    stages: STAGES_OF[module],
    fault: FAULTS[name],
    harmless: HARMLESS[name],
  })),
)
const planted = CASES.filter(({ fault, version }) => fault && (fault.versions ?? VERSIONS).includes(version))
const harmless = CASES.filter((entry) => entry.harmless?.versions.includes(entry.version))

/** Where something is to happen first, there must be nothing else of its kind. */
const having = (version: OcpiVersion, after: Fault['after'], work: (operator: Operator) => Promise<void>) =>
  after ? operators.start(version).then(work) : operators.lend(version, work)

// Side by side: most of a case is waiting.
describe.concurrent('a misbehaving operator', () => {
  test.each(planted)('$name is found in $version', async ({ name, version, stages, fault }) => {
    const { rules, plant, after, run, says } = fault! // filtered above
    await having(version, after, async (operator) => {
      if (plant !== null) await operator.control('POST', 'misbehave', plant ?? { kind: name })
      await after?.(operator)
      const failed = failedOf(await operator.run({ stages, ...run }))
      // What it was taken for instead is told where it is not found.
      expect(failed.map(({ rule }) => rule)).toEqual(expect.arrayContaining([expect.toBeOneOf([...rules])]))
      const evidence = failed.filter(({ rule }) => rules.includes(rule)).flatMap((finding) => finding.evidence)
      expect(evidence).toEqual(expect.arrayContaining([expect.objectContaining(says ?? {})]))
    })
  })

  test.each(harmless)('$name is no fault in $version', async ({ name, version, harmless: what }) => {
    await having(version, what?.after, async (operator) => {
      if (!what?.after) await operator.control('POST', 'misbehave', { kind: name })
      await what?.after?.(operator)
      expect(brokenOf(await operator.run())).toEqual([])
    })
  })
})

describe.each(VERSIONS)('OCPI %s', (version) => {
  test('a well-behaved operator breaks no rule, also after a charge', async () => {
    const operator = await operators.start(version, true)
    await FAULTS.session_goes_back?.after?.(operator)
    const findings = await operator.run()
    expect(brokenOf(findings)).toEqual([])
    expect(findings.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(100)
  })

  test('a run that broke off goes on with the stages that are left', async () => {
    await operators.lend(version, async ({ partnerId }) => {
      const id = await requestRun(ctx, partnerId)
      await sql`delete from graphile_worker._private_jobs where key = ${`run-conformance:${id}`}`
      await sql`update conformance_runs set state = 'running', error = 'no attempts left', stages_done = ${sql.json(['versions', 'access', 'tariffs', 'locations', 'sessions', 'cdrs'])} where id = ${id}`
      expect(await requestRun(ctx, partnerId)).toBe(id)
      expect(
        await sql`select attempts from graphile_worker._private_jobs where key = ${`run-conformance:${id}`}`,
      ).toEqual([{ attempts: 0 }])
      await runConformance(ctx, id, recomputeCdr)
      const modules = await sql`select distinct module from conformance_findings where run_id = ${id}`
      expect(modules.map(({ module }) => module)).not.toContain('cdrs')
      const [row] = await sql`select state, stages_done from conformance_runs where id = ${id}`
      expect(row).toMatchObject({ state: 'done', stages_done: [...CONFORMANCE_STAGES] })
      await runConformance(ctx, id, recomputeCdr)
      expect(
        await sql`select count(*)::int as rows from conformance_findings where run_id = ${id} and checked > 500`,
      ).toEqual([{ rows: 0 }])
    })
  })
})
