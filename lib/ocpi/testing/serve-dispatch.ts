// Our side of the wire for tests: the dispatcher behind a real HTTP server, so that a simulated operator can call us.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dispatch } from '../http/dispatch'

export type ServedDispatch = { url: string; close(): Promise<void> }

/** Listens on a free port and makes it our public address. Before anything asks for the environment: it is read once. */
export async function serveDispatch(): Promise<ServedDispatch> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer) // without an encoding the stream yields buffers
    const { method = 'GET', url = '/', headers, socket } = request
    const answer = await dispatch({
      method,
      url,
      headers,
      body: Buffer.concat(chunks),
      remoteAddress: socket.remoteAddress ?? '',
    })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server has one
  process.env['PUBLIC_URL'] = url
  return {
    url,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
