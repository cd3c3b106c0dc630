// The environment, read once. Names, meanings and defaults are those of the README's table "Environment".
import { createHash, hkdfSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** The settings of this process, typed. Absolute addresses come from `publicUrl`, which never ends in a slash. */
export type Env = {
  readonly port: number
  readonly publicUrl: string
  /** Undefined: the embedded PostgreSQL. `lib/platform/database-url.ts` knows the address that is in use. */
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly demo: boolean
  readonly allowPrivatePeers: boolean
  /** How many proxies of ours stand before the portal, each adding to X-Forwarded-For. */
  readonly trustedProxies: number
  /** How long exchanged messages are kept. */
  readonly messageDays: number
  /** Undefined: the key is kept in `${dataDir}/secret`. */
  readonly secretKey: string | undefined
  /** Where published prices are fetched; each undefined: not at all. Base addresses without a slash at the end. */
  readonly prices: {
    readonly entsoeUrl: string | undefined
    readonly entsoeToken: string | undefined
    readonly elprisetUrl: string | undefined
    readonly ecbUrl: string | undefined
  }
}

/** A variable has a value that it must not have; the message names each such variable and says what is allowed. */
export class EnvError extends Error {
  override readonly name = 'EnvError'
}

const FLAGS = { '0': false, '1': true } as const
const flag = z.enum(['0', '1'], 'must be 0 or 1').transform((value) => FLAGS[value])

// An unset variable and an empty one mean the same: shells and compose files make no difference either.
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const Variables = z.object({
  PORT: optional(
    z
      .string()
      .regex(/^[0-9]{1,5}$/, 'must be a whole number from 1 to 65535')
      .transform(Number)
      .refine((port) => port >= 1 && port <= 65_535, 'must be a whole number from 1 to 65535'),
  ),
  PUBLIC_URL: optional(
    z
      .string()
      .refine(isOrigin, 'must be an http or https address without a path, such as https://portal.example.com')
      .transform((address) => new URL(address).origin),
  ),
  DATABASE_URL: optional(
    z.string().regex(/^postgres(ql)?:[/][/]/, 'must be an address that begins with postgres:// or postgresql://'),
  ),
  DATA_DIR: optional(z.string()),
  DEMO: optional(flag),
  ALLOW_PRIVATE_PEERS: optional(flag),
  TRUSTED_PROXIES: optional(
    z
      .string()
      .regex(/^[0-9]$/, 'must be a whole number from 0 to 9')
      .transform(Number),
  ),
  MESSAGE_DAYS: optional(
    z
      .string()
      .regex(/^[0-9]{1,4}$/, 'must be a whole number from 1 to 3650')
      .transform(Number)
      .refine((days) => days >= 1 && days <= 3650, 'must be a whole number from 1 to 3650'),
  ),
  SECRET_KEY: optional(z.string().min(32, 'must be at least 32 characters')),
  ENTSOE_URL: optional(base()),
  ENTSOE_TOKEN: optional(z.string().regex(/^[A-Za-z0-9-]{8,100}$/, 'must be 8 to 100 letters, digits or hyphens')),
  ELPRISET_URL: optional(base()),
  ECB_URL: optional(base()),
})

// These may hold a password: a message never repeats their value.
const SECRET_VARIABLES = ['DATABASE_URL', 'SECRET_KEY', 'ENTSOE_TOKEN']

function base() {
  return z
    .string()
    .refine(isBase, 'must be an http or https address, such as https://prices.example.com/api')
    .transform((address) => address.replace(/[/]+$/, ''))
}

function isBase(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false
  return url.search === '' && url.hash === '' && url.username === '' && url.password === ''
}

function isOrigin(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false
  return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
}

/** Reads settings from a record of variables. Throws an `EnvError` that names every variable with a bad value. */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const parsed = Variables.safeParse(variables)
  if (!parsed.success) throw new EnvError(parsed.error.issues.map((issue) => sentence(issue, variables)).join('\n'))
  const value = parsed.data
  const port = value.PORT ?? 3000
  const demo = value.DEMO ?? false
  return {
    port,
    publicUrl: value.PUBLIC_URL ?? `http://localhost:${port}`,
    databaseUrl: value.DATABASE_URL,
    dataDir: resolve(value.DATA_DIR ?? '.data'),
    demo,
    allowPrivatePeers: value.ALLOW_PRIVATE_PEERS ?? demo,
    trustedProxies: value.TRUSTED_PROXIES ?? 0,
    messageDays: value.MESSAGE_DAYS ?? 90,
    secretKey: value.SECRET_KEY,
    prices: {
      entsoeUrl: value.ENTSOE_URL,
      entsoeToken: value.ENTSOE_TOKEN,
      elprisetUrl: value.ELPRISET_URL,
      ecbUrl: value.ECB_URL,
    },
  }
}

function sentence(issue: { path: PropertyKey[]; message: string }, variables: Record<string, string | undefined>) {
  const name = String(issue.path[0])
  const shown = SECRET_VARIABLES.includes(name) ? '' : ` "${variables[name]}"`
  return `The environment variable ${name} has a value${shown} that is not allowed: it ${issue.message}.`
}

let current: Env | undefined

/** The settings of this process, read from the environment at the first call. Throws an `EnvError` on a bad value. */
export function env(): Env {
  current ??= readEnv(process.env)
  return current
}

const keys = new Map<string, Buffer>()

/** A 32-byte key for one purpose (`token-hash`, `session`, …), the same in every process that shares the secret. */
export function deriveKey(purpose: string): Buffer {
  const { secretKey, dataDir } = env()
  const source = secretKey ?? `file:${dataDir}`
  const cacheKey = `${createHash('sha256').update(source).digest('hex')}:${purpose}`
  const known = keys.get(cacheKey)
  if (known) return known
  const key = Buffer.from(hkdfSync('sha256', secretKey ?? readOrCreateSecret(dataDir), 'laddnota', purpose, 32))
  keys.set(cacheKey, key)
  return key
}

function readOrCreateSecret(dataDir: string): Buffer {
  const path = join(dataDir, 'secret')
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  // Portal and worker may both be first: a link of a finished file either wins whole or loses whole.
  mkdirSync(dataDir, { recursive: true })
  const draft = join(dataDir, `secret.${process.pid}`)
  writeFileSync(draft, randomBytes(32), { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(path)
}
