// What an operator's credit CDR, or the CDR that stands in for a credited one, means for the case about its original.
import { and, eq, sql } from 'drizzle-orm'
import { disputeCdrs, disputes } from '@/db/schema/disputes'
import { decimal } from '@/lib/kernel/decimal'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { roundToMinor } from '@/lib/kernel/money'
import { addDays, BILLING_ZONE, localDate } from '@/lib/kernel/time'
import type { Decided } from '../cdrs/write-ratings'
import { customerUsuallyPays, DISPUTE_DEFAULTS, isRecovered, settleLines } from '../core/dispute-terms'
import { queueMatching } from '../reconciliation/queue-matching'
import {
  liveLines,
  lockDispute,
  lockLiveDisputes,
  tellDispute,
  type CaseTx,
  type LiveLine,
  type LockedDispute,
} from './lock-dispute'
import { endLines, tellClosed } from './end-lines'
import { pastLines, takeLatePart, takeLateWhole, type EndedLine } from './take-late-credits'

type Credit = { creditId: CdrId; line: LiveLine; locked: LockedDispute; amountMinor: bigint }

/**
 * Links credit CDRs to the cases of their originals. One that mirrors its original ends the matter; one of a smaller
 * amount is a partial credit: it is taken into the case, which is won if the amount is what we asked for, and else waits
 * for a person. A case that was closed before takes it too. A credit of nothing contested changes nothing here.
 */
export async function takeCredits(tx: CaseTx, decided: readonly Decided[]): Promise<void> {
  const originals = decided.flatMap(({ subject }) => (subject.credited ? [subject.credited.cdrId] : []))
  const live = new Map((await lockLiveDisputes(tx.db, originals)).map((row) => [row.cdrId, row.disputeId]))
  const past = await pastLines(tx.db, originals)
  for (const entry of decided) {
    const originalId = entry.subject.credited?.cdrId
    if (!originalId) continue
    const disputeId = live.get(originalId)
    const ended = past.get(originalId)
    if (disputeId) await takeLive(tx, entry, disputeId)
    else if (ended) await takePast(tx, entry, ended)
  }
}

function amountOf({ rating }: Decided, { currency }: LockedDispute): bigint {
  return rating.cpoExcl === null ? 0n : -roundToMinor(rating.cpoExcl, currency)
}

/** Held for nothing but that it is not all of the original. */
function isOnlySmaller({ findings }: Decided): boolean {
  const holding = (findings ?? []).filter(({ severity }) => severity === 'hold')
  return holding.every(({ code }) => code === 'CREDIT_AMOUNT_DIFFERS')
}

async function takeLive(tx: CaseTx, entry: Decided, disputeId: DisputeId): Promise<void> {
  const { subject, status } = entry
  const locked = await lockDispute(tx.db, disputeId, 'won')
  const line = (await liveLines(tx.db, disputeId)).find(({ cdrId }) => cdrId === subject.credited?.cdrId)
  if (!line) return
  const credit = { creditId: subject.cdrId, line, locked, amountMinor: amountOf(entry, locked) }
  if (status === 'accepted') await takeBack(tx, credit)
  else if (isOnlySmaller(entry) && isPart(credit.amountMinor, line.askedMinor - line.recoveredMinor))
    await takePart(tx, credit)
}

async function takePast(tx: CaseTx, entry: Decided, line: EndedLine): Promise<void> {
  const locked = await lockDispute(tx.db, line.disputeId, null)
  const credit = { creditId: entry.subject.cdrId, line, locked, amountMinor: amountOf(entry, locked) }
  if (entry.status === 'accepted') await takeLateWhole(tx, credit)
  else if (line.accepted && isOnlySmaller(entry) && isPart(credit.amountMinor, line.askedMinor))
    await takeLatePart(tx, credit)
}

/** Something, and not all of what can still be given back. */
function isPart(amountMinor: bigint, most: bigint): boolean {
  return amountMinor > 0n && amountMinor < most
}

