// Passwords: argon2id with the library's defaults (OWASP's second profile). Never logged, never returned.
import { hash, verify } from '@node-rs/argon2'
import { InvalidError } from '@/lib/kernel/errors'

export const PASSWORD_MIN_LENGTH = 12
const PASSWORD_MAX_LENGTH = 200
/** What people think of here, beside what they think of everywhere. */
const OUR_WORDS = ['laddnota', 'lösenord', 'laddning', 'elbil']
/** Of 0 to 4: from 3 on, about a hundred million guesses and more. */
const LEAST_SCORE = 3

/** The dictionaries take some megabytes: they are read when somebody chooses a password. */
const estimator = once(async () => {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs: graphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new ZxcvbnFactory({ dictionary, graphs })
})

/**
 * Refuses a password that is too short, too long or soon guessed: common ones, patterns, and what is known of the person
 * (`about`: name and e-mail address).
 */
export async function checkPassword(password: string, about: readonly string[] = []): Promise<void> {
  if ([...password].length < PASSWORD_MIN_LENGTH)
    throw new InvalidError(`password needs ${PASSWORD_MIN_LENGTH} characters`, 'password')
  if (password.length > PASSWORD_MAX_LENGTH) throw new InvalidError('password is too long', 'password')
  const known = about.flatMap((text) => [text, ...text.split(/[\s@.]+/)])
  if ((await estimator()).check(password, [...OUR_WORDS, ...known]).score < LEAST_SCORE)
    throw new InvalidError('password is soon guessed', 'password')
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null
  return () => (made ??= make())
}

export function hashPassword(password: string): Promise<string> {
  return hash(password)
}

// Compared against when there is no such user, so that both cases take the same time.
let decoy: Promise<string> | null = null

export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const target = passwordHash ?? (await (decoy ??= hash('nobody has this password')))
  const matches = await verify(target, password)
  return matches && passwordHash !== null
}
