// Requests over real HTTP, as wrong as they are: kept connections for what HTTP can carry, a bare socket for the rest.
import http from 'node:http'
import net from 'node:net'
import type { Mutated } from '@/lib/ocpi/testing/fuzz-mutations'
import type { Heard } from './judge'

/** The server did not answer in time, or closed without an answer. */
export class SilentError extends Error {
  override name = 'SilentError'
}

export function createSender(port: number, { sockets, timeoutMs }: { sockets: number; timeoutMs: number }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets })
  return {
    send: ({ method, target, headers, body }: Mutated): Promise<Heard> =>
      new Promise((resolve, reject) => {
        const request = http.request(
          {
            host: '127.0.0.1',
            port,
            agent,
            method,
            path: target,
            headers: { ...headers, 'content-length': body.length },
          },
          (response) => {
            const chunks: Buffer[] = []
            response.on('data', (chunk: Buffer) => chunks.push(chunk))
            response.on('error', reject)
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                text: Buffer.concat(chunks).toString('utf8'),
              }),
            )
          },
        )
        request.setTimeout(timeoutMs, () => request.destroy(new SilentError(`no answer in ${timeoutMs} ms`)))
        request.on('error', reject)
        request.end(body)
      }),
    /** Bytes as they are; whatever comes within a second, and perhaps nothing. */
    sendRaw: (bytes: Buffer): Promise<string> =>
      new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1')
        let heard = ''
        const done = () => {
          socket.destroy()
          resolve(heard)
        }
        socket.setTimeout(1000, done)
        socket.on('data', (chunk) => {
          heard += chunk.toString('latin1')
        })
        socket.on('end', done)
        socket.on('error', done)
        socket.end(bytes)
      }),
    close: () => agent.destroy(),
  }
}
