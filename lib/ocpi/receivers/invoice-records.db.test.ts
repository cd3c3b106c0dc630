// OCPI 2.3.0 InvoiceReconciliation, both interfaces, and our reading of the operator's list.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { insertToken } from '@/db/factories/customers'
import { startStubPartner } from '@/db/factories/stub-partner'
import { testSql } from '@/db/testing/test-sql'
import { mintPartnerCtx, mintSystemCtx } from '@/lib/auth/mint'
import { instant } from '@/lib/kernel/time'
import { findPartnerByToken } from '@/lib/partners/find-partner-by-token'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'
import { pullInvoiceRecords } from '../client/pull-invoice-records'
import { toReply } from '../http/errors'
import type { Method } from '../http/receiver'
import type { Reply } from '../http/reply'
import { closeDispatch } from '../http/dispatch'
import { call as dispatched } from '../testing/call'
import { receiveInvoiceRecords, serveInvoiceRecords } from './invoice-records'

const sql = testSql()
let cpo: PartnerFixture
let other: PartnerFixture
beforeAll(async () => {
  cpo = await insertPartner({ partyId: 'KUL' })
  other = await insertPartner({ partyId: 'NOR' })
  await insertToken()
})
afterAll(async () => {
  await flushExchanges()
  await closeDispatch()
  await sql.end()
})

const ITEM = '{country_code}/{party_id}/{id}'
const body = (id: string, fields = {}) => ({
  country_code: 'SE',
  party_id: 'KUL',
  id,
  invoice_id: `F-${id}`,
  cdrs: ['A-1', 'A-2-C'],
  last_updated: '2026-11-01T08:00:00Z',
  ...fields,
})

async function call(
  peer: PartnerFixture,
  method: Method,
  path: '' | typeof ITEM,
  id = '',
  json?: unknown,
): Promise<Reply> {
  const partner = (await findPartnerByToken(peer.clientToken))! // just made
  const pass = { requestId: 'test', correlationId: 'test', clock: systemClock, partnerId: peer.partnerId }
  const ctx = mintPartnerCtx({ ...pass, version: '2.3.0' })
  const params: Record<string, string> =
    path === '' ? {} : { country_code: peer.countryCode, party_id: peer.partyId, id }
  const routes = path === '' && method === 'GET' ? serveInvoiceRecords : receiveInvoiceRecords
  const rawBody = json === undefined ? '' : JSON.stringify(json)
  try {
    const query = new URLSearchParams(path === '' ? id : '')
    return await routes[path]![method]!({ ctx, partner, params, query, body: json, rawBody })
  } catch (error) {
    return toReply(error, 'invoicereconciliation', 'test')
  }
}
const rowsOf = (id: string) =>
  sql`select invoice_id, cdr_ids, deleted_at is not null as deleted from invoice_records where partner_id = ${cpo.partnerId} and ocpi_id = ${id}`

test('2.3.0 serves both interfaces at one address, and no version before it', async () => {
  const at = (version: string) => `/ocpi/${version}/invoicereconciliation`
  expect(await dispatched(cpo, 'POST', at('2.3.0'), body('live'))).toMatchObject({ http: 201, code: 1000 })
  expect(await dispatched(cpo, 'GET', `${at('2.3.0')}/SE/KUL/live`)).toMatchObject({ http: 200, data: body('live') })
  expect(await dispatched(cpo, 'GET', at('2.3.0'))).toMatchObject({ http: 200, data: [] })
  expect(await dispatched(cpo, 'PATCH', `${at('2.3.0')}/SE/KUL/live`, {})).toMatchObject({ http: 405 })
  expect(await dispatched(cpo, 'DELETE', `${at('2.3.0')}/SE/KUL/live`)).toMatchObject({ http: 200 })
  expect(await dispatched(cpo, 'POST', at('2.2.1'), body('live'))).toMatchObject({ http: 404 })
})

