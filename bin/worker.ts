// The worker process: runs the jobs. Any number of them may run beside each other.
import { startWorker } from '@/lib/jobs/worker'
import { announceReady, stopWith } from './lifecycle'
import { openDatabase } from './open-database'

process.title = 'laddnota-worker'
const database = await openDatabase()
const worker = await startWorker()
stopWith(async () => {
  await worker.stop()
  await database.close()
})
announceReady()
