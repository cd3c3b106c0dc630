// Stored CDRs are handed to rating right after their commit, many in one job. `status = pending` is the durable mark:
// what a crash keeps from being queued is found by the scheduled job `rate-pending-cdrs`. In the storing statement one
// add_job would cost as much as the CDR itself.
import { hotSql } from '@/db/client'
import type { CdrId } from '@/lib/kernel/ids'
import { logger } from '@/lib/platform/logger'

const GATHER_MS = 20
const IDS_PER_JOB = 200

let waiting: CdrId[] = []
let timer: NodeJS.Timeout | null = null
let writing: Promise<void> = Promise.resolve()

/** Queues the checking and pricing of a CDR that is stored. Never fails: the CDR itself says that it is pending. */
export function queueRating(cdrId: CdrId): void {
  waiting.push(cdrId)
  timer ??= setTimeout(() => void flushRating(), GATHER_MS)
}

/** Writes what was gathered. Also for shutdown and tests. */
export function flushRating(): Promise<void> {
  if (timer) clearTimeout(timer)
  timer = null
  const ids = waiting
  waiting = []
  if (ids.length > 0)
    writing = writing.then(() => write(ids)).catch((error: unknown) => logger.error('cdrs.queue-rating', error))
  return writing
}

async function write(ids: CdrId[]): Promise<void> {
  const payloads: string[] = []
  for (let from = 0; from < ids.length; from += IDS_PER_JOB)
    payloads.push(JSON.stringify({ cdrIds: ids.slice(from, from + IDS_PER_JOB) }))
  await hotSql()`
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
    select graphile_worker.add_job('rate-cdrs', payload::json, max_attempts => 10)
    from relaxed, json_array_elements_text(${JSON.stringify(payloads)}::text::json) as payload`
}
