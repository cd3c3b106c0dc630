// The server under fuzz: the dispatcher behind the thin door, as the portal has it; it tells its memory as it goes.
import { createServer } from 'node:http'
import { closeDb } from '@/db/client'
import { closeDispatch, dispatch } from '@/lib/ocpi/http/dispatch'
import { answerOcpi } from '../ocpi-door'

const SAMPLE_MS = 500

const server = createServer((request, response) => answerOcpi(dispatch, request, response))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port })) // a TCP address
const samples = setInterval(() => process.send?.({ rss: process.memoryUsage().rss }), SAMPLE_MS)

process.once('SIGTERM', () => {
  clearInterval(samples)
  server.close()
  server.closeAllConnections()
  void closeDispatch()
    .then(closeDb)
    .then(() => process.exit(0))
})