async function linkCredit(tx: CaseTx, { creditId, line, locked }: Credit): Promise<void> {
  await tx.db
    .update(disputeCdrs)
    .set({ creditCdrId: creditId })
    .where(and(eq(disputeCdrs.disputeId, locked.id), eq(disputeCdrs.cdrId, line.cdrId)))
}

async function takeBack(tx: CaseTx, credit: Credit): Promise<void> {
  const { line, locked } = credit
  const { id: disputeId } = locked
  await linkCredit(tx, credit)
  const gone = { cdrId: line.cdrId, recoveredMinor: line.askedMinor, costMinor: 0n, lossMinor: 0n }
  const state = await endLines(tx, locked, [{ ...gone, outcome: 'credited', customerPays: false }])
  await tellDispute(tx, {
    disputeId,
    kind: 'credited',
    actor: 'operator',
    cdrId: line.cdrId,
    amountMinor: line.askedMinor,
  })
  await tellClosed(tx, disputeId, state, { amountMinor: line.askedMinor })
}

async function takePart(tx: CaseTx, credit: Credit): Promise<void> {
  const { creditId, line, locked, amountMinor } = credit
  const { id: disputeId, currency, cause } = locked
  const recoveredMinor = line.recoveredMinor + amountMinor
  await linkCredit(tx, credit)
  await tx.db
    .update(disputeCdrs)
    .set({ recoveredMinor })
    .where(and(eq(disputeCdrs.disputeId, disputeId), eq(disputeCdrs.cdrId, line.cdrId)))
  // It takes nothing back by itself: its amount is in the case, and lowers what we pay for the original.
  await tx.db.execute(sql`update cdrs set status = 'rejected' where id = ${creditId}`)
  await queueMatching(tx.db, [creditId, line.cdrId])
  await tellDispute(tx, { disputeId, kind: 'partly_credited', actor: 'operator', cdrId: line.cdrId, amountMinor })
  const enough =
    cause === 'price' && line.oursMinor !== null && isRecovered({ ...line, recoveredMinor }, locked.tolerance, currency)
  if (enough) {
    const customerPays = customerUsuallyPays(cause, 'settled')
    const [settled] = settleLines([line], { outcome: 'settled', recoveredMinor, customerPays })
    const ending = { ...settled!, cdrId: line.cdrId, outcome: 'settled', customerPays } as const // one for one
    const state = await endLines(tx, locked, [ending])
    return tellClosed(tx, disputeId, state, { amountMinor: recoveredMinor })
  }
  const deadline = addDays(localDate(tx.clock.now(), BILLING_ZONE), DISPUTE_DEFAULTS.decideDays)
  await tx.db.update(disputes).set({ state: 'answered', deadline, overdueAt: null }).where(eq(disputes.id, disputeId))
}

/** Finds the CDR that an operator sent in place of one it credited: the same charge of the same customer, anew. */
export async function linkReplacements(tx: CaseTx, cdrIds: readonly CdrId[]): Promise<void> {
  if (cdrIds.length === 0) return
  const linked = (await tx.db.execute(sql`
    update dispute_cdrs d set replacement_cdr_id = n.id
    from cdrs o join cdrs n on n.customer_id = o.customer_id and n.partner_id = o.partner_id and n.id <> o.id and not n.credit
      and n.started_at between o.started_at - interval '1 day' and o.started_at + interval '1 day'
      and (n.session_ocpi_id = o.session_ocpi_id
        or n.token_uid = o.token_uid and n.evse_uid = o.evse_uid and n.started_at = o.started_at)
    where d.cdr_id = o.id and d.outcome = 'credited' and d.replacement_cdr_id is null
      and (o.id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json))
        or n.id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json)))
    returning d.dispute_id, n.id as cdr_id, n.total_excl::text as total, n.currency`)) as unknown as {
    dispute_id: DisputeId
    cdr_id: CdrId
    total: string | null
    currency: string
  }[] // the returning list
  for (const { dispute_id: disputeId, cdr_id: cdrId, total, currency } of linked) {
    const amountMinor = roundToMinor(decimal(total ?? '0'), currency)
    await tellDispute(tx, { disputeId, kind: 'replaced', actor: 'operator', cdrId, amountMinor })
  }
}
