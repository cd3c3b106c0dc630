import type { Tx } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { enqueue } from '@/lib/platform/queue'
import type { PullModule } from './core/sync-plan'

/**
 * Reads one module of a partner; a pull that waits already is replaced, never doubled. The pulls of a partner go one
 * after the other, so that a slow one takes one seat of the worker.
 */
export async function enqueuePull(
  tx: Pick<Tx, 'execute'>,
  job: { partnerId: PartnerId; module: PullModule; full: boolean },
  runAt?: number,
): Promise<void> {
  const { partnerId, module } = job
  await enqueue(tx, 'pull-module', job, {
    key: `pull:${partnerId}:${module}`,
    queue: `pull:${partnerId}`,
    maxAttempts: 5,
    ...(runAt !== undefined && { runAt }),
  })
}

/** Tells a partner the latest state of our tokens. It does not wait for the partner's pulls. */
export async function enqueueTokenPush(tx: Pick<Tx, 'execute'>, partnerId: PartnerId): Promise<void> {
  await enqueue(tx, 'push-tokens', { partnerId }, { key: `push-tokens:${partnerId}`, queue: `push:${partnerId}` })
}
