// The portal process: OCPI through the thin door, everything else through Next.
import { createServer, type IncomingMessage } from 'node:http'
import next from 'next'
import { env } from '@/lib/platform/env'
import { clientAddress } from '@/lib/platform/http/client-address'
import { announceReady, stopWith } from './lifecycle'
import { answerOcpi, type Dispatch, isOcpi } from './ocpi-door'
import { openDatabase } from './open-database'

process.title = 'laddnota-portal'
const dev = process.argv.includes('--dev')
const { port, publicUrl, trustedProxies } = env()
// next-auth reads its address from here only, and would take localhost otherwise.
process.env['NEXTAUTH_URL'] ??= publicUrl
const database = await openDatabase()
let door: { dispatch: Dispatch; closeDispatch?: () => Promise<void> } = await import('@/lib/ocpi/http/dispatch')

function addressOf({ socket, headers }: IncomingMessage): string {
  return clientAddress(socket.remoteAddress ?? '', headers['x-forwarded-for']?.toString(), trustedProxies)
}

const isSecure = publicUrl.startsWith('https://')

const server = createServer((request, response) => {
  // For pages and /ocpi alike, whichever of the two answers.
  if (isSecure) response.setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains')
  if (isOcpi(request.url ?? '')) return answerOcpi(door.dispatch, request, response, addressOf(request))
  // By which failed sign-ins are counted; whatever the sender says of itself is overwritten.
  request.headers['x-real-ip'] = addressOf(request)
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
