import { and, count, eq, gt, inArray, sql } from 'drizzle-orm'
import { getDb, type Reader } from '@/db/client'
import { signInAttempts, users } from '@/db/schema/customers'
import { findUserByEmail, type SignInUser } from '@/lib/auth/queries'
import { no, ok, type Result } from '@/lib/kernel/result'
import { instant, MINUTE_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { Clock } from '@/lib/platform/clock'
import { verifyPassword } from './password'

const WINDOW_MS = 15 * MINUTE_MS
/** Of one account from one address, of one address, and of one account from everywhere: guessing is slow by each of them. */
const MOST = { pair: 10, address: 60, account: 100 } as const
type Keys = Record<keyof typeof MOST, string>

/**
 * Checks e-mail address and password. The answer does not tell whether the account exists. Too many failures within 15
 * minutes stop further attempts for that time: ten of an account from one address, sixty from one address, a hundred of
 * an account. Whoever guesses from one address keeps nobody else out. An attempt is counted before its password is
 * tried, so that guesses at the same moment are no more than those one after the other.
 */
export async function signIn(
  clock: Clock,
  input: { email: string; password: string; address: string },
): Promise<Result<SignInUser, 'wrong' | 'too_many'>> {
  const account = `account:${input.email.trim().toLowerCase()}`
  const address = `address:${input.address}`
  const keys: Keys = { account, address, pair: `${account} ${address}` }
  const db = getDb()
  const at = clock.now()
  if (await hasReached(db, keys, at, 0)) return no('too_many')

  await db.insert(signInAttempts).values(Object.values(keys).map((key) => ({ key, at })))
  if (await hasReached(db, keys, at, 1)) return no('too_many')

  const user = await findUserByEmail(db, input.email.trim())
  const matches = await verifyPassword(user?.passwordHash ?? null, input.password)
  if (!user || !matches || user.disabledAt !== null) return no('wrong')
  await forgetAttempt(db, Object.values(keys), at)
  await db.update(users).set({ lastSignInAt: clock.now() }).where(eq(users.id, user.id))
  return ok(user)
}

/** Whether any of the counts is at its most, beside so many attempts of one's own. */
async function hasReached(db: Reader, keys: Keys, at: Instant, own: number): Promise<boolean> {
  const rows = await db
    .select({ key: signInAttempts.key, attempts: count() })
    .from(signInAttempts)
    .where(and(inArray(signInAttempts.key, Object.values(keys)), gt(signInAttempts.at, instant(at - WINDOW_MS))))
    .groupBy(signInAttempts.key)
  const kinds = Object.keys(MOST) as (keyof typeof MOST)[] // its own keys
  return kinds.some((kind) => (rows.find(({ key }) => key === keys[kind])?.attempts ?? 0) - own >= MOST[kind])
}

/** Takes back one attempt of each key: it was no failure. Others of the same moment stay. */
async function forgetAttempt(db: Reader, keys: readonly string[], at: Instant): Promise<void> {
  await db.execute(sql`
    delete from sign_in_attempts where ctid in (
      select min(ctid) from sign_in_attempts
      where key in (select json_array_elements_text(${JSON.stringify(keys)}::text::json)) and at = ${toIsoInstant(at)}::timestamptz
      group by key)`)
}
