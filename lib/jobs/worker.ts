// The worker process: takes jobs from the queue, each with a context that says it acts for the company.
import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import { mintSystemCtx } from '@/lib/auth/mint'
import { AppError } from '@/lib/kernel/errors'
import { newId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import { databaseUrl } from '@/lib/platform/database-url'
import { logger } from '@/lib/platform/logger'
import type { JobName, JobPayloads } from '@/lib/platform/queue'
import { holdWorkerSeats } from '@/lib/platform/worker-seats'
import { handlers } from './handlers'
import { SCHEDULE } from './schedule'

// Most of them wait for a partner's answer, and a partner has two seats at the most: one for pulls, one for pushes.
const CONCURRENCY = 8

/** Runs one job by its verb. A refusal is final and logged: trying it again would not change it. */
export async function runJob<Name extends JobName>(name: Name, payload: JobPayloads[Name]): Promise<void> {
  const ctx = mintSystemCtx({ requestId: newId('request', systemClock.now()), clock: systemClock, job: name })
  try {
    await handlers[name](ctx, payload)
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'conflict') throw error
    logger.warn('job.refused', { job: name, reason: error.message })
  }
}

/** Starts taking jobs; `stop` lets those under way finish. Any number of workers may run. */
export async function startWorker(): Promise<{ stop(): Promise<void> }> {
  const names = Object.keys(handlers) as JobName[] // the keys of our own table
  const taskList: TaskList = Object.fromEntries(
    names.map((name) => [name, (payload: unknown) => runJob(name, payload as JobPayloads[typeof name])]),
  ) // written by enqueue
  const seats = holdWorkerSeats()
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:create', ({ worker }) => seats.add(worker.workerId))
  const runner = await run({
    events,
    connectionString: databaseUrl(),
    concurrency: CONCURRENCY,
    pollInterval: 2000,
    noHandleSignals: true,
    taskList,
    parsedCronItems: parseCronItems(
      SCHEDULE.map(({ job, cron }) => ({
        task: job,
        match: cron,
        identifier: job,
        options: { maxAttempts: 1, jobKey: job },
      })),
    ),
    logger: new Logger(() => (level, message) => {
      if (level === 'error') logger.warn('job.failed', { message })
    }),
  })
  // Its end is asked for by `stop`; a failure of the runner itself ends the process, which is started again.
  runner.promise.catch((error: unknown) => {
    logger.error('worker.ended', error)
    process.exit(1)
  })
  return {
    async stop() {
      await runner.stop()
      await seats.stop()
    },
  }
}
