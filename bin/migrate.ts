// Brings the database to the newest schema. Safe to run again.
import { migrate } from '@/db/migrate'
import { openDatabase } from './open-database'

const database = await openDatabase()
try {
  await migrate(database.url)
} finally {
  await database.close()
}
