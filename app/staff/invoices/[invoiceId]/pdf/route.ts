import { answerInvoice } from '../invoice-file'

/** The document as it was issued. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ invoiceId: string }> },
): Promise<Response> {
  const { invoiceId } = await params
  return answerInvoice({ invoiceId, form: 'pdf', disposition: 'inline' })
}
