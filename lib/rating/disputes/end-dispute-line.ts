import { sql } from 'drizzle-orm'
import type { CdrId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { isClosed, type LineOutcome } from '../core/dispute-state'
import { closeDone } from './end-lines'
import { lockDisputes, lockLiveDisputes, tellDisputes, type CaseTx, type DisputeNews } from './lock-dispute'

export type DecidedLine = { cdrId: CdrId; outcome: LineOutcome; costMinor: bigint; customerPays: boolean }

/**
 * Ends what cases are about where the CDRs themselves were decided outside of them: released, rejected, or found right
 * when they were checked again. `costMinor` is what that decision pays. Those without a live case are passed over. A
 * handful of statements, however many they are.
 */
export async function endDisputeLines(tx: CaseTx, decided: readonly DecidedLine[]): Promise<void> {
  const live = await lockLiveDisputes(
    tx.db,
    decided.map(({ cdrId }) => cdrId),
  )
  if (live.length === 0) return
  const locked = await lockDisputes(tx.db, [...new Set(live.map(({ disputeId }) => disputeId))], 'won')
  const recovered = await keepEnds(tx, decided)
  const states = await closeDone(tx, locked)
  const news = [...states].flatMap(
    ([disputeId, state]): DisputeNews[] =>
      isClosed(state) ? [{ disputeId, kind: state as 'won', amountMinor: recovered.get(disputeId) ?? 0n }] : [], // each closed state is an event
  )
  await tellDisputes(tx, news)
}

/** Writes how the live ones among the lines ended; answers what came back by them, per case. */
async function keepEnds(tx: CaseTx, decided: readonly DecidedLine[]): Promise<Map<string, bigint>> {
  const rows = decided.map(({ cdrId, outcome, costMinor, customerPays }) => ({
    cdr_id: cdrId,
    outcome,
    cost: costMinor.toString(),
    pays: customerPays,
  }))
  const ended = (await tx.db.execute(sql`
    update dispute_cdrs l set outcome = e.outcome, cost_minor = e.cost, customer_pays = e.pays,
      recovered_minor = greatest(l.asked_minor - e.cost, 0), settled_at = ${toIsoInstant(tx.clock.now())}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as e (cdr_id text, outcome text, cost bigint, pays boolean)
    where l.cdr_id = e.cdr_id and l.settled_at is null
    returning l.dispute_id, l.recovered_minor::text as recovered`)) as unknown as {
    dispute_id: string
    recovered: string
  }[] // the returning list
  const perCase = new Map<string, bigint>()
  for (const { dispute_id: id, recovered } of ended) perCase.set(id, (perCase.get(id) ?? 0n) + BigInt(recovered))
  return perCase
}
