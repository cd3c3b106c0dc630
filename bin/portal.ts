// The portal process: OCPI through the thin door, everything else through Next.
import { createServer, type IncomingMessage } from 'node:http'
import next from 'next'
import { env } from '@/lib/platform/env'
import { isInternalAddress } from '@/lib/platform/http/peer-address'
import { announceReady, stopWith } from './lifecycle'
import { answerOcpi, type Dispatch, isOcpi } from './ocpi-door'
import { openDatabase } from './open-database'

process.title = 'laddnota-portal'
const dev = process.argv.includes('--dev')
const { port, publicUrl } = env()
// next-auth reads its address from here only, and would take localhost otherwise.
process.env['NEXTAUTH_URL'] ??= publicUrl
const database = await openDatabase()
let door: { dispatch: Dispatch; closeDispatch?: () => Promise<void> } = await import('@/lib/ocpi/http/dispatch')

/**
 * Sets `x-real-ip`, by which failed sign-ins are counted. A peer with a public address speaks for itself; one with a
 * private address may be our proxy, which says for whom it asks.
 */
function tellRealAddress(request: IncomingMessage): void {
  const peer = request.socket.remoteAddress ?? ''
  if (!isInternalAddress(peer)) request.headers['x-real-ip'] = peer
  else request.headers['x-real-ip'] ??= peer
}

const server = createServer((request, response) => {
  if (isOcpi(request.url ?? '')) return answerOcpi(door.dispatch, request, response)
  tellRealAddress(request)
  void answerPage(request, response)
})
// Slow senders must not hold connections; idle ones live longer than the 60 s of common load balancers.
server.headersTimeout = 15_000
server.requestTimeout = 30_000
server.keepAliveTimeout = 65_000

const pages = next({ dev, dir: process.cwd(), port, httpServer: server })
await pages.prepare()
const answerPage = pages.getRequestHandler()

await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve))

stopWith(async () => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    // Open requests may finish; a browser's live connection would never.
    setTimeout(() => server.closeAllConnections(), 5_000).unref()
  })
  await pages.close()
  await door.closeDispatch?.()
  await database.close()
})

// In development the launcher bundles the dispatcher anew after each change.
process.on('message', async (message: { dispatch?: string }) => {
  if (message.dispatch) door = await import(message.dispatch)
})
announceReady()
