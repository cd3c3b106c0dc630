// Door two: OCPI through Next, for deployments that start Next alone. The same dispatcher, the same answer.
import { dispatch } from '@/lib/ocpi/http/dispatch'
import { env } from '@/lib/platform/env'
import { clientAddress } from '@/lib/platform/http/client-address'
import { MAX_BODY_BYTES } from '@/lib/ocpi/http/message'

export const runtime = 'nodejs'
export const dynamic = 'force-dynamic'

async function answer(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const tooLarge = Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES
  // One byte more than allowed is refused by the dispatcher, without reading the rest.
  const body = tooLarge ? Buffer.alloc(MAX_BODY_BYTES + 1) : Buffer.from(await request.arrayBuffer())
  const {
    status,
    headers,
    body: text,
  } = await dispatch({
    method: request.method,
    url: pathname + search,
    headers: Object.fromEntries(request.headers),
    body,
    // Next does not say who is connected: without proxies of ours nobody is told from another here.
    remoteAddress: clientAddress('', request.headers.get('x-forwarded-for') ?? undefined, env().trustedProxies),
  })
  return new Response(text, { status, headers })
}

export { answer as GET, answer as POST, answer as PUT, answer as PATCH, answer as DELETE, answer as OPTIONS }
