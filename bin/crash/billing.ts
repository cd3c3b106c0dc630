// Bills a month again and again, by the verbs itself or through the worker's jobs, and tells when it is at it: a process
// to be killed in the middle of its work. With `once` it bills once and ends.
import { sql } from 'drizzle-orm'
import { closeDb, reader } from '@/db/client'
import { mintSystemCtx } from '@/lib/auth/mint'
import { approveBillingRun } from '@/lib/billing/approve-billing-run'
import { createBillingRun } from '@/lib/billing/create-billing-run'
import { requestFinalization } from '@/lib/billing/request-finalization'
import { runBilling } from '@/lib/billing/run-billing'
import type { BillingRunId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import type { Message } from './processes'

const PAUSE_MS = 300
const POLL_MS = 25

const [period = '', mode = 'once'] = process.argv.slice(2)
const ctx = mintSystemCtx({ requestId: 'crash', clock: systemClock, job: 'crash' })
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const say = (message: Message) => process.send?.(message)

async function until(billingRunId: BillingRunId, condition: string): Promise<void> {
  for (;;) {
    const found = await reader().execute(
      sql`select 1 from billing_runs where id = ${billingRunId} and (${sql.raw(condition)})`,
    )
    if (found.length > 0) return
    await pause(POLL_MS)
  }
}

/** As staff does it in the portal: the worker drafts and finalises. */
async function throughJobs(): Promise<void> {
  const { billingRunId } = await createBillingRun(ctx, { period })
  await until(billingRunId, `state <> 'draft' or (done >= total and skipped is not null)`)
  await approveBillingRun(ctx, billingRunId)
  await requestFinalization(ctx, billingRunId)
  await until(billingRunId, `state = 'finalized'`)
}

for (let turn = 1; ; turn += 1) {
  say({ begin: turn })
  try {
    if (mode === 'jobs') await throughJobs()
    else await runBilling(ctx, { period, finalize: true })
    say({ end: turn })
  } catch (error) {
    // Two of them may work on one run: one is told that the other has gone further.
    console.error(error)
    say({ end: turn, error: String(error) })
  }
  if (mode === 'once') break
  await pause(PAUSE_MS)
}
await closeDb()
process.disconnect?.()
