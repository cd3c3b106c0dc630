// The server under test: the dispatcher behind the thin door, as the portal has it, without Next.
import { createServer } from 'node:http'
import { closeDispatch, dispatch } from '@/lib/ocpi/http/dispatch'
import { closeDb } from '@/db/client'
import { answerOcpi } from '../ocpi-door'

const server = createServer((request, response) => answerOcpi(dispatch, request, response))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port })) // a TCP address
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  void closeDispatch()
    .then(closeDb)
    .then(() => process.exit(0))
})
