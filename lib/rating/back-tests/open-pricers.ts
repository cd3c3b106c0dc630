import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { databaseUrl } from '@/lib/platform/database-url'
import { loadTrial } from './load-trial'
import type { PartOrder } from '../core/back-test'
import { pricePart, type PricedPart } from './price-part'
import type { ThreadStart } from './serve-parts'

/** The rest of the machine is for those who are waiting for an answer. */
const MOST_THREADS = 2
/** Priced before a thread has started. */
const FEW = 5_000
/** Beside the bundle that this file ends up in; without bundles (tests) parts are priced in the process itself. */
const THREAD = new URL('./back-test-thread.js', import.meta.url)

/** Prices parts, several beside each other: while one waits for the database, another is priced. */
export type Pricer = { price(part: number): Promise<PricedPart>; close(): Promise<void> }

function openThread(order: PartOrder): Pricer {
  const workerData: ThreadStart = { url: databaseUrl(), order }
  const thread = new Worker(THREAD, { workerData })
  return {
    price: (part) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          thread.off('message', answered)
          thread.off('error', failed)
          thread.off('exit', ended)
        }
        const answered = (priced: PricedPart) => {
          if (priced.part !== part) return
          settle()
          resolve(priced)
        }
        const failed = (error: unknown) => {
          settle()
          reject(error instanceof Error ? error : new Error(String(error)))
        }
        const ended = (code: number) => failed(new Error(`a pricing thread ended with ${code}`))
        thread.on('message', answered)
        thread.on('error', failed)
        thread.on('exit', ended)
        thread.postMessage(part) // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread, no window
      }),
    close: async () => {
      await thread.terminate()
    },
  }
}

function openHere(order: PartOrder): Pricer {
  const trial = loadTrial(order)
  return { price: async (part) => pricePart(order, await trial, part), close: async () => undefined }
}

/** One thread per core, two at the most; for little work the process itself. */
export function openPricers(order: PartOrder, charges: number): Pricer[] {
  if (charges < FEW || !existsSync(fileURLToPath(THREAD))) return [openHere(order)]
  return Array.from({ length: Math.min(MOST_THREADS, availableParallelism()) }, () => openThread(order))
}
