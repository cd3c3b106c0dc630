// Runs before every page: security headers, a fresh nonce for our own scripts, and the ids that gates and logs need.
import { hasControlCharacters } from '@/lib/kernel/control-characters'
import { NextResponse, type NextRequest } from 'next/server'

const DEVELOPMENT = process.env.NODE_ENV === 'development'

function contentSecurityPolicy(nonce: string): string {
  // Next's development mode evaluates code and opens a web socket; neither is allowed in production.
  const script = DEVELOPMENT ? " 'unsafe-eval'" : ''
  const connect = DEVELOPMENT ? ' ws:' : ''
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${script}`,
    // A nonce would switch 'unsafe-inline' off, and Next's development overlay needs it.
    DEVELOPMENT ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // Attributes only: charts and positioned menus set coordinates there. They cannot load or run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${connect}`,
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ')
}

function securityHeaders(headers: Headers, policy: string): void {
  headers.set('content-security-policy', policy)
  headers.set('x-content-type-options', 'nosniff')
  headers.set('referrer-policy', 'same-origin')
  headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('cross-origin-resource-policy', 'same-origin')
}

/** No address of ours has characters that no keyboard writes; a database refuses some of them. */
function isReadable({ nextUrl }: NextRequest): boolean {
  try {
    const texts = [decodeURIComponent(nextUrl.pathname), ...[...nextUrl.searchParams].flat()]
    return !texts.some(hasControlCharacters)
  } catch {
    return false
  }
}

export function proxy(request: NextRequest): NextResponse {
  if (!isReadable(request))
    return new NextResponse('Bad Request', { status: 400, headers: { 'content-type': 'text/plain' } })
  const nonce = btoa(crypto.randomUUID())
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  headers.set('x-nonce', nonce)
  headers.set('x-request-id', crypto.randomUUID())
  headers.set('x-path', `${request.nextUrl.pathname}${request.nextUrl.search}`)
  const response = NextResponse.next({ request: { headers } })
  securityHeaders(response.headers, policy)
  return response
}

export const config = {
  // OCPI has its own door; static files need no policy.
  matcher: ['/((?!ocpi(?:/|$)|_next/static/|icon[.]svg$|logo[.]svg$).*)'],
}
