import { findCustomer } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { findMyCommand } from '@/lib/roaming/commands/queries'

const NEVER_STORED = { 'cache-control': 'no-store' }

/** Where the customer's own wish to start or stop stands. Another customer's does not exist. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ commandId: string }> },
): Promise<Response> {
  const ctx = await findCustomer()
  if (!ctx) return Response.json({ error: 'signed_out' }, { status: 401, headers: NEVER_STORED })
  const { commandId } = await params
  const command = isId('command', commandId) ? await findMyCommand(ctx, commandId) : null
  if (!command) return Response.json({ error: 'not_found' }, { status: 404, headers: NEVER_STORED })
  return Response.json({ command }, { headers: NEVER_STORED })
}
