// A partner with a hundred thousand charging points, read in one run: how fast, and in how much memory.
import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import postgres from 'postgres'
import { startStubPartner } from '@/db/factories/stub-partner'
import { withBenchDatabase } from './bench-database'
import { bundleServers, messageOf, startProcess, startServer, stopServer } from './processes'
import type { SyncReport } from './sync-crawl'

export type SyncResult = SyncReport & { evses: number }

export async function benchSync(): Promise<SyncResult> {
  const folder = await bundleServers(['sync-server', 'sync-crawl'])
  const started: ChildProcess[] = []
  try {
    return await withBenchDatabase('sync', async (url) => {
      const address = `${await startServer(folder, 'sync-server', url, started)}/locations`
      const partner = await startStubPartner({ partyId: 'BEN' })
      await partner.close()
      const sql = postgres(url, { max: 1, onnotice: () => undefined })
      await sql`update partner_endpoints set url = ${address} where identifier = 'locations'`
      const env = {
        DATABASE_URL: url,
        BENCH_PARTNER: partner.partnerId,
        BENCH_SYNC_URL: address,
        ALLOW_PRIVATE_PEERS: '1',
      }
      const report = await messageOf<SyncReport>(startProcess(folder, 'sync-crawl', env))
      const [row] = await sql<{ evses: number }[]>`select count(*)::int as evses from evses`
      await sql.end()
      return { ...report, evses: row?.evses ?? 0 }
    })
  } finally {
    await Promise.all(started.map(stopServer))
    rmSync(folder, { recursive: true, force: true })
  }
}
