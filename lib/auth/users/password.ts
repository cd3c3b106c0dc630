// Passwords: argon2id with the library's defaults (OWASP's second profile). Never logged, never returned.
import { hash, verify } from '@node-rs/argon2'
import { InvalidError } from '@/lib/kernel/errors'

export const PASSWORD_MIN_LENGTH = 12
const PASSWORD_MAX_LENGTH = 200
/** The handful that people try first; length does the rest. */
const COMMON = ['password', 'lösenord', 'qwertyuiop', '1234567890', 'laddnota', 'iloveyou']

/** Refuses a password that is too short, too long or starts with what everybody tries. */
export function checkPassword(password: string): void {
  if ([...password].length < PASSWORD_MIN_LENGTH)
    throw new InvalidError(`password needs ${PASSWORD_MIN_LENGTH} characters`, 'password')
  if (password.length > PASSWORD_MAX_LENGTH) throw new InvalidError('password is too long', 'password')
  const lower = password.toLowerCase()
  if (COMMON.some((word) => lower.startsWith(word) && lower.length < word.length + 6))
    throw new InvalidError('password is too common', 'password')
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
