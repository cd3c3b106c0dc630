import { sql, type SQL } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { CompensationId, CustomerId, InvoiceId, PaymentId } from '@/lib/kernel/ids'
import { groupBy } from '@/lib/kernel/group'
import type { AdvanceKind } from '../core/invoice-snapshot'
import { takeOpen } from '../core/take-open'

export type PlannedAdvance = { invoiceId: InvoiceId; customerId: CustomerId; kind: AdvanceKind } & (
  | { kind: 'payment'; id: PaymentId; amountMinor: bigint }
  | { kind: 'credit_note'; id: InvoiceId; amountMinor: bigint }
  | { kind: 'compensation'; id: CompensationId; amountMinor: bigint }
)
export type ToPay = { id: InvoiceId; customerId: CustomerId; payableMinor: bigint }

type Row = { kind: AdvanceKind; id: string; customer_id: CustomerId; open: string }

const SOURCES = (customers: SQL): readonly SQL[] => [
  sql`select 'payment' as kind, id, customer_id, unallocated_minor::text as open from payments
    where unallocated_minor > 0 and currency = 'SEK' and customer_id in ${customers} order by received_on, id for update`,
  sql`select 'credit_note' as kind, id, customer_id, (settled_minor - payable_minor)::text as open from invoices
    where kind = 'credit_note' and state = 'finalized' and settled_minor > payable_minor and customer_id in ${customers}
    order by finalized_at, id for update`,
  sql`select 'compensation' as kind, id, customer_id, open_minor::text as open from compensations
    where open_minor <> 0 and customer_id in ${customers} order by id for update`,
]

/**
 * Which money of the customers pays which of these invoices: what they paid too much, the rest of credit notes, and what
 * we owe for charging at home, in that order and the oldest first. Locks what it plans with; writes nothing.
 */
export async function planAdvances(db: Tx, invoices: readonly ToPay[]): Promise<PlannedAdvance[]> {
  if (invoices.length === 0) return []
  const ids = JSON.stringify([...new Set(invoices.map(({ customerId }) => customerId))])
  const customers = sql`(select json_array_elements_text(${ids}::text::json))`
  const rows: Row[] = []
  for (const source of SOURCES(customers)) rows.push(...((await db.execute(source)) as unknown as Row[])) // the columns of the statements
  const perCustomer = groupBy(rows, (row) => row.customer_id)
  return invoices.flatMap(({ id: invoiceId, customerId, payableMinor }) => {
    const own = (perCustomer.get(customerId) ?? []).map((row) => ({ ...row, openMinor: BigInt(row.open) }))
    const taken = takeOpen(usable(own), payableMinor)
    for (const { id, amountMinor } of taken) {
      const row = perCustomer.get(customerId)?.find((one) => one.id === id)
      if (row) row.open = (BigInt(row.open) - amountMinor).toString()
    }
    const kindOf = new Map(own.map(({ id, kind }) => [id, kind]))
    // Each id comes from the table that its kind names.
    return taken.map((use) => ({ ...use, kind: kindOf.get(use.id), invoiceId, customerId }) as PlannedAdvance)
  })
}

/** A compensation that was taken back after it was paid out is still owed to us: only what is beyond it can be used. */
function usable<T extends Row & { openMinor: bigint }>(rows: readonly T[]): T[] {
  let owedToUs = rows.reduce((sum, { openMinor }) => (openMinor < 0n ? sum - openMinor : sum), 0n)
  return rows.map((row) => {
    if (row.kind !== 'compensation' || row.openMinor <= 0n || owedToUs === 0n) return row
    const kept = row.openMinor < owedToUs ? row.openMinor : owedToUs
    owedToUs -= kept
    return { ...row, openMinor: row.openMinor - kept }
  })
}
