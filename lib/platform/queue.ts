// Job contracts, and enqueueing in the caller's transaction. lib/jobs/handlers.ts knows who answers.
import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'

/** Payloads hold ids only: a job reads the present state when it runs, so running it twice is safe. */
export type JobPayloads = {
  /** Checks and prices CDRs that are still pending. */
  'rate-cdrs': { cdrIds: string[] }
  /** Judges a CDR anew that another body under its id contradicts, or a decision about such a one. */
  'judge-conflict': { cdrId: string }
  /** Finds pending CDRs whose job was lost or failed. Scheduled. */
  'rate-pending-cdrs': Record<string, never>
  /** Rates again what was held for want of a spot price or a bidding area. */
  'rate-awaiting-prices': Record<string, never>
  /** Prices again what was priced by quarters that a later publication corrects. */
  'apply-price-correction': { publicationId: string }
  /** Spot prices and exchange rates that should be published by now. Scheduled. */
  'fetch-due-prices': Record<string, never>
  /** Full pulls and token push after a handshake. */
  'start-partner-sync': { partnerId: string }
  'pull-module': { partnerId: string; module: 'locations' | 'tariffs' | 'sessions' | 'cdrs'; full: boolean }
  /** Plans pulls that are due. Scheduled. */
  'plan-pulls': Record<string, never>
  /** Sends the latest state of every token that the partner has not acknowledged. */
  'push-tokens': { partnerId: string }
  /** Re-asserts unacknowledged tokens. Scheduled. */
  'plan-token-pushes': Record<string, never>
  /** Renews the tokens of a connection. */
  'rotate-credentials': { partnerId: string }
  /** Finds connections whose tokens are due for renewal. Scheduled. */
  'plan-rotations': Record<string, never>
  'fetch-location': { partnerId: string; locationId: string; party?: string }
  /** Reads a hub's list of parties. `initial`: right after the handshake, when everything is read anyway. */
  'pull-client-info': { partnerId: string; initial: boolean }
  /** Every hub's list. Scheduled. */
  'plan-client-info': Record<string, never>
  /** A party behind a hub is back: what it changed since (epoch ms) is read, what we changed is told. */
  'resync-party': { partnerId: string; party: string; since: number }
  'expire-commands': Record<string, never>
  /** Looks at charges that have changed. After a session's message, and scheduled. */
  'guard-charges': Record<string, never>
  /** Reconciles the invoice of a record that an operator sent or withdrew. */
  'take-invoice-record': { recordId: string }
  /** Compares an operator's invoice with our CDRs again. */
  'match-reconciliation': { reconciliationId: string }
  'pull-invoice-records': { partnerId: string }
  /** Reads the invoice records of every operator that has them. Scheduled. */
  'plan-invoice-record-pulls': Record<string, never>
  /** Tries a partner's interfaces. Goes on where it broke off. */
  'plan-conformance': Record<string, never>
  'request-conformance': { partnerId: string }
  'run-conformance': { runId: string }
  /** Looks whether a partner has done what it was asked to; comes again while it has not. */
  'watch-conformance': { runId: string }
  /** Books what is owed for charging at home, or taken back by a credit. */
  'book-compensations': { cdrIds: string[] }
  /** Credits what closed cases leave customers not to pay, and books what we lose by them. */
  'book-disputes': { disputeIds: string[] }
  /** Marks the disputes whose day has passed. Scheduled. */
  'remind-disputes': Record<string, never>
  /** Prices past charges by other rules. Goes on where it broke off. */
  'run-back-test': { backTestId: string }
  'draft-billing-run': { billingRunId: string }
  'finalize-billing-run': { billingRunId: string }
  'make-invoice-document': { invoiceId: string }
  /** Old sign-in attempts and old messages. Scheduled. */
  'prune-expired': Record<string, never>
}
export type JobName = keyof JobPayloads

export type EnqueueOptions = {
  /** A waiting job with the same key is replaced: work that is coalesced. */
  key?: string
  /** Jobs of one queue run one after the other, on whichever worker: one slow partner holds one seat, not all. */
  queue?: string
  /** Earliest start, epoch ms. */
  runAt?: number
  maxAttempts?: number
}

/** Adds a job to the caller's transaction: it exists exactly if the deed does. */
export async function enqueue<Name extends JobName>(
  tx: Pick<Tx, 'execute'>,
  name: Name,
  payload: JobPayloads[Name],
  options: EnqueueOptions = {},
): Promise<void> {
  const runAt = options.runAt === undefined ? null : new Date(options.runAt).toISOString()
  await tx.execute(sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json,
    run_at => coalesce(${runAt}::timestamptz, now()), max_attempts => ${options.maxAttempts ?? 10}::int, job_key => ${options.key ?? null}::text,
    queue_name => ${options.queue ?? null}::text)`)
}
