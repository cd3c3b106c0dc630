import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { logger } from '@/lib/platform/logger'
import { assessOrHold } from './core/assess-cdr'
import { createMonthTally } from './core/month-tally'
import { addBehaviour } from './cdrs/add-behaviour'
import { loadCdrSubjects, lockPending, lockWaitingCredits, type LoadedCdr } from './cdrs/load-cdr-subjects'
import { settleCreditedCdrs } from './cdrs/settle-credited-cdrs'
import { writeRatings, type Decided } from './cdrs/write-ratings'
import { openByRule } from './disputes/open-by-rule'
import { linkReplacements } from './disputes/take-credits'

/** CDRs of one transaction: large enough for set-based SQL, small enough that a crash repeats little. */
const BATCH = 200
/** When the original of a credit CDR is being rated by somebody else at this moment. */
const RETRY_MS = 5000

type RatingTx = SystemCtx & { readonly db: Tx }

export type RatedCount = { accepted: number; held: number }

function decide({ subject }: LoadedCdr): Decided {
  const { assessment, error } = assessOrHold(subject)
  if (error) logger.error('cdrs.assess', error, { cdrId: subject.cdrId })
  return { subject, ...assessment }
}

/** In the order of the road, each with what those before it have used of the month. */
function decideInOrder(loaded: readonly LoadedCdr[]): Decided[] {
  const tally = createMonthTally()
  return loaded
    .toSorted((a, b) => a.subject.cdr.startedAt - b.subject.cdr.startedAt || (a.key < b.key ? -1 : 1))
    .map((entry) => {
      const decided = decide({ ...entry, subject: tally.meet(entry.subject) })
      tally.add(decided.subject, decided.rating.retail)
      return decided
    })
}

async function rateCredits(tx: RatingTx, credits: readonly LoadedCdr[]): Promise<Decided[]> {
  const { db, clock } = tx
  const ready: LoadedCdr[] = []
  const early: LoadedCdr[] = []
  const seen = new Set<string>()
  for (const credit of credits) {
    const original = credit.subject.credited
    // Two credits of the same original in one batch: the second sees the first one accepted in the next round.
    const twice = original !== null && seen.has(original.cdrId)
    if (original) seen.add(original.cdrId)
    if (original?.status === 'pending' || twice) early.push(credit)
    else ready.push(credit)
  }
  if (early.length > 0) {
    const cdrIds = early.map((credit) => credit.subject.cdrId)
    await enqueue(db, 'rate-cdrs', { cdrIds }, { runAt: clock.now() + RETRY_MS })
  }
  const decided = ready.map(decide)
  await writeRatings(db, clock.now(), decided)
  await settleCreditedCdrs(tx, decided)
  return decided
}

async function rateBatch(ctx: SystemCtx, cdrIds: readonly string[]): Promise<RatedCount> {
  return withTransaction(ctx, async (tx) => {
    const { db, clock } = tx
    const loaded = await loadCdrSubjects(db, lockPending(cdrIds))
    const plain = await addBehaviour(db, decideInOrder(loaded.filter(({ subject }) => !subject.cdr.credit)))
    await writeRatings(db, clock.now(), plain)
    await openByRule(tx, plain)
    // The originals are rated now, so credit CDRs see what they take back, whichever arrived first.
    const ids = plain.map(({ subject }) => subject.cdrId)
    const waiting = ids.length > 0 ? await loadCdrSubjects(db, lockWaitingCredits(ids)) : []
    const waitingIds = new Set(waiting.map(({ subject }) => subject.cdrId))
    const others = loaded.filter(({ subject }) => subject.cdr.credit && !waitingIds.has(subject.cdrId))
    const credits = [...waiting, ...others]
    const decided = [...plain, ...(credits.length > 0 ? await rateCredits(tx, credits) : [])]
    await linkReplacements(tx, ids)
    const held = decided.filter((entry) => entry.status === 'held').length
    const count = { accepted: decided.length - held, held }
    if (decided.length > 0) {
      await audit(tx, { action: 'cdr.rate', entity: 'job', entityId: ctx.requestId, after: count })
    }
    return count
  })
}

/**
 * Checks and prices CDRs that are still pending, in transactions of a few hundred. Others, and those that another
 * process works on, are passed over: running it twice, or twice at once, changes nothing more. Where a transaction fails,
 * each of its CDRs is tried alone, and the first failure thrown in the end.
 */
export async function rateCdrs(ctx: SystemCtx, cdrIds: readonly string[]): Promise<RatedCount> {
  authorize(ctx, 'cdr:review')
  const total = { accepted: 0, held: 0 }
  const failures: unknown[] = []
  const rate = async (ids: readonly string[]): Promise<void> => {
    try {
      const { accepted, held } = await rateBatch(ctx, ids)
      total.accepted += accepted
      total.held += held
    } catch (error) {
      if (ids.length <= 1) failures.push(error)
      else for (const id of ids) await rate([id])
    }
  }
  for (let from = 0; from < cdrIds.length; from += BATCH) await rate(cdrIds.slice(from, from + BATCH))
  // The others are done; these are tried again.
  if (failures.length > 0) throw failures[0]
  return total
}

/** CDRs that are pending although their job should long have run; the oldest first. */
export async function findPendingCdrIds(db: Pick<Tx, 'execute'>, most: number): Promise<string[]> {
  const rows = await db.execute(sql`select id from cdrs where status = 'pending' order by received_at limit ${most}`)
  return rows.map((row) => String(row['id']))
}
