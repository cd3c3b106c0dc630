// What an operator's credit CDR means for a case that was closed before it came: settled and now paid back, or refused or
// written off and given back after all.
import { and, eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { disputeCdrs } from '@/db/schema/disputes'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { reviseRating } from '../cdrs/revise-rating'
import { creditPastLine, type PastLine, type SettledLine } from '../core/dispute-terms'
import { queueMatching } from '../reconciliation/queue-matching'
import { closeIfDone, tellClosed } from './end-lines'
import { tellDispute, type CaseTx, type LockedDispute } from './lock-dispute'
import { lossInKronor } from './loss-in-kronor'

export type EndedLine = PastLine & { disputeId: DisputeId; cdrId: CdrId; accepted: boolean }

/** The last line about each of these CDRs, where no case is about it now and the operator has not credited it. */
export async function pastLines(db: Tx, cdrIds: readonly CdrId[]): Promise<Map<CdrId, EndedLine>> {
  if (cdrIds.length === 0) return new Map()
  const rows = (await db.execute(sql`
    select distinct on (l.cdr_id) l.dispute_id as "disputeId", l.cdr_id as "cdrId", l.asked_minor::text as asked,
      l.ours_minor::text as ours, l.claim_minor::text as claim, l.recovered_minor::text as recovered, l.cost_minor::text as cost,
      coalesce(l.customer_pays, true) as "customerPays", l.outcome, l.credit_cdr_id is not null as "hasCredit", c.status = 'accepted' as accepted
    from dispute_cdrs l join cdrs c on c.id = l.cdr_id
    where l.cdr_id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json)) and l.outcome <> 'credited'
      and not exists (select 1 from dispute_cdrs k where k.cdr_id = l.cdr_id and k.settled_at is null)
    order by l.cdr_id, l.settled_at desc`)) as unknown as (Omit<
    EndedLine,
    'askedMinor' | 'oursMinor' | 'claimMinor' | 'recoveredMinor' | 'costMinor'
  > & { asked: string; ours: string | null; claim: string; recovered: string; cost: string | null })[] // the columns of the statement
  return new Map(
    rows.map(({ asked, ours, claim, recovered, cost, ...row }) => [
      row.cdrId,
      {
        ...row,
        askedMinor: BigInt(asked),
        oursMinor: ours === null ? null : BigInt(ours),
        claimMinor: BigInt(claim),
        recoveredMinor: BigInt(recovered),
        costMinor: BigInt(cost ?? asked),
      },
    ]),
  )
}

type LateCredit = { creditId: CdrId; line: EndedLine; locked: LockedDispute; amountMinor: bigint }

async function keepLine(
  tx: CaseTx,
  { creditId, line, locked }: LateCredit,
  ended: SettledLine,
  outcome: EndedLine['outcome'],
): Promise<void> {
  const { cdrId, disputeId } = line
  const losses = await lossInKronor(tx.db, locked.currency, [{ ...ended, cdrId }])
  const { recoveredMinor, costMinor } = ended
  // A customer who was to pay and now is not is told how it ended, also who has read of the other end.
  const news = outcome === 'credited' && line.customerPays ? { settledAt: tx.clock.now(), customerReadAt: null } : {}
  await tx.db
    .update(disputeCdrs)
    .set({ creditCdrId: creditId, outcome, recoveredMinor, costMinor, lossMinor: losses.get(cdrId) ?? 0n, ...news })
    .where(and(eq(disputeCdrs.disputeId, disputeId), eq(disputeCdrs.cdrId, cdrId)))
}

/** Says how the case stands now, if it stands otherwise than before. */
async function tellOutcome(tx: CaseTx, { locked, amountMinor }: LateCredit): Promise<void> {
  const state = await closeIfDone(tx, locked)
  if (state !== locked.state) await tellClosed(tx, locked.id, state, { amountMinor })
}

/** All of it: nothing is lost, and the customer's charge is taken back with the credit, unless it was before. */
export async function takeLateWhole(tx: CaseTx, credit: LateCredit): Promise<void> {
  const { line } = credit
  const { cdrId, disputeId, askedMinor } = line
  await keepLine(tx, credit, { cdrId, recoveredMinor: askedMinor, costMinor: 0n, lossMinor: 0n }, 'credited')
  await tellDispute(tx, { disputeId, kind: 'credited', actor: 'operator', cdrId, amountMinor: askedMinor })
  await tellOutcome(tx, credit)
}

/** A part: it lowers what we pay for the charge, and leaves the customer's price as it was decided. */
export async function takeLatePart(tx: CaseTx, credit: LateCredit): Promise<void> {
  const { creditId, line, amountMinor } = credit
  const { cdrId, disputeId, outcome } = line
  const ended = creditPastLine(line, amountMinor)
  await keepLine(tx, credit, ended, outcome)
  if (ended.costMinor !== line.costMinor) {
    const { costMinor } = ended
    await reviseRating(tx.db, tx.clock.now(), cdrId, { costMinor, customerPays: true, status: 'accepted' })
  }
  await tx.db.execute(sql`update cdrs set status = 'rejected' where id = ${creditId}`)
  await queueMatching(tx.db, [creditId, cdrId])
  await tellDispute(tx, { disputeId, kind: 'partly_credited', actor: 'operator', cdrId, amountMinor })
  await tellOutcome(tx, credit)
}
