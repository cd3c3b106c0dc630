// A month's billing run of 100,000 CDRs for 10,000 customers, against one set-based SQL statement that writes the same
// rows: invoices with their snapshots, lines, claims, journal entries, postings, audit rows and document jobs.
import postgres from 'postgres'
import { mintSystemCtx } from '@/lib/auth/mint'
import { approveBillingRun } from '@/lib/billing/approve-billing-run'
import { createBillingRun } from '@/lib/billing/create-billing-run'
import { draftBillingRun } from '@/lib/billing/draft-billing-run'
import { finalizeBillingRun } from '@/lib/billing/finalize-billing-run'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { parseInstant } from '@/lib/kernel/time'
import { fixedClock } from '@/lib/platform/clock'
import { withBenchDatabase } from './bench-database'
import { ONE_STATEMENT, SEED } from './billing-statements'

const CDRS = Number(process.env['BENCH_BILLING_CDRS'] ?? 100_000)
const CUSTOMERS = Number(process.env['BENCH_BILLING_CUSTOMERS'] ?? 10_000)
const PERIOD = '2026-10'

const ctx = mintSystemCtx({
  requestId: 'bench',
  clock: fixedClock(parseInstant('2026-11-02T08:00:00Z')!), // a literal instant
  job: 'bench',
})

export type BillingBench = {
  cdrs: number
  customers: number
  /** Draft, approve and finalise by the verbs. */
  runSeconds: number
  draftSeconds: number
  statementSeconds: number
  /** Ours to the statement's: at most 5. */
  ratio: number
  rows: Record<string, number>
}

/** Measures both ways on databases with the same content and checks that they write the same rows and the same money. */
export async function benchBillingRun(): Promise<BillingBench> {
  const statement = await withBenchDatabase('billing_sql', async (url) => {
    const sql = await seed(url)
    const seconds = await timed(() => sql.unsafe(ONE_STATEMENT))
    const written = await countRows(sql)
    await sql.end()
    return { seconds, written }
  })
  const ours = await withBenchDatabase('billing_run', async (url) => {
    const sql = await seed(url)
    let draftSeconds = 0
    const seconds = await timed(async () => {
      const { billingRunId } = await createBillingRun(ctx, { period: PERIOD }, { inBackground: false })
      draftSeconds = await timed(() => draftBillingRun(ctx, billingRunId))
      await approveBillingRun(ctx, billingRunId)
      await finalizeBillingRun(ctx, billingRunId)
    })
    const written = await countRows(sql)
    const check = await checkLedger(ctx)
    if (!check.ok)
      throw new Error(`the ledger does not hold: ${JSON.stringify(check.invariants.filter(({ ok }) => !ok))}`)
    await sql.end()
    return { seconds, draftSeconds, written }
  })
  for (const [name, count] of Object.entries(ours.written)) {
    if (statement.written[name] !== count)
      throw new Error(`${name}: ${count} by the run, ${statement.written[name]} by the statement`)
  }
  const ratio = ours.seconds / statement.seconds
  console.log(
    `\nBilling run of ${CDRS} CDRs for ${CUSTOMERS} customers\n  run ${ours.seconds.toFixed(1)} s (draft ${ours.draftSeconds.toFixed(1)} s), one statement ${statement.seconds.toFixed(1)} s, ratio ${ratio.toFixed(2)} (at most 5)`,
  )
  return {
    cdrs: CDRS,
    customers: CUSTOMERS,
    runSeconds: ours.seconds,
    draftSeconds: ours.draftSeconds,
    statementSeconds: statement.seconds,
    ratio,
    rows: ours.written,
  }
}

async function seed(url: string): Promise<postgres.Sql> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  for (const statement of SEED) await sql.unsafe(statement(CDRS, CUSTOMERS))
  await sql`vacuum analyze`
  await sql`checkpoint`
  return sql
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

async function countRows(sql: postgres.Sql): Promise<Record<string, number>> {
  const [row] = await sql<Record<string, number>[]>`
    select (select count(*)::int from invoices) as invoices, (select count(*)::int from invoice_lines) as lines,
      (select count(*)::int from invoiced_cdrs) as claims, (select count(*)::int from journal_entries) as entries,
      (select count(*)::int from postings) as postings, (select sum(payable_minor)::float8 from invoices) as "payableMinor",
      (select sum(vat_minor)::float8 from invoices) as "vatMinor",
      (select count(*)::int from graphile_worker.jobs where task_identifier = 'make-invoice-document') as jobs,
      (select count(*)::int from audit_events where action = 'invoice.finalize') as audit`
  return { ...row }
}