describe('receiver', () => {
  test.each([
    ['POST to the endpoint', (_id: string, json: unknown) => call(cpo, 'POST', '', '', json)],
    ['PUT to its own address', (id: string, json: unknown) => call(cpo, 'PUT', ITEM, id, json)],
    ['POST to its own address', (id: string, json: unknown) => call(cpo, 'POST', ITEM, id, json)],
  ])('%s stores a record once, and is read again as it came', async (what, send) => {
    const id = what.slice(0, 12)
    const json = body(id, { note: 'kept' })
    expect(await send(id, json)).toMatchObject({ http: 201, code: 1000 })
    expect(await send(id, json)).toMatchObject({ http: 200, code: 1000 })
    expect(await call(cpo, 'GET', ITEM, id.toLowerCase())).toMatchObject({ http: 200, data: json })
    expect(await rowsOf(id)).toEqual([{ invoice_id: `F-${id}`, cdr_ids: ['A-1', 'A-2-C'], deleted: false }])
    expect(await call(other, 'GET', ITEM, id)).toMatchObject({ http: 404 })
  })

  test('POST and PUT name the same record, and the newest counts', async () => {
    await call(cpo, 'POST', '', '', body('mix'))
    await call(cpo, 'PUT', ITEM, 'mix', body('mix', { cdrs: ['A-3'], last_updated: '2026-11-02T08:00:00Z' }))
    await call(cpo, 'POST', '', '', body('mix', { cdrs: ['A-9'], last_updated: '2026-10-02T08:00:00Z' }))
    expect(await rowsOf('mix')).toMatchObject([{ cdr_ids: ['A-3'] }])
  })

  test('what it leaves out or writes otherwise is taken as far as it can be', async () => {
    const short = { invoice_id: 4711, cdrs: [12, { id: 'A-2' }], last_updated: '2026-11-01T08:00:00Z', extra: null }
    expect(await call(cpo, 'PUT', ITEM, 'short', short)).toMatchObject({ http: 201, code: 1000 })
    expect(await rowsOf('short')).toMatchObject([{ invoice_id: '4711', cdr_ids: ['12', 'A-2'] }])
    expect(await call(cpo, 'PUT', ITEM, 'empty', body('empty', { cdrs: [] }))).toMatchObject({ http: 201 })
  })

  test.each([
    ['no list', { cdrs: undefined }],
    ['a list that is none', { cdrs: 'A-1' }],
    ['an id that is none', { cdrs: [null] }],
    ['no invoice', { invoice_id: undefined }],
    ['no date', { last_updated: undefined }],
    ['another id than the address', { id: 'elsewhere' }],
    ['another party', { party_id: 'NOR' }],
    ['no object', undefined],
  ])('%s is refused with 2001', async (_what, fields) => {
    const json = fields === undefined ? [] : body('bad', fields)
    expect(await call(cpo, 'PUT', ITEM, 'bad', json)).toMatchObject({ http: 200, code: 2001 })
  })

  test('DELETE withdraws it, twice if need be; of an unknown one it is 404', async () => {
    await call(cpo, 'POST', '', '', body('gone'))
    expect(await call(cpo, 'DELETE', ITEM, 'gone')).toMatchObject({ http: 200, code: 1000 })
    expect(await call(cpo, 'DELETE', ITEM, 'gone')).toMatchObject({ http: 200, code: 1000 })
    expect(await call(cpo, 'GET', ITEM, 'gone')).toMatchObject({ http: 404, code: 2000 })
    expect(await rowsOf('gone')).toMatchObject([{ deleted: true }])
    expect(await call(cpo, 'DELETE', ITEM, 'never')).toMatchObject({ http: 404, code: 2000 })
  })
})

test('sender: an operator reads the records of invoices that we issue in its name, page by page, and no other', async () => {
  for (const [id, day] of [
    ['irr_1', '01'],
    ['irr_2', '02'],
    ['irr_3', '03'],
  ] as const) {
    await sql`
      insert into invoice_records (id, partner_id, side, country_code, party_id, ocpi_id, key, invoice_id, cdr_ids, received,
        last_updated, created_at, updated_at)
      values (${id}, ${cpo.partnerId}, 'ours', 'SE', 'LDN', ${id}, ${`SE*LDN*${id}`}, ${`S-${id}`}, '["A-1"]', '',
        ${`2026-11-${day}T00:00:00Z`}, ${`2026-11-${day}T00:00:00Z`}, now())`
  }
  const page = await call(cpo, 'GET', '', 'date_from=2026-11-02T00:00:00Z&limit=1')
  expect(page).toMatchObject({
    http: 200,
    data: [
      {
        country_code: 'SE',
        party_id: 'LDN',
        id: 'irr_2',
        invoice_id: 'S-irr_2',
        cdrs: ['A-1'],
        last_updated: '2026-11-02T00:00:00Z',
      },
    ],
    headers: { 'x-total-count': '2' },
  })
  expect(page.headers?.['link']).toContain('offset=1')
  expect((await call(other, 'GET', '')).data).toEqual([])
  expect(await call(cpo, 'GET', '', 'date_from=nonsense')).toMatchObject({ code: 2001 })
})

test('client: the operator’s list is read twice and stored once; what cannot be read is left out', async () => {
  const partner = await startStubPartner({ partyId: 'ELF' })
  const ctx = mintSystemCtx({ job: 'test', requestId: 'test', clock: systemClock })
  expect(await pullInvoiceRecords(ctx, partner.partnerId)).toEqual({ fetched: 0, rejected: 0 })
  await sql`insert into partner_endpoints (partner_id, version, identifier, role, url)
    values (${partner.partnerId}, '2.3.0', 'invoicereconciliation', 'SENDER', ${`${partner.url}/invoicereconciliation`})`
  const own = body('P1', { party_id: 'ELF' })
  partner.answer(() => ({ data: [own, body('foreign'), { id: 'broken' }, { ...own, id: 'nul\u0000' }] }))
  expect(await pullInvoiceRecords(ctx, partner.partnerId)).toEqual({ fetched: 4, rejected: 3 })
  expect(await pullInvoiceRecords(ctx, partner.partnerId)).toEqual({ fetched: 4, rejected: 3 })
  const stored = await sql`select ocpi_id, last_updated from invoice_records where partner_id = ${partner.partnerId}`
  expect(stored).toEqual([{ ocpi_id: 'P1', last_updated: new Date(instant(Date.UTC(2026, 10, 1, 8))) }])
  await partner.close()
})
