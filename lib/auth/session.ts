// The gates of the portal. The only file of lib that knows Next and next-auth.
import 'server-only'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { NextAuthOptions } from 'next-auth'
import { getServerSession } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { cache } from 'react'
import { newId, type UserId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import { deriveKey, env } from '@/lib/platform/env'
import type { CustomerCtx, StaffCtx } from './context'
import { mintCustomerCtx, mintStaffCtx } from './mint'
import { isStaffRole, type Permission } from './permissions'
import { findSessionUser } from './queries'
import { signIn } from './users/sign-in'

const HOUR_SECONDS = 3600
const SIGN_IN_PATH = '/sign-in'

type TokenFields = { userId?: UserId; sessionVersion?: number; role?: string }

/** Settings of next-auth: e-mail and password, a signed cookie, checked against the user on every request. */
export function authOptions(): NextAuthOptions {
  const secure = env().publicUrl.startsWith('https://')
  return {
    secret: deriveKey('session').toString('base64'),
    session: { strategy: 'jwt', maxAge: 12 * HOUR_SECONDS, updateAge: HOUR_SECONDS },
    useSecureCookies: secure,
    pages: { signIn: SIGN_IN_PATH, error: SIGN_IN_PATH },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        async authorize(credentials, request) {
          if (!credentials?.email || !credentials.password) return null
          const forwarded: unknown = request.headers?.['x-real-ip']
          const address = typeof forwarded === 'string' ? forwarded : 'unknown'
          const result = await signIn(systemClock, { ...credentials, address })
          if (!result.ok) {
            if (result.reason === 'too_many') throw new Error('TooMany')
            return null
          }
          const { id, name, role, sessionVersion } = result.value
          return { id, name, role, sessionVersion }
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        if (!user) return token
        const signedIn = user as { id: UserId; role?: string; sessionVersion?: number } // what authorize() returned
        return { ...token, userId: signedIn.id, role: signedIn.role, sessionVersion: signedIn.sessionVersion }
      },
      session({ session, token }) {
        const { userId, sessionVersion, role } = token as TokenFields // what jwt() stored
        return { ...session, userId, sessionVersion, role }
      },
    },
  }
}

export type SignedIn = NonNullable<Awaited<ReturnType<typeof findSessionUser>>>

/** Who is signed in, once per request. Null when nobody is, or when the session was ended. */
export const findSignedIn = cache(async (): Promise<SignedIn | null> => {
  const session = (await getServerSession(authOptions())) as TokenFields | null // shaped by the session callback
  if (!session?.userId || session.sessionVersion === undefined) return null
  return findSessionUser(session.userId, session.sessionVersion)
})

async function requestId(): Promise<string> {
  return (await headers()).get('x-request-id') ?? newId('request', systemClock.now())
}

/** The customer of this request, or null: for live endpoints that answer 401. */
export async function findCustomer(): Promise<CustomerCtx | null> {
  const user = await findSignedIn()
  if (!user || user.role !== 'customer' || user.customerId === null) return null
  return mintCustomerCtx({
    requestId: await requestId(),
    clock: systemClock,
    userId: user.id,
    customerId: user.customerId,
  })
}

/** The member of staff of this request if the role has the permission, else null. */
export async function findStaff(permission: Permission): Promise<StaffCtx | null> {
  const user = await findSignedIn()
  if (!user || !isStaffRole(user.role)) return null
  const ctx = mintStaffCtx({ requestId: await requestId(), clock: systemClock, userId: user.id, role: user.role })
  return ctx.permissions.has(permission) ? ctx : null
}

async function toSignIn(): Promise<never> {
  const path = (await headers()).get('x-path') ?? ''
  // `//` would be another host; only our own paths are taken up after sign-in.
  const next = /^\/(?!\/)/.test(path) ? `?next=${encodeURIComponent(path)}` : ''
  redirect(`${SIGN_IN_PATH}${next}`)
}

/** Gate of customer pages and actions: others are sent to sign in, staff to their own portal. */
export async function requireCustomer(): Promise<CustomerCtx> {
  const ctx = await findCustomer()
  if (ctx) return ctx
  const user = await findSignedIn()
  if (user && isStaffRole(user.role)) redirect('/staff')
  return toSignIn()
}

/** Gate of staff pages and actions: others are sent to sign in, customers home, colleagues told which permission is missing. */
export async function requireStaff(permission: Permission): Promise<StaffCtx> {
  const ctx = await findStaff(permission)
  if (ctx) return ctx
  const user = await findSignedIn()
  if (user?.role === 'customer') redirect('/home')
  if (user) redirect(`/staff/forbidden?permission=${encodeURIComponent(permission)}`)
  return toSignIn()
}

/** The chosen language of this request: cookie first, then the customer's own. */
export async function requestLocale(): Promise<'sv' | 'en'> {
  const chosen = (await cookies()).get('locale')?.value
  if (chosen === 'en' || chosen === 'sv') return chosen
  return (await findSignedIn())?.locale ?? 'sv'
}
