// A job belongs to the worker that took it. A worker that was killed leaves its jobs locked, and the queue would give
// them back after four hours only. So each living worker holds a lock of its session in the database, which ends with
// its connection, whatever became of the process: what a worker without that lock had taken is free again.
import postgres from 'postgres'
import { databaseUrl } from './database-url'
import { logger } from './logger'

const CLASS = 7_245_003 // any number, the same for every process
const TICK_MS = 10_000
/** A worker that has just started may take a job before its lock is there. */
const YOUNG_SECONDS = 20

export type WorkerSeats = { add(workerId: string): void; stop(): Promise<void> }

/** Holds the seats of this process's workers and frees the jobs of dead ones, now and every ten seconds. */
export function holdWorkerSeats(): WorkerSeats {
  // One connection for its whole life: the locks are the session's.
  const sql = postgres(databaseUrl(), { max: 1, max_lifetime: null, onnotice: () => undefined })
  const workerIds = new Set<string>()
  let running: Promise<void> = Promise.resolve()

  async function tick(): Promise<void> {
    try {
      // Taken again after the connection was lost, never twice on the same one.
      await sql`
        select pg_try_advisory_lock(${CLASS}, hashtext(id)) from unnest(${[...workerIds]}::text[]) as id
        where not exists (select 1 from pg_locks l where l.locktype = 'advisory' and l.pid = pg_backend_pid()
          and l.classid = ${CLASS} and l.objid = (hashtext(id)::bigint & 4294967295)::oid)`
      await freeJobsOfTheDead(sql)
    } catch (error) {
      logger.error('worker-seats', error)
    }
  }

  const schedule = () => {
    running = running.then(tick)
    return running
  }
  const timer = setInterval(() => void schedule(), TICK_MS)
  return {
    add(workerId) {
      workerIds.add(workerId)
      void schedule()
    },
    async stop() {
      clearInterval(timer)
      await running
      await sql.end({ timeout: 5 })
    },
  }
}

/** Frees what workers without a seat had taken; answers how many workers those were. */
export async function freeJobsOfTheDead(sql: postgres.Sql, youngSeconds = YOUNG_SECONDS): Promise<number> {
  const dead = await sql<{ id: string }[]>`
    select distinct locked_by as id from graphile_worker._private_jobs j
    where locked_by is not null and locked_at < now() - make_interval(secs => ${youngSeconds})
      and not exists (select 1 from pg_locks l where l.locktype = 'advisory' and l.granted and l.classid = ${CLASS}
        and l.objid = (hashtext(j.locked_by)::bigint & 4294967295)::oid
        and l.database = (select oid from pg_database where datname = current_database()))`
  if (dead.length === 0) return 0
  await sql`select graphile_worker.force_unlock_workers(${dead.map(({ id }) => id)}::text[])`
  logger.warn('worker-seats.freed', { workers: dead.length })
  return dead.length
}
