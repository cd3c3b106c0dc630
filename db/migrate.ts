// Brings a database to the newest schema: ours by drizzle's migrations, the job queue by its own.
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as drizzleMigrate } from 'drizzle-orm/postgres-js/migrator'
import { runMigrations } from 'graphile-worker'
import postgres from 'postgres'

const LOCK = 7_245_002 // any number, the same for every process

/** Safe to run twice and from several processes at once: an advisory lock lets one after the other through. */
export async function migrate(url: string, folder: string = join(process.cwd(), 'db', 'migrations')): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(${LOCK})`
    await runMigrations({ connectionString: url, logger: undefined })
    await drizzleMigrate(drizzle(client), { migrationsFolder: folder })
    await client`select pg_advisory_unlock(${LOCK})`
  } finally {
    await client.end({ timeout: 5 })
  }
}
