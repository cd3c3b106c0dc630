import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { disputeCdrs, disputes } from '@/db/schema/disputes'
import { PreconditionError } from '@/lib/kernel/errors'
import { newId, type CdrId, type DisputeId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, localDate, type CalendarDate, type Instant } from '@/lib/kernel/time'
import type { DisputeCause, DisputeOrigin } from '../core/dispute-state'
import { claimOf, DISPUTE_DEFAULTS } from '../core/dispute-terms'
import type { Contestable } from './lock-contestable'

/** By when a case should be sent: soon, and while the agreements still let us. */
function sendBy(today: CalendarDate, about: readonly Pick<Contestable, 'windowEnds'>[]): CalendarDate {
  const days = [addDays(today, DISPUTE_DEFAULTS.sendDays), ...about.map(({ windowEnds }) => windowEnds)]
  const first = days.toSorted()[0]! // it has one day at least
  return first < today ? today : first
}

export type NewDispute = {
  origin: DisputeOrigin
  cause: DisputeCause
  statement: string
  report?: { cause: DisputeCause; text: string }
}

/** Writes a case about locked CDRs of one operator in one currency. */
export async function createDispute(
  db: Tx,
  now: Instant,
  given: NewDispute & { openedBy: typeof disputes.$inferInsert.openedBy },
  about: readonly Pick<Contestable, 'cdrId' | 'partnerId' | 'currency' | 'cpoExcl' | 'agreedExcl' | 'windowEnds'>[],
): Promise<{ disputeId: DisputeId; number: number }> {
  const [first] = about
  if (!first || about.some((cdr) => cdr.partnerId !== first.partnerId || cdr.currency !== first.currency))
    throw new PreconditionError('a case is with one operator, in one currency')
  const { origin, cause, statement, openedBy, report } = given
  const id = newId('dispute', now)
  const deadline = sendBy(localDate(now, BILLING_ZONE), about)
  const { partnerId, currency } = first
  const [row] = await db
    .insert(disputes)
    .values({ id, partnerId, origin, cause, state: 'open', currency, statement, deadline, openedBy, openedAt: now })
    .returning({ number: disputes.number })
  await db.insert(disputeCdrs).values(
    about.map((cdr) => ({
      disputeId: id,
      cdrId: cdr.cdrId,
      ...claimOf(cdr, cause),
      keepsOff: false,
      reportCause: report?.cause ?? null,
      reportText: report?.text ?? null,
      reportedAt: report ? now : null,
    })),
  )
  return { disputeId: id, number: row!.number } // an insert without conflict returns its row
}

/** Those of the CDRs that are or were in a case. */
export async function findContested(db: Tx, cdrIds: readonly CdrId[]): Promise<Set<CdrId>> {
  const rows = (await db.execute(sql`
    select distinct cdr_id from dispute_cdrs
    where cdr_id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json))`)) as unknown as {
    cdr_id: CdrId
  }[] // the columns of the statement
  return new Set(rows.map((row) => row.cdr_id))
}

/** On an issued invoice, what the customer pays is corrected by a credit note alone. */
const UNBILLED = sql`not exists (
  select 1 from invoiced_cdrs b join invoices i on i.id = b.invoice_id and i.state <> 'draft' where b.cdr_id = c.id)`

/**
 * What a live case does to unbilled charges: contested by a person, they are no longer simply accepted or held. Where our
 * price is known and the charge itself is not in doubt the customer goes on paying that price; kept off the bill, it
 * waits for the outcome. A draft that contains one is left out of its run.
 */
export async function contestCdrs(db: Tx, cdrIds: readonly CdrId[], keepsOff: boolean): Promise<void> {
  await db.execute(sql`
    with c as materialized (select c.* from cdrs c
      where c.id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json)) and ${UNBILLED}),
    rated as (
      update ratings r set protects_customer = not ${keepsOff}::boolean and (r.protects_customer
        or c.status = 'accepted' and r.retail_net_minor is not null and c.customer_id is not null)
      from c where r.cdr_id = c.id and r.superseded_at is null
    ), waiting as (
      update dispute_cdrs d set keeps_off = ${keepsOff} from c where d.cdr_id = c.id and d.settled_at is null
    )
    update cdrs x set status = 'disputed' from c where x.id = c.id and x.status in ('accepted', 'held')`)
}
