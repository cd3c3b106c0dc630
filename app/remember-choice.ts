import { env } from '@/lib/platform/env'
import { sameOriginPath } from './same-origin-path'

const YEAR_SECONDS = 31_536_000

/** Answers with a redirect to where the reader was, and a cookie that keeps the choice for a year. */
export function rememberChoice(request: Request, cookie: { name: string; value: string } | null): Response {
  // The address the reader's browser sees; behind a proxy the request's own may be another.
  const origin = new URL(request.url).origin
  const referer = request.headers.get('referer')
  const back = sameOriginPath(referer, env().publicUrl, sameOriginPath(referer, origin, '/'))
  const headers = new Headers({ location: back })
  const secure = env().publicUrl.startsWith('https://') ? '; Secure' : ''
  if (cookie)
    headers.set('set-cookie', `${cookie.name}=${cookie.value}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`)
  return new Response(null, { status: 303, headers })
}
