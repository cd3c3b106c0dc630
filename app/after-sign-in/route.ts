import { redirect } from 'next/navigation'
import { sameOriginPath } from '@/app/same-origin-path'
import { findSignedIn } from '@/lib/auth/session'

/** Sends whoever just signed in to the page that was asked for, else to their own portal. */
export async function GET(request: Request): Promise<never> {
  const user = await findSignedIn()
  if (!user) redirect('/sign-in')
  const url = new URL(request.url)
  redirect(sameOriginPath(url.searchParams.get('next'), url.origin, user.role === 'customer' ? '/home' : '/staff'))
}
