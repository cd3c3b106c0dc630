// A database of its own for a measurement, on the server that DATABASE_URL names.
import postgres from 'postgres'
import { closeDb } from '@/db/client'
import { migrate } from '@/db/migrate'
import { databaseUrl, useDatabaseUrl } from '@/lib/platform/database-url'

/** Runs `work` with a fresh, migrated database in use, and drops it afterwards. */
export async function withBenchDatabase<T>(label: string, work: (url: string) => Promise<T>): Promise<T> {
  const home = databaseUrl()
  const name = `laddnota_bench_${label}_${process.pid}`
  const admin = async (statement: string) => {
    const sql = postgres(home, { max: 1, onnotice: () => undefined })
    await sql.unsafe(statement).finally(() => sql.end())
  }
  await admin(`drop database if exists ${name} with (force)`)
  await admin(`create database ${name}`)
  const url = new URL(home)
  url.pathname = `/${name}`
  try {
    await migrate(url.href)
    await closeDb()
    useDatabaseUrl(url.href)
    return await work(url.href)
  } finally {
    await closeDb()
    useDatabaseUrl(home)
    await admin(`drop database if exists ${name} with (force)`)
  }
}
