import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, PreconditionError } from '@/lib/kernel/errors'
import type { InvoiceId } from '@/lib/kernel/ids'
import type { DocumentLocale } from './core/document-labels'
import { renderInvoiceHtml } from './documents/invoice-html'
import { invoiceJson } from './documents/invoice-json'
import { getInvoicePdf } from './make-invoice-document'
import { getInvoice } from './queries/invoices'

export type ExportedInvoice = { fileName: string; contentType: string; bytes: Buffer }

/** An issued invoice as a file: `pdf`, `html` or `json`. Refuses `ubl`, which we do not make yet, and drafts. */
export async function exportInvoice(
  ctx: StaffCtx | SystemCtx,
  invoiceId: InvoiceId,
  format: string,
  locale?: DocumentLocale,
): Promise<ExportedInvoice> {
  if (format === 'ubl')
    throw new InvalidError('UBL (Peppol BIS Billing) is not available yet: use pdf, html or json', 'format')
  if (format !== 'pdf' && format !== 'html' && format !== 'json')
    throw new InvalidError('the format must be pdf, html or json', 'format')
  const invoice = await getInvoice(ctx, invoiceId)
  if (invoice.number === null) throw new PreconditionError('a draft cannot be exported')
  const fileName = `${invoice.number}.${format}`
  if (format === 'pdf') return { fileName, contentType: 'application/pdf', bytes: await getInvoicePdf(ctx, invoiceId) }
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
