// Drives an operator and a fake eMSP from a test: remote control, OCPI requests, waiting.
import { expect, vi } from 'vitest'
import { startFakeEmsp, type FakeEmsp } from './fake-emsp'
import { startCpo, type CpoHandle, type CpoOptions } from './start-cpo'
import { hasParties, VERSIONS, type Version } from './version'

export type Reply<T> = { status_code: number; data: T; timestamp?: string }

export type Given<T> = { http: number; headers: Headers; text: string; answer: Reply<T> }

export type Drive = {
  cpo: CpoHandle
  emsp: FakeEmsp
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>
  /** A request of the eMSP, with the token the operator accepts; the path begins with the version. */
  ocpi<T = unknown>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Given<T>>
  register(version?: Version): Promise<void>
  close(): Promise<void>
}

export const FAST: CpoOptions = { speed: 3600, tickMs: 20, commandDelayMs: 5, cdrDelayMs: 5, seed: 7 }

const ENCODED = (token: string) => Buffer.from(token).toString('base64')

export async function driveCpo(options: CpoOptions = {}, versions: readonly Version[] = VERSIONS): Promise<Drive> {
  const cpo = await startCpo({ ...FAST, versions: [...versions], ...options })
  const emsp = await startFakeEmsp('token-a-of-emsp', VERSIONS)
  const control: Drive['control'] = async <T>(method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(`${cpo.url}/control/${path}`, init)
    return (await response.json()) as T // The test knows what it asks for.
  }
  return {
    cpo,
    emsp,
    control,
    async ocpi<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const token = emsp.partner?.token ?? ''
      const version = path.split('/')[0]
      const raw = VERSIONS.some((known) => known === version && !hasParties(known))
      const response = await fetch(`${cpo.url}/ocpi/${path}`, {
        method,
        headers: { authorization: `Token ${raw ? token : ENCODED(token)}`, ...headers },
        redirect: 'manual',
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      let answer = {} as Reply<T> // Left empty where the answer is no JSON.
      if (text.startsWith('{') || text.startsWith('[')) answer = JSON.parse(text) as Reply<T>
      return { http: response.status, headers: response.headers, text, answer }
    },
    async register(version) {
      const body = { versionsUrl: emsp.versionsUrl, token: 'token-a-of-emsp', version }
      expect(await control('POST', 'register', body)).toMatchObject({ registered: true, ...(version && { version }) })
    },
    async close() {
      await cpo.close()
      await emsp.close()
    },
  }
}

export async function until(condition: () => unknown): Promise<void> {
  await vi.waitFor(async () => expect(await condition()).toBeTruthy(), { timeout: 8_000, interval: 10 })
}
