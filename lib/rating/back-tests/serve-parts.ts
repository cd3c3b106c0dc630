// The other side of a pricing thread: takes the numbers of parts, answers them priced.
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '@/lib/kernel/assert'
import { useDatabaseUrl } from '@/lib/platform/database-url'
import { loadTrial } from './load-trial'
import type { PartOrder } from '../core/back-test'
import { pricePart } from './price-part'

export type ThreadStart = { url: string; order: PartOrder }

/** Serves until the thread is ended by who started it. */
export function serveParts(): void {
  const port = parentPort
  assert(port !== null, 'parts are served in a thread')
  const { url, order } = workerData as ThreadStart // handed over by openPricers
  useDatabaseUrl(url)
  const trial = loadTrial(order)
  port.on('message', (part: number) => {
    trial
      .then((loaded) => pricePart(order, loaded, part))
      .then(
        (priced) => port.postMessage(priced), // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread, no window
        (error: unknown) =>
          // Outside the promise it ends the thread, and with it the job, which is tried again.
          setImmediate(() => {
            throw error
          }),
      )
  })
}
