import 'server-only'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { databaseUrl } from '@/lib/platform/database-url'
import * as schema from './schema'

export type Db = PostgresJsDatabase<typeof schema>
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]
/** Whatever a read can run on: the database, or the caller's transaction. */
export type Reader = Db | Tx
export type HotSql = postgres.Sql<{ bigint: bigint }>

type Pools = { url: string; db: Db; drizzleClient: postgres.Sql; hot: HotSql }
// One pair of pools per process, also across Next's bundles, which each load this module.
const holder = globalThis as typeof globalThis & { laddnotaPools?: Pools }

function open(): Pools {
  const url = databaseUrl()
  const existing = holder.laddnotaPools
  if (existing?.url === url) return existing
  const options = {
    max: 10,
    idle_timeout: 60,
    connect_timeout: 15,
    onnotice: () => {},
    connection: { application_name: 'laddnota' },
  }
  const drizzleClient = postgres(url, options)
  // drizzle() changes its client's serialisers, so hot statements have a client of their own.
  const hot: HotSql = postgres(url, { ...options, max: 6, types: { bigint: postgres.BigInt } })
  const pools: Pools = { url, db: drizzle(drizzleClient, { schema }), drizzleClient, hot }
  holder.laddnotaPools = pools
  return pools
}

export function getDb(): Db {
  return open().db
}

/** Plain postgres.js for single prepared statements on hot paths. Never inside a transaction of `getDb()`. */
export function hotSql(): HotSql {
  return open().hot
}

/** The database, or the transaction that the context carries. */
export function reader(ctx?: { readonly db?: Tx }): Reader {
  return ctx?.db ?? getDb()
}

/** Ends the process's connections: shutdown and tests. */
export async function closeDb(): Promise<void> {
  const pools = holder.laddnotaPools
  delete holder.laddnotaPools
  if (pools) await Promise.all([pools.drizzleClient.end({ timeout: 5 }), pools.hot.end({ timeout: 5 })])
}
