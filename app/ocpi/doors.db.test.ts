// The same requests through the thin door and through Next's route handlers: the same bytes come back.
import { createServer, request as send, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DELETE, GET, PATCH, POST, PUT } from './[[...path]]/route'
import { answerOcpi } from '@/bin/ocpi-door'
import { insertToken } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { cdrBody, locationBody, sessionBody, tariffBody } from '@/lib/ocpi/testing/call'
import { closeDispatch, dispatch } from '@/lib/ocpi/http/dispatch'

const server = createServer((request, response) => answerOcpi(dispatch, request, response))
let origin = ''
let cpo: PartnerFixture

beforeAll(async () => {
  cpo = await insertPartner()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await closeDispatch()
})

const ROUTE = { GET, POST, PUT, PATCH, DELETE }
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Said = { status: number; headers: Record<string, unknown>; body: string }

// Times differ from one request to the next; what the doors add of HTTP itself is no part of the answer.
function told(status: number, headers: IncomingHttpHeaders | Record<string, string>, body: string): Said {
  const {
    date: _d,
    connection: _c,
    'keep-alive': _k,
    'content-length': _l,
    ...rest
  } = headers as Record<string, unknown>
  return {
    status,
    headers: rest,
    body: body.replace(/"timestamp":"[^"]+"/, '"timestamp":"…"').replaceAll(/aut_\w{26}/g, 'aut_…'),
  }
}

function throughThinDoor(method: Method, path: string, headers: Record<string, string>, body?: string): Promise<Said> {
  return new Promise((resolve, reject) => {
    const request = send(origin + path, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve(told(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString('utf8'))),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

async function throughNext(
  method: Method,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Said> {
  const response = await ROUTE[method](new Request(origin + path, { method, headers, body: body ?? null }))
  return told(response.status, Object.fromEntries(response.headers), await response.text())
}

test('both doors answer alike, byte for byte', async () => {
  const { uid } = await insertToken()
  const { countryCode, partyId, clientToken } = cpo
  const at = (module: string, id: string) => `/ocpi/2.2.1/${module}/${countryCode}/${partyId}/${id}`
  const json = (body: unknown) => JSON.stringify(body)
  const requests: [Method, string, string?][] = [
    ['GET', '/ocpi/versions'],
    ['GET', '/ocpi/2.2.1'],
    ['GET', '/ocpi/nowhere'],
    ['GET', '/ocpi/2.2.1/tokens?limit=1'],
    ['GET', '/ocpi/2.2.1/tokens?limit=x'],
    ['PUT', at('locations', 'L*1'), json(locationBody(cpo, 'L*1'))],
    ['PUT', at('locations', 'L%2A1'), json(locationBody(cpo, 'L*1'))],
    ['GET', at('locations', 'L*1')],
    ['PATCH', `${at('locations', 'L*1')}/E1`, json({ status: 'CHARGING', last_updated: '2026-10-01T00:00:00Z' })],
    ['PUT', at('tariffs', 'T1'), json(tariffBody(cpo, 'T1'))],
    ['GET', at('tariffs', 'T1')],
    ['DELETE', at('tariffs', 'T9')],
    ['PUT', at('sessions', 'S1'), json(sessionBody(cpo, 'S1', { meter_id: 'å' }))],
    ['GET', `${at('sessions', 'S1')}//`],
    ['PATCH', at('sessions', 'S1'), '{}'],
    ['POST', '/ocpi/2.2.1/cdrs', json(cdrBody(cpo, 'C1'))],
    ['GET', at('cdrs', 'C1')],
    ['PUT', '/ocpi/2.2.1/cdrs', '{}'],
    ['POST', '/ocpi/2.2.1/cdrs', '{"broken'],
    ['POST', `/ocpi/2.2.1/tokens/${uid}/authorize`],
    ['POST', '/ocpi/2.2.1/tokens/NOBODY/authorize'],
  ]
  for (const [method, path, body] of requests) {
    for (const authorization of [`Token ${Buffer.from(clientToken).toString('base64')}`, 'Token wrong']) {
      const headers = {
        authorization,
        'x-request-id': 'R',
        'x-correlation-id': 'C',
        'content-type': 'application/json',
        'ocpi-from-country-code': 'SE',
        'ocpi-from-party-id': partyId,
      }
      // The first one creates, so that both are answered as a repeat.
      if (method !== 'GET') await throughThinDoor(method, path, headers, body)
      expect(await throughNext(method, path, headers, body), `${method} ${path}`).toEqual(
        await throughThinDoor(method, path, headers, body),
      )
    }
  }
})

test('what is larger than allowed is 413 with an envelope at both', async () => {
  const body = 'x'.repeat(8 * 1024 * 1024 + 1)
  const headers = { authorization: `Token ${cpo.clientToken}` }
  for (const said of [
    await throughThinDoor('POST', '/ocpi/2.2.1/cdrs', headers, body),
    await throughNext('POST', '/ocpi/2.2.1/cdrs', headers, body),
  ]) {
    expect(said.status).toBe(413)
    expect(JSON.parse(said.body)).toMatchObject({ status_code: 2001 })
  }
})
