import { answerInvoice } from '../invoice-file'

/** The electronic invoice (Peppol BIS Billing), for the customer’s accounting system. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ invoiceId: string }> },
): Promise<Response> {
  const { invoiceId } = await params
  return answerInvoice({ invoiceId, form: 'ubl', disposition: 'attachment' })
}
