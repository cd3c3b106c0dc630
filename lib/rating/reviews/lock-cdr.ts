import { sql, type SQL } from 'drizzle-orm'
import type { Reader, Tx } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CdrId, CustomerId } from '@/lib/kernel/ids'
import { idList } from '../cdrs/load-cdr-subjects'

export type LockedCdr = { cdrId: CdrId; status: CdrStatus; customerId: CustomerId | null }

type Row = {
  id: CdrId
  status: CdrStatus
  customer_id: CustomerId | null
  billed: boolean
  credited: boolean
  compensated: boolean
  protects: boolean
}

/** Nobody has decided about them: what can be released, rejected or corrected. */
export const UNDECIDED = ['held', 'disputed'] as const

type LockOptions = { protectedToo?: boolean }

function refusalOf(row: Row, allowed: readonly CdrStatus[], { protectedToo = false }: LockOptions): string | null {
  if (row.billed && !(protectedToo && row.protects)) return 'the CDR is on an invoice'
  if (row.compensated) return 'the compensation for it is booked'
  if (row.credited) return 'the operator has credited the CDR'
  return allowed.includes(row.status) ? null : `the CDR is ${row.status}`
}

const LOCKED = sql`for update of c`

async function loadRows(db: Reader, cdrIds: readonly CdrId[], lock: SQL): Promise<Row[]> {
  return (await db.execute(sql`
    select c.id, c.status, c.customer_id, exists (select 1 from invoiced_cdrs i where i.cdr_id = c.id) as billed,
      exists (select 1 from cdrs k where k.credit and k.credited_key = c.key
        and k.status = 'accepted') as credited,
      exists (select 1 from ratings r where r.cdr_id = c.id and r.superseded_at is null and r.protects_customer) as protects,
      exists (select 1 from compensations m where m.cdr_id = c.id) as compensated
    from cdrs c where c.id in ${idList(cdrIds)} order by c.id ${lock}`)) as unknown as Row[] // the columns of the statement
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
  options: LockOptions = {},
): Promise<LockedCdr> {
  const [row] = await loadRows(db, [cdrId], LOCKED)
  if (!row) throw new NotFoundError('CDR', cdrId)
  const refusal = refusalOf(row, allowed, options)
  if (refusal) throw new PreconditionError(refusal)
  return { cdrId, status: row.status, customerId: row.customer_id }
}

export type Refused = { cdrId: CdrId; reason: string }

export type DecidableCdrs = { locked: LockedCdr[]; refused: Refused[] }

/** The same for many at once: those that may be decided, and why the others may not. */
export async function lockCdrs(
  db: Tx,
  cdrIds: readonly CdrId[],
  allowed: readonly CdrStatus[],
  options: LockOptions = {},
): Promise<DecidableCdrs> {
  return sortOut(await loadRows(db, cdrIds, LOCKED), cdrIds, allowed, options)
}

/** What `lockCdrs` would answer now, for who only looks. */
export async function previewCdrs(
  db: Reader,
  cdrIds: readonly CdrId[],
  allowed: readonly CdrStatus[],
  options: LockOptions = {},
): Promise<DecidableCdrs> {
  return sortOut(await loadRows(db, cdrIds, sql``), cdrIds, allowed, options)
}

function sortOut(
  found: readonly Row[],
  cdrIds: readonly CdrId[],
  allowed: readonly CdrStatus[],
  options: LockOptions,
): DecidableCdrs {
  const rows = new Map(found.map((row) => [row.id, row]))
  const locked: LockedCdr[] = []
  const refused: Refused[] = []
  for (const cdrId of new Set(cdrIds)) {
    const row = rows.get(cdrId)
    const refusal = row ? refusalOf(row, allowed, options) : `CDR not found: ${cdrId}`
    if (refusal === null && row) locked.push({ cdrId, status: row.status, customerId: row.customer_id })
    else refused.push({ cdrId, reason: refusal ?? '' })
  }
  return { locked, refused }
}
