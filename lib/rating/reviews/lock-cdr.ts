import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CdrId, CustomerId } from '@/lib/kernel/ids'

export type LockedCdr = { cdrId: CdrId; status: CdrStatus; customerId: CustomerId | null }

type Row = {
  status: CdrStatus
  customer_id: CustomerId | null
  billed: boolean
  credited: boolean
  compensated: boolean
  protects: boolean
}

/**
 * Locks a CDR for a decision. Refuses one that an invoice contains, that a customer is compensated for, or that a credit
 * CDR took back: what was settled is corrected by a credit, not by deciding anew. `protectedToo`: what the operator
 * gets can still be decided of a charge that was billed at our price while its own is contested.
 */
export async function lockCdr(
  db: Tx,
  cdrId: CdrId,
  allowed: readonly CdrStatus[],
  { protectedToo = false }: { protectedToo?: boolean } = {},
): Promise<LockedCdr> {
  const rows = (await db.execute(sql`
    select c.status, c.customer_id, exists (select 1 from invoiced_cdrs i where i.cdr_id = c.id) as billed,
      exists (select 1 from cdrs k where k.credit and k.credited_key = c.key
        and k.status = 'accepted') as credited,
      exists (select 1 from ratings r where r.cdr_id = c.id and r.superseded_at is null and r.protects_customer) as protects,
      exists (select 1 from compensations m where m.cdr_id = c.id) as compensated
    from cdrs c where c.id = ${cdrId} for update of c`)) as unknown as Row[] // the columns of the statement
  const [row] = rows
  if (!row) throw new NotFoundError('CDR', cdrId)
  if (row.billed && !(protectedToo && row.protects)) throw new PreconditionError('the CDR is on an invoice')
  if (row.compensated) throw new PreconditionError('the compensation for it is booked')
  if (row.credited) throw new PreconditionError('the operator has credited the CDR')
  if (!allowed.includes(row.status)) throw new PreconditionError(`the CDR is ${row.status}`)
  return { cdrId, status: row.status, customerId: row.customer_id }
}
