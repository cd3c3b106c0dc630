import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { CustomerId, InvoiceId } from '@/lib/kernel/ids'
import { assert } from '@/lib/kernel/assert'
import { settledState } from './core/invoice-state'

export type OpenInvoice = {
  id: InvoiceId
  customerId: CustomerId
  payableMinor: bigint
  settledMinor: bigint
  openMinor: bigint
}

/** Locks an issued invoice and answers what is open on it; null when there is none. */
export async function lockOpenInvoice(db: Tx, by: { id: InvoiceId } | { ocr: string }): Promise<OpenInvoice | null> {
  const where = 'id' in by ? sql`id = ${by.id}` : sql`ocr = ${by.ocr}`
  const [row] = (await db.execute(sql`
    select id, customer_id, payable_minor::text, settled_minor::text from invoices
    where ${where} and kind = 'invoice' and state <> 'draft' for update`)) as unknown as {
    id: InvoiceId
    customer_id: CustomerId
    payable_minor: string
    settled_minor: string
  }[] // by the select list
  if (!row) return null
  const [payableMinor, settledMinor] = [BigInt(row.payable_minor), BigInt(row.settled_minor)]
  return { id: row.id, customerId: row.customer_id, payableMinor, settledMinor, openMinor: payableMinor - settledMinor }
}

/** Notes that `amountMinor` of a locked invoice is settled; its allocation is already written. Never more than is open. */
export async function settleInvoice(db: Tx, invoice: OpenInvoice, amountMinor: bigint): Promise<void> {
  assert(amountMinor > 0n && amountMinor <= invoice.openMinor, 'an invoice is settled by more than is open')
  const [credited] = (await db.execute(sql`
    select coalesce(sum(a.amount_minor), 0)::text as total from credit_allocations a join invoices c on c.id = a.credit_note_id
    where a.invoice_id = ${invoice.id} and c.original_id = ${invoice.id}`)) as unknown as [{ total: string }] // an aggregate without group
  const settledMinor = invoice.settledMinor + amountMinor
  const state = settledState({
    payableMinor: invoice.payableMinor,
    settledMinor,
    creditedMinor: BigInt(credited.total),
  })
  await db.execute(
    sql`update invoices set settled_minor = ${settledMinor.toString()}::bigint, state = ${state} where id = ${invoice.id}`,
  )
}
