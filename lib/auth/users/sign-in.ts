import { and, count, eq, gt, inArray } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { signInAttempts, users } from '@/db/schema/customers'
import { findUserByEmail, type SignInUser } from '@/lib/auth/queries'
import { no, ok, type Result } from '@/lib/kernel/result'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import type { Clock } from '@/lib/platform/clock'
import { verifyPassword } from './password'

const WINDOW_MS = 15 * MINUTE_MS
const MOST_PER_ACCOUNT = 10
const MOST_PER_ADDRESS = 60

/**
 * Checks e-mail address and password. The answer does not tell whether the account exists; ten failures of an account
 * or sixty from one network address within 15 minutes stop further attempts for that time.
 */
export async function signIn(
  clock: Clock,
  input: { email: string; password: string; address: string },
): Promise<Result<SignInUser, 'wrong' | 'too_many'>> {
  const accountKey = `account:${input.email.trim().toLowerCase()}`
  const addressKey = `address:${input.address}`
  const db = getDb()
  const since = instant(clock.now() - WINDOW_MS)
  const failures = await db
    .select({ key: signInAttempts.key, failed: count() })
    .from(signInAttempts)
    .where(and(inArray(signInAttempts.key, [accountKey, addressKey]), gt(signInAttempts.at, since)))
    .groupBy(signInAttempts.key)
  const failed = (key: string) => failures.find((row) => row.key === key)?.failed ?? 0
  if (failed(accountKey) >= MOST_PER_ACCOUNT || failed(addressKey) >= MOST_PER_ADDRESS) return no('too_many')

  const user = await findUserByEmail(db, input.email.trim())
  const matches = await verifyPassword(user?.passwordHash ?? null, input.password)
  if (!user || !matches || user.disabledAt !== null) {
    await db.insert(signInAttempts).values([
      { key: accountKey, at: clock.now() },
      { key: addressKey, at: clock.now() },
    ])
    return no('wrong')
  }
  await db.update(users).set({ lastSignInAt: clock.now() }).where(eq(users.id, user.id))
  return ok(user)
}
