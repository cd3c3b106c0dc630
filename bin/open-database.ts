import { ensurePostgres } from '@/db/embedded/ensure-postgres.mjs'
import { migrate } from '@/db/migrate'
import { useDatabaseUrl } from '@/lib/platform/database-url'
import { withTransaction } from '@/db/transaction'
import { mintSystemCtx } from '@/lib/auth/mint'
import { ensureSeller } from '@/lib/billing/ensure-seller'
import { newId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import { env } from '@/lib/platform/env'
import { ensurePublicPlan } from '@/lib/rating/price-plans/ensure-public-plan'
import postgres from 'postgres'

/** A database in use by this process; `close` ends the use, not the process's own connections. */
export type OpenDatabase = { readonly url: string; close(): Promise<void> }

/**
 * Makes this process's database available, with the newest schema: the one of DATABASE_URL, else the embedded one of
 * DATA_DIR, which is started unless it runs and stopped when nobody uses it any more.
 */
export async function openDatabase(): Promise<OpenDatabase> {
  const { databaseUrl, dataDir } = env()
  const embedded = databaseUrl ? undefined : await ensurePostgres({ dataDir })
  const url = databaseUrl ?? embedded!.url
  useDatabaseUrl(url)
  process.env['DATABASE_URL'] = url
  if (embedded?.startedHere || !(await hasSchema(url))) await migrate(url)
  await prepareCompany()
  return { url, close: async () => embedded?.stop() }
}

/** What every installation needs before the first CDR and the first invoice: a public price plan and a seller. */
async function prepareCompany(): Promise<void> {
  const ctx = mintSystemCtx({ requestId: newId('request', systemClock.now()), clock: systemClock, job: 'start' })
  await ensurePublicPlan(ctx)
  await withTransaction(ctx, (tx) => ensureSeller(tx.db))
}

async function hasSchema(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    const [row] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as found`
    return row?.['found'] === true
  } finally {
    await sql.end()
  }
}
