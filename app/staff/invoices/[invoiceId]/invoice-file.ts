import { requireStaff } from '@/lib/auth/session'
import { exportInvoice } from '@/lib/billing/export-invoice'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'

type Asked = { invoiceId: string; form: Parameters<typeof exportInvoice>[2]; disposition: 'inline' | 'attachment' }

/** An invoice in one of its forms as it was issued; what is none, or is not issued, is not found. */
export async function answerInvoice({ invoiceId, form, disposition }: Asked): Promise<Response> {
  const ctx = await requireStaff('invoice:read')
  if (!isId('invoice', invoiceId)) return new Response(null, { status: 404 })
  try {
    const { bytes, contentType, fileName } = await exportInvoice(ctx, invoiceId, form)
    return new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': contentType,
        'content-disposition': `${disposition}; filename="${fileName}"`,
        'cache-control': 'private, no-store',
      },
    })
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof PreconditionError) return new Response(null, { status: 404 })
    throw error
  }
}
