import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { EnvError, readEnv } from '@/lib/platform/env'

describe('readEnv', () => {
  test('defaults', () => {
    expect(readEnv({})).toEqual({
      port: 3000,
      publicUrl: 'http://localhost:3000',
      databaseUrl: undefined,
      dataDir: join(process.cwd(), '.data'),
      demo: false,
      allowPrivatePeers: false,
      trustedProxies: 0,
      messageDays: 90,
      secretKey: undefined,
      prices: { entsoeUrl: undefined, entsoeToken: undefined, elprisetUrl: undefined, ecbUrl: undefined },
    })
  })

  test('an empty variable is an unset one', () => {
    expect(readEnv({ PORT: '', PUBLIC_URL: '', DATABASE_URL: '', DEMO: '' })).toEqual(readEnv({}))
  })

  test('the public address follows the port, and loses its trailing slash', () => {
    expect(readEnv({ PORT: '4100' }).publicUrl).toBe('http://localhost:4100')
    expect(readEnv({ PUBLIC_URL: 'https://portal.example.com/' }).publicUrl).toBe('https://portal.example.com')
  })

  test.each([
    [{ DEMO: '1' }, true],
    [{ DEMO: '0' }, false],
    [{ DEMO: '1', ALLOW_PRIVATE_PEERS: '0' }, false],
    [{ ALLOW_PRIVATE_PEERS: '1' }, true],
  ])('private peers with %o: %s', (variables, allowed) => {
    expect(readEnv(variables).allowPrivatePeers).toBe(allowed)
  })

  test.each([
    ['PORT', '0', 'from 1 to 65535'],
    ['PORT', '70000', 'from 1 to 65535'],
    ['PORT', '30a', 'from 1 to 65535'],
    ['PUBLIC_URL', 'portal.example.com', 'http or https'],
    ['PUBLIC_URL', 'ftp://portal.example.com', 'http or https'],
    ['PUBLIC_URL', 'https://portal.example.com/charging', 'without a path'],
    ['DEMO', 'yes', 'must be 0 or 1'],
    ['ALLOW_PRIVATE_PEERS', 'true', 'must be 0 or 1'],
    ['MESSAGE_DAYS', '0', 'from 1 to 3650'],
    ['MESSAGE_DAYS', '90d', 'from 1 to 3650'],
    ['DATABASE_URL', 'mysql://localhost/x', 'postgres://'],
    ['SECRET_KEY', 'short', 'at least 32 characters'],
    ['ENTSOE_URL', 'prices.example.com', 'http or https'],
    ['ELPRISET_URL', 'https://prices.example.com/v1?key=1', 'http or https'],
    ['ENTSOE_TOKEN', 'a b', 'letters, digits or hyphens'],
  ])('%s=%s is refused, by name and with what is allowed', (name, value, allowed) => {
    const read = () => readEnv({ [name]: value })
    expect(read).toThrow(EnvError)
    expect(read).toThrow(name)
    expect(read).toThrow(allowed)
  })

  test('the addresses of published prices may have a path, and lose their trailing slash', () => {
    const { prices } = readEnv({
      ELPRISET_URL: 'https://prices.example.com/api/v1/',
      ECB_URL: 'https://ecb.example.com',
    })
    expect(prices).toMatchObject({
      elprisetUrl: 'https://prices.example.com/api/v1',
      ecbUrl: 'https://ecb.example.com',
    })
  })

  test('every bad variable is named, and no password is repeated', () => {
    const read = () => readEnv({ PORT: 'x', DATABASE_URL: 'mysql://u:hush@h/d' })
    expect(read).toThrow(/PORT[^]*DATABASE_URL/)
    expect(read).not.toThrow(/hush/)
  })
})

describe('deriveKey', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'laddnota-env-'))
    vi.stubEnv('DATA_DIR', dataDir)
    vi.stubEnv('SECRET_KEY', '')
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(dataDir, { recursive: true })
  })

  // A fresh copy of the module stands for another process.
  async function anotherProcess() {
    vi.resetModules()
    return import('@/lib/platform/env')
  }

  test('the secret is made once, for the owner only, and shared by every process', async () => {
    const first = (await anotherProcess()).deriveKey('session')
    const second = (await anotherProcess()).deriveKey('session')
    expect(first).toHaveLength(32)
    expect(second.equals(first)).toBe(true)
    expect(statSync(join(dataDir, 'secret')).mode & 0o777).toBe(0o600)
  })

  test('purposes and secrets give different keys', async () => {
    const { deriveKey } = await anotherProcess()
    expect(deriveKey('session').equals(deriveKey('token-hash'))).toBe(false)
    vi.stubEnv('SECRET_KEY', 'a secret of more than thirty-two characters')
    const other = await anotherProcess()
    expect(other.deriveKey('session').equals(deriveKey('session'))).toBe(false)
  })
})
