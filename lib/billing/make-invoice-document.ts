import { sql } from 'drizzle-orm'
import { getDb, reader, type Reader } from '@/db/client'
import { invoiceDocuments } from '@/db/schema/billing'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { assert } from '@/lib/kernel/assert'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { InvoiceId } from '@/lib/kernel/ids'
import { readBlob, sha256, writeBlob } from '@/lib/platform/blob'
import { buildInvoiceDocument } from './core/invoice-document'
import type { InvoiceSnapshot } from './core/invoice-snapshot'
import { renderInvoicePdf } from './documents/invoice-pdf'

function blobName(invoiceId: InvoiceId): string {
  return `documents/${invoiceId}.pdf`
}

async function storedHash(db: Reader, invoiceId: InvoiceId): Promise<string | null> {
  const [row] = (await db.execute(sql`
    select sha256 from invoice_documents where invoice_id = ${invoiceId} and format = 'pdf'`)) as unknown as {
    sha256: string
  }[] // by the select list
  return row?.sha256 ?? null
}

async function loadSnapshot(db: Reader, invoiceId: InvoiceId): Promise<InvoiceSnapshot> {
  const [row] = (await db.execute(
    sql`select state, snapshot::text from invoices where id = ${invoiceId}`,
  )) as unknown as { state: string; snapshot: string | null }[] // by the select list
  if (!row) throw new NotFoundError('invoice', invoiceId)
  if (row.snapshot === null) throw new PreconditionError('a draft has no document')
  return JSON.parse(row.snapshot) as InvoiceSnapshot // written by us when it was issued
}

async function makePdf(ctx: StaffCtx | SystemCtx | CustomerCtx, invoiceId: InvoiceId): Promise<Buffer> {
  const bytes = await renderInvoicePdf(buildInvoiceDocument(await loadSnapshot(reader(ctx), invoiceId)))
  await writeBlob(blobName(invoiceId), bytes)
  await (ctx.db ?? getDb())
    .insert(invoiceDocuments)
    .values({ invoiceId, format: 'pdf', sha256: sha256(bytes), sizeBytes: bytes.length, createdAt: ctx.clock.now() })
    .onConflictDoNothing()
  return bytes
}

/** Makes and keeps the PDF of an issued invoice with its hash. Done twice, the first stays. */
export async function makeInvoiceDocument(ctx: SystemCtx, invoiceId: InvoiceId): Promise<void> {
  if ((await storedHash(reader(ctx), invoiceId)) === null) await makePdf(ctx, invoiceId)
}

/**
 * The PDF as issued. Where the file is missing it is made again: the same snapshot gives the same bytes, which the kept
 * hash proves; a file that does not match it is not handed out. Customers get their own only.
 */
export async function getInvoicePdf(ctx: StaffCtx | SystemCtx | CustomerCtx, invoiceId: InvoiceId): Promise<Buffer> {
  if (ctx.actor === 'customer') {
    const own = await reader(ctx).execute(sql`
      select 1 from invoices where id = ${invoiceId} and customer_id = ${ctx.customerId} and state <> 'draft'`)
    if (own.length === 0) throw new NotFoundError('invoice', invoiceId)
  } else authorize(ctx, 'invoice:read')
  const kept = await storedHash(reader(ctx), invoiceId)
  const stored = kept === null ? null : await readBlob(blobName(invoiceId))
  if (stored && sha256(stored) === kept) return stored
  const bytes = await makePdf(ctx, invoiceId)
  assert(kept === null || sha256(bytes) === kept, `the document of ${invoiceId} cannot be made again as it was issued`)
  return bytes
}
