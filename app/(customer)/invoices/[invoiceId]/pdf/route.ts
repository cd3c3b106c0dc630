import { requireCustomer } from '@/lib/auth/session'
import { getMyInvoice } from '@/lib/billing/queries/invoices'
import { getInvoicePdf } from '@/lib/billing/make-invoice-document'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'

/** The invoice as it was issued, byte for byte. Another customer's does not exist. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ invoiceId: string }> },
): Promise<Response> {
  const ctx = await requireCustomer()
  const { invoiceId } = await params
  if (!isId('invoice', invoiceId)) return new Response(null, { status: 404 })
  try {
    const { number } = await getMyInvoice(ctx, invoiceId)
    const pdf = await getInvoicePdf(ctx, invoiceId)
    return new Response(new Uint8Array(pdf), {
      headers: {
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="laddnota-${number ?? 'faktura'}.pdf"`,
        'cache-control': 'private, no-store',
      },
    })
  } catch (error) {
    if (error instanceof NotFoundError) return new Response(null, { status: 404 })
    throw error
  }
}
