// What the browser tests run against: `npm start` itself, with demo data, free ports and a data directory of its own.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const START_TIMEOUT_MS = 300_000
const STOP_TIMEOUT_MS = 60_000

export type Login = { readonly role: string; readonly email: string; readonly password: string }
export type Servers = { readonly baseUrl: string; readonly cpoUrl: string; readonly dataDir: string }

/** The servers of this run, in a test. E2E_BASE_URL and E2E_DATA_DIR name ones that already run. */
export function servers(): Servers {
  const { E2E_BASE_URL: baseUrl, E2E_DATA_DIR: dataDir } = process.env
  if (!baseUrl || !dataDir) throw new Error('The servers are started by the global setup of playwright.config.ts')
  const settings = JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')) as {
    variables: { CPO_PORT: string }
  }
  return { baseUrl, dataDir, cpoUrl: `http://127.0.0.1:${settings.variables.CPO_PORT}` }
}

/** Everybody who can sign in to the demo. */
export function demoLogins(): readonly Login[] {
  const text = readFileSync(join(servers().dataDir, 'demo.json'), 'utf8')
  return (JSON.parse(text) as { logins: Login[] }).logins
}

/** Starts the servers before the first test; what it returns stops them after the last. */
export default async function startServers() {
  if (process.env['E2E_BASE_URL']) return undefined
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'laddnota-e2e-'))
  const variables = { PORT: String(port), PUBLIC_URL: '', DATABASE_URL: '', CPO_PORT: '', DATA_DIR: dataDir, DEMO: '1' }
  const child = spawn(process.execPath, ['bin/start.mjs'], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    const insist = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    child.kill('SIGTERM')
    await ended
    clearTimeout(insist)
    rmSync(dataDir, { recursive: true, force: true })
  }
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!output.includes('Ready after')) {
    if (child.exitCode !== null || Date.now() > deadline) {
      if (child.exitCode === null) await stop()
      throw new Error(`The servers did not start:\n${output}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  process.env['E2E_BASE_URL'] = `http://localhost:${port}`
  process.env['E2E_DATA_DIR'] = dataDir
  return stop
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
