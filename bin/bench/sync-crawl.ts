// The crawl under test, alone in its process so that its memory is its own: once into an empty database, once over
// what is there, and beside them the same pages read and thrown away.
import { closeDb } from '@/db/client'
import { mintSystemCtx } from '@/lib/auth/mint'
import type { PartnerId } from '@/lib/kernel/ids'
import { pullModule } from '@/lib/ocpi/client/pull-module'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'

const partnerId = process.env['BENCH_PARTNER'] as PartnerId // given by bench/sync.ts
const address = process.env['BENCH_SYNC_URL'] ?? ''
const ctx = mintSystemCtx({ requestId: 'bench', clock: systemClock, job: 'bench' })

export type SyncReport = {
  locations: number
  firstSeconds: number
  againSeconds: number
  bareSeconds: number
  peakMb: number
}

let peak = 0
const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

async function readBare(): Promise<void> {
  let next: string | undefined = `${address}?offset=0&limit=100`
  while (next) {
    const answer: Response = await fetch(next)
    await answer.json()
    next = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1]
  }
}

let locations = 0
const pull = async () => {
  locations = (await pullModule(ctx, partnerId, 'locations', true)).fetched
}
const firstSeconds = await timed(pull)
const againSeconds = await timed(pull)
clearInterval(timer)
const peakMb = Math.round(peak / 1024 / 1024)
const bareSeconds = await timed(readBare)
await flushExchanges()
await closeDb()
process.send?.({ locations, firstSeconds, againSeconds, bareSeconds, peakMb } satisfies SyncReport)
process.disconnect?.()
