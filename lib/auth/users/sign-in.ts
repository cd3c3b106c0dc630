import { and, count, eq, gt, inArray, sql } from 'drizzle-orm'
import { getDb, type Reader } from '@/db/client'
import { signInAttempts, users } from '@/db/schema/customers'
import { findUserByEmail, type SignInUser } from '@/lib/auth/queries'
import { no, ok, type Result } from '@/lib/kernel/result'
import { instant, MINUTE_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { Clock } from '@/lib/platform/clock'
import { verifyPassword } from './password'

const WINDOW_MS = 15 * MINUTE_MS
const MOST_PER_ACCOUNT = 10
const MOST_PER_ADDRESS = 60

/**
 * Checks e-mail address and password. The answer does not tell whether the account exists; ten failures of an account
 * or sixty from one network address within 15 minutes stop further attempts for that time. An attempt is counted before
 * its password is tried, so that guesses at the same moment are no more than those one after the other.
 */
export async function signIn(
  clock: Clock,
  input: { email: string; password: string; address: string },
): Promise<Result<SignInUser, 'wrong' | 'too_many'>> {
  const account = `account:${input.email.trim().toLowerCase()}`
  const address = `address:${input.address}`
  const db = getDb()
  const at = clock.now()
  const before = await countAttempts(db, [account, address], at)
  if (before(account) >= MOST_PER_ACCOUNT || before(address) >= MOST_PER_ADDRESS) return no('too_many')

  await db.insert(signInAttempts).values([
    { key: account, at },
    { key: address, at },
  ])
  const now = await countAttempts(db, [account, address], at)
  if (now(account) > MOST_PER_ACCOUNT || now(address) > MOST_PER_ADDRESS) return no('too_many')

  const user = await findUserByEmail(db, input.email.trim())
  const matches = await verifyPassword(user?.passwordHash ?? null, input.password)
  if (!user || !matches || user.disabledAt !== null) return no('wrong')
  await forgetAttempt(db, [account, address], at)
  await db.update(users).set({ lastSignInAt: clock.now() }).where(eq(users.id, user.id))
  return ok(user)
}

async function countAttempts(db: Reader, keys: readonly string[], at: Instant): Promise<(key: string) => number> {
  const rows = await db
    .select({ key: signInAttempts.key, attempts: count() })
    .from(signInAttempts)
    .where(and(inArray(signInAttempts.key, [...keys]), gt(signInAttempts.at, instant(at - WINDOW_MS))))
    .groupBy(signInAttempts.key)
  return (key) => rows.find((row) => row.key === key)?.attempts ?? 0
}

/** Takes back one attempt of each key: it was no failure. Others of the same moment stay. */
async function forgetAttempt(db: Reader, keys: readonly string[], at: Instant): Promise<void> {
  await db.execute(sql`
    delete from sign_in_attempts where ctid in (
      select min(ctid) from sign_in_attempts
      where key in (select json_array_elements_text(${JSON.stringify(keys)}::text::json)) and at = ${toIsoInstant(at)}::timestamptz
      group by key)`)
}
