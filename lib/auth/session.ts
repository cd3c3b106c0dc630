// The gates of the portal. The only file of lib that knows Next and next-auth.
import 'server-only'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { NextAuthOptions } from 'next-auth'
import { getServerSession } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { cache } from 'react'
import { z } from 'zod'
import { hasControlCharacters } from '@/lib/kernel/control-characters'
import { newId, type UserId } from '@/lib/kernel/ids'
import { DAY_MS, HOUR_MS } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { deriveKey, env } from '@/lib/platform/env'
import { logger } from '@/lib/platform/logger'
import type { CustomerCtx, StaffCtx } from './context'
import { mintCustomerCtx, mintStaffCtx } from './mint'
import { isStaffRole, type Permission } from './permissions'
import { findSessionUser } from './queries'
import { endSession } from './users/end-session'
import { signIn } from './users/sign-in'

const HOUR_SECONDS = 3600
const line = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => !hasControlCharacters(text))
const SignInInput = z.object({ email: line, password: line })
const SIGN_IN_PATH = '/sign-in'

type TokenFields = {
  userId?: UserId
  sessionVersion?: number
  role?: string
  sessionId?: string
  /** Milliseconds. */
  signedInAt?: number
}

/** However often a session is renewed, it ends: staff sign in every day, customers every month. */
const LONGEST_MS = { staff: 12 * HOUR_MS, customer: 30 * DAY_MS } as const

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
          const typed = SignInInput.safeParse(credentials)
          if (!typed.success) return null
          const forwarded: unknown = request.headers?.['x-real-ip']
          const address = typeof forwarded === 'string' ? forwarded : 'unknown'
          const result = await signIn(systemClock, { ...typed.data, address }).catch((error: unknown) => {
            // What next-auth is thrown ends up in an address.
            logger.error('auth.sign-in', error)
            throw new Error('Failed')
          })
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
        const { id: userId, role, sessionVersion } = signedIn
        const signedInAt = systemClock.now()
        return { ...token, userId, role, sessionVersion, sessionId: newId('session', signedInAt), signedInAt }
      },
      session({ session, token }) {
        const { userId, sessionVersion, role, sessionId, signedInAt } = token as TokenFields // what jwt() stored
        return { ...session, userId, sessionVersion, role, sessionId, signedInAt }
      },
    },
    events: {
      // The cookie is gone from this browser; whoever has a copy of it gets no further.
      async signOut({ token }) {
        const { sessionId } = token as TokenFields // what jwt() stored
        if (sessionId) await endSession(systemClock, sessionId)
      },
    },
  }
}

export type SignedIn = NonNullable<Awaited<ReturnType<typeof findSessionUser>>>

/** Who is signed in, once per request. Null when nobody is, or when the session was ended. */
export const findSignedIn = cache(async (): Promise<SignedIn | null> => {
  const session = (await getServerSession(authOptions())) as TokenFields | null // shaped by the session callback
  if (!session?.userId || session.sessionVersion === undefined || !session.sessionId) return null
  const age = systemClock.now() - (session.signedInAt ?? 0)
  if (age > LONGEST_MS[session.role === 'customer' ? 'customer' : 'staff']) return null
  return findSessionUser(session.userId, session.sessionVersion, session.sessionId)
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

/** Gate of what everybody may do with their own account: customers and staff alike; others are sent to sign in. */
export async function requireSignedIn(): Promise<CustomerCtx | StaffCtx> {
  const customer = await findCustomer()
  if (customer) return customer
  const user = await findSignedIn()
  if (!user || !isStaffRole(user.role)) return toSignIn()
  return mintStaffCtx({ requestId: await requestId(), clock: systemClock, userId: user.id, role: user.role })
}

/** The chosen language of this request: cookie first, then the customer's own. */
export async function requestLocale(): Promise<'sv' | 'en'> {
  const chosen = (await cookies()).get('locale')?.value
  if (chosen === 'en' || chosen === 'sv') return chosen
  return (await findSignedIn())?.locale ?? 'sv'
}
