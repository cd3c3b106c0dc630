import { eq } from 'drizzle-orm'
import { reader } from '@/db/client'
import { customers } from '@/db/schema/customers'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, PreconditionError } from '@/lib/kernel/errors'
import type { CustomerId, InvoiceId } from '@/lib/kernel/ids'
import type { DocumentLocale } from './core/document-labels'
import { renderInvoiceHtml } from './documents/invoice-html'
import { invoiceJson } from './documents/invoice-json'
import { renderInvoiceUbl } from './documents/invoice-ubl'
import { getInvoicePdf } from './make-invoice-document'
import { getInvoice } from './queries/invoices'

export type ExportedInvoice = { fileName: string; contentType: string; bytes: Buffer }

export const EXPORT_FORMATS = ['pdf', 'ubl', 'html', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export function isExportFormat(format: string): format is ExportFormat {
  return (EXPORT_FORMATS as readonly string[]).includes(format)
}

/** An issued invoice as a file: PDF, Peppol BIS Billing (`ubl`), HTML or JSON. Refuses drafts. */
export async function exportInvoice(
  ctx: StaffCtx | SystemCtx,
  invoiceId: InvoiceId,
  format: string,
  locale?: DocumentLocale,
): Promise<ExportedInvoice> {
  if (!isExportFormat(format)) throw new InvalidError('the format must be pdf, ubl, html or json', 'format')
  const invoice = await getInvoice(ctx, invoiceId)
  if (invoice.number === null) throw new PreconditionError('a draft cannot be exported')
  const fileName = `${invoice.number}.${format === 'ubl' ? 'xml' : format}`
  if (format === 'pdf') return { fileName, contentType: 'application/pdf', bytes: await getInvoicePdf(ctx, invoiceId) }
  if (format === 'ubl')
    return {
      fileName,
      contentType: 'application/xml',
      bytes: Buffer.from(renderInvoiceUbl(invoice.document, await emailOf(ctx, invoice.customerId))),
    }
  if (format === 'html')
    return {
      fileName,
      contentType: 'text/html; charset=utf-8',
      bytes: Buffer.from(renderInvoiceHtml(invoice.document, locale)),
    }
  return {
    fileName,
    contentType: 'application/json',
    bytes: Buffer.from(`${JSON.stringify(invoiceJson(invoice.document), null, 2)}\n`),
  }
}

/** Where the document goes is the customer's present address; what it says is the snapshot. */
async function emailOf(ctx: StaffCtx | SystemCtx, customerId: CustomerId): Promise<string> {
  const [row] = await reader(ctx).select({ email: customers.email }).from(customers).where(eq(customers.id, customerId))
  return row?.email ?? ''
}
