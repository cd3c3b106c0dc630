// The other side of a pricing thread: takes the numbers of parts, answers them priced.
import { parentPort, workerData } from 'node:worker_threads'
import postgres from 'postgres'
import { assert } from '@/lib/kernel/assert'
import { pricePart, type PartOrder } from './price-part'

export type ThreadStart = { url: string; order: PartOrder }

/** Serves until the thread is ended by who started it. */
export function serveParts(): void {
  const port = parentPort
  assert(port !== null, 'parts are served in a thread')
  const { url, order } = workerData as ThreadStart // handed over by openPricers
  const sql = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    connection: { application_name: 'laddnota back-test' },
  })
  port.on('message', (part: number) => {
    pricePart(sql, order, part).then(
      (priced) => port.postMessage(priced),
      // Unheard in here, it fails the thread, and with it the job, which is tried again.
      (error: unknown) =>
        setImmediate(() => {
          throw error
        }),
    )
  })
}
