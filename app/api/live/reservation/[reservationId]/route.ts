import { findCustomer } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { findMyReservation } from '@/lib/roaming/reservations/queries'

const NEVER_STORED = { 'cache-control': 'no-store' }

/** Where the customer's own reservation stands, and how long it has left by our clock. Another's does not exist. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ reservationId: string }> },
): Promise<Response> {
  const ctx = await findCustomer()
  if (!ctx) return Response.json({ error: 'signed_out' }, { status: 401, headers: NEVER_STORED })
  const { reservationId } = await params
  const reservation = isId('reservation', reservationId) ? await findMyReservation(ctx, reservationId) : null
  if (!reservation) return Response.json({ error: 'not_found' }, { status: 404, headers: NEVER_STORED })
  const leftMs = Math.max(0, reservation.expiresAt - ctx.clock.now())
  return Response.json({ reservation, leftMs }, { headers: NEVER_STORED })
}
