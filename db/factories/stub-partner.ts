// A registered partner whose interface is whatever a test says: one HTTP server and a handler.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { insertPartner, type PartnerFixture } from './partners'
import { getDb } from '@/db/client'
import { partnerCredentials, partnerEndpoints } from '@/db/schema/partners'
import { newId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import { encryptSecret } from '@/lib/platform/crypto'

export type StubRequest = {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: unknown
}
export type StubAnswer = {
  http?: number
  code?: number
  message?: string
  data?: unknown
  headers?: Record<string, string>
  raw?: string
}
/** Null: the connection is cut without an answer. */
export type StubHandler = (request: StubRequest, url: string) => StubAnswer | null | Promise<StubAnswer | null>
export type StubPartner = PartnerFixture & {
  url: string
  seen: StubRequest[]
  answer(handler: StubHandler): void
  close(): Promise<void>
}

const ENDPOINTS = [
  ['credentials', 'SENDER'],
  ['locations', 'SENDER'],
  ['tariffs', 'SENDER'],
  ['sessions', 'SENDER'],
  ['cdrs', 'SENDER'],
  ['tokens', 'RECEIVER'],
  ['commands', 'RECEIVER'],
  ['chargingprofiles', 'RECEIVER'],
  ['hubclientinfo', 'SENDER'],
] as const

export async function startStubPartner(given: Parameters<typeof insertPartner>[0] = {}): Promise<StubPartner> {
  let handler: StubHandler = () => ({ data: [] })
  const seen: StubRequest[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer) // without an encoding the stream yields buffers
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const text = Buffer.concat(chunks).toString('utf8')
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const entry = { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body }
    seen.push(entry)
    const answer = await handler(entry, url)
    if (!answer) return response.destroy()
    const { http = 200, code = 1000, message, data, headers, raw } = answer
    const envelope = { data, status_code: code, status_message: message, timestamp: '2026-01-01T00:00:00Z' }
    return response
      .writeHead(http, { 'content-type': 'application/json', ...headers })
      .end(raw ?? JSON.stringify(envelope))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server has one
  const partner = await insertPartner(given)
  const { partnerId } = partner
  const now = systemClock.now()
  await getDb()
    .insert(partnerCredentials)
    .values({
      id: newId('credential', now),
      partnerId,
      side: 'theirs',
      kind: 'C',
      tokenCipher: encryptSecret('server-token'),
      createdAt: now,
    })
  await getDb()
    .insert(partnerEndpoints)
    .values(
      ENDPOINTS.map(([identifier, role]) => ({
        partnerId,
        version: '2.2.1',
        identifier,
        role,
        url: `${url}/${identifier}`,
      })),
    )
  return {
    ...partner,
    url,
    seen,
    answer: (next) => {
      handler = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
