import { requireStaff } from '@/lib/auth/session'
import { exportInvoice } from '@/lib/billing/export-invoice'
import { isId } from '@/lib/kernel/ids'

/** The electronic invoice (Peppol BIS Billing), for the customer's accounting system. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ invoiceId: string }> },
): Promise<Response> {
  const ctx = await requireStaff('invoice:read')
  const { invoiceId } = await params
  if (!isId('invoice', invoiceId)) return new Response(null, { status: 404 })
  const { bytes, contentType, fileName } = await exportInvoice(ctx, invoiceId, 'ubl')
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'private, no-store',
    },
  })
}
