import { findCustomer } from '@/lib/auth/session'
import { findMyActiveSession } from '@/lib/rating/charges/queries/find-my-active-session'

const NEVER_STORED = { 'cache-control': 'no-store' }

/** The customer's running charge, or null. Polled every few seconds by the page that shows it. */
export async function GET(): Promise<Response> {
  const ctx = await findCustomer()
  if (!ctx) return Response.json({ error: 'signed_out' }, { status: 401, headers: NEVER_STORED })
  return Response.json({ charge: await findMyActiveSession(ctx) }, { headers: NEVER_STORED })
}
