// Loads the demonstration into an empty database and writes down who can sign in. Run by `npm start`; safe to run again.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { closeDb, getDb } from '@/db/client'
import { loadDemo } from '@/db/seed/load-demo'
import { DEMO_PASSWORD, privatePeople, STAFF } from '@/db/seed/people'
import { env } from '@/lib/platform/env'
import { openDatabase } from './open-database'

const database = await openDatabase()
const cpoPort = Number(process.env['CPO_PORT'])
try {
  const [row] = (await getDb().execute(
    sql`select exists (select 1 from customers) or exists (select 1 from partners) as loaded`,
  )) as unknown as { loaded: boolean }[] // the column of the statement
  const isEmpty = row?.loaded === false
  if (isEmpty) {
    // Tells the next start that this loading was interrupted: it begins again with an empty database.
    const unfinished = join(env().dataDir, 'demo.unfinished')
    writeFileSync(unfinished, '')
    await loadDemo(`http://127.0.0.1:${cpoPort}`, (line) => console.log(`    ${line}`))
    rmSync(unfinished)
  }
  const customer = privatePeople()[0]?.email ?? ''
  const logins = [
    { role: 'customer', email: customer, password: DEMO_PASSWORD },
    ...STAFF.map(({ role, email }) => ({ role, email, password: DEMO_PASSWORD })),
  ]
  writeFileSync(
    join(env().dataDir, 'demo.json'),
    JSON.stringify({ publicUrl: env().publicUrl, cpoPort, logins }, null, 2),
  )
} finally {
  await closeDb()
  await database.close()
}
