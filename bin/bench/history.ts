// The history page at a million CDRs: the built portal as customers meet it, each signed in, against the query alone.
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { Agent, get } from 'node:http'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encode } from 'next-auth/jwt'
import postgres from 'postgres'
import { mintCustomerCtx } from '@/lib/auth/mint'
import { newId, type CustomerId, type UserId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import { deriveKey } from '@/lib/platform/env'
import { listMyCharges } from '@/lib/rating/charges/queries/list-my-charges'
import { withBenchDatabase } from './bench-database'
import { HISTORY_CDRS, seedHistory } from './rating'

const SIGNED_IN = 200
const PAGES = 400
const WARM_UP = 40
const HOUR_SECONDS = 3600

export type HistoryBench = { cdrs: number; p50Ms: number; p95Ms: number; queryP95Ms: number }
type Visitor = { userId: UserId; customerId: CustomerId; cookie: string }

/** Time to the first byte of a customer's history, one request after the other, and of the query behind it. */
export async function benchHistory(): Promise<HistoryBench> {
  await buildPortal()
  return withBenchDatabase('history', async (url) => {
    const visitors = await signIn(url, (await seedHistory(url)).customerIds)
    const portal = await startPortal(url)
    try {
      await measurePages(portal, visitors, WARM_UP)
      const pages = await measurePages(portal, visitors, PAGES)
      const queries = await measureQueries(visitors)
      return {
        cdrs: HISTORY_CDRS,
        p50Ms: percentile(pages, 0.5),
        p95Ms: percentile(pages, 0.95),
        queryP95Ms: percentile(queries, 0.95),
      }
    } finally {
      await portal.stop()
    }
  })
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Customers all over the table, with the cookie that signing in would have given them. */
async function signIn(url: string, customerIds: readonly CustomerId[]): Promise<Visitor[]> {
  const chosen = Array.from({ length: SIGNED_IN }, (_, index) => customerIds[(index * 7919) % customerIds.length]!) // below its length
  const secret = deriveKey('session').toString('base64')
  const visitors = await Promise.all(
    [...new Set(chosen)].map(async (customerId): Promise<Visitor> => {
      const userId = newId('user', systemClock.now())
      const token = { userId, sessionVersion: 1, role: 'customer' }
      const value = await encode({ token, secret, maxAge: HOUR_SECONDS })
      return { userId, customerId, cookie: `next-auth.session-token=${value}` }
    }),
  )
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  await sql`
    insert into users (id, email, name, role, customer_id, created_at)
    select u ->> 'userId', lower(u ->> 'userId') || '@example.com', 'Kund', 'customer', u ->> 'customerId', now()
    from json_array_elements(${JSON.stringify(visitors)}::text::json) u`
  await sql.end()
  return visitors
}

type Portal = { origin: string; agent: Agent; stop(): Promise<void> }

async function measurePages(portal: Portal, visitors: readonly Visitor[], count: number): Promise<number[]> {
  const times: number[] = []
  for (let page = 0; page < count; page += 1) {
    const { cookie } = visitors[page % visitors.length]! // below its length
    times.push(await firstByte(portal, cookie))
  }
  return times
}

/** Milliseconds until the first byte of the body. A page without the customer's charges is no measurement. */
function firstByte({ origin, agent }: Portal, cookie: string): Promise<number> {
  const from = performance.now()
  return new Promise((resolve, reject) => {
    get(`${origin}/charging`, { agent, headers: { cookie } }, (response) => {
      let text = ''
      let first = 0
      response.setEncoding('utf8').on('data', (chunk: string) => {
        first ||= performance.now() - from
        text += chunk
      })
      response.on('end', () => {
        if (response.statusCode === 200 && text.includes('Plats ')) resolve(first)
        else reject(new Error(`/charging answered ${response.statusCode} without the customer's charges`))
      })
    }).on('error', reject)
  })
}

async function measureQueries(visitors: readonly Visitor[]): Promise<number[]> {
  const times: number[] = []
  for (let page = 0; page < WARM_UP + PAGES; page += 1) {
    const { userId, customerId } = visitors[page % visitors.length]! // below its length
    const from = performance.now()
    await listMyCharges(mintCustomerCtx({ requestId: 'bench', clock: systemClock, userId, customerId }))
    if (page >= WARM_UP) times.push(performance.now() - from)
  }
  return times
}

/** The pages of the present sources; nothing happens if they are built. */
function buildPortal(): Promise<void> {
  const child = spawn(process.execPath, ['bin/build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('the pages could not be built'))))
  })
}

async function startPortal(url: string): Promise<Portal> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  // The processes are bundled into one folder: the portal lies beside this one.
  const child = fork(join(dirname(fileURLToPath(import.meta.url)), 'portal.js'), {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: url,
      PORT: String(port),
      PUBLIC_URL: origin,
      DEMO: '0',
    },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`the portal ended with ${code}`)))
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    origin,
    agent,
    async stop() {
      agent.destroy()
      await ended(child)
    },
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number } // a TCP address
      probe.close(() => resolve(port))
    })
  })
}
