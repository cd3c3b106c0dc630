import { isDatabaseReady } from '@/lib/platform/health'

export const dynamic = 'force-dynamic'

/** For load balancers and `npm start`: 200 when the portal can do its work. No login, nothing secret. */
export async function GET(): Promise<Response> {
  const ready = await isDatabaseReady()
  return Response.json(
    { status: ready ? 'ok' : 'unavailable', database: ready ? 'ok' : 'unreachable' },
    { status: ready ? 200 : 503 },
  )
}
