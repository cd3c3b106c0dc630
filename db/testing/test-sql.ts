// Looking into and emptying the database of a test file, past the verbs.
import postgres from 'postgres'
import { databaseUrl } from '@/lib/platform/database-url'

/** A plain client on the test file's database. The test ends it. */
export function testSql(): postgres.Sql {
  return postgres(databaseUrl(), { max: 4, onnotice: () => undefined })
}

/**
 * Empties every table of ours and the job queue, for a file whose tests must not see each other's rows. The chart of
 * accounts stays: it came with the schema.
 */
export async function truncateAll(given?: postgres.Sql): Promise<void> {
  const sql = given ?? testSql()
  try {
    await truncate(sql)
  } finally {
    if (!given) await sql.end()
  }
}

async function truncate(sql: postgres.Sql): Promise<void> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where (schemaname = 'public' and tablename <> 'accounts')
       or (schemaname = 'graphile_worker' and tablename = '_private_jobs')`
  if (tables.length === 0) return
  await sql.begin(async (tx) => {
    // Append-only tables refuse to be emptied; a replica's session does not ask them.
    await tx`set local session_replication_role = replica`
    await tx.unsafe(`truncate ${tables.map((table) => table.name).join(', ')} cascade`)
  })
}
