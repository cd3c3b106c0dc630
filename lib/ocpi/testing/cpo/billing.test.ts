// What is billed: invoice records both ways, signed CDRs; and networks that are larger than memory.
import { createPublicKey, createVerify } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { driveCpo, type Drive } from './drive-cpo'
import { TOKEN } from './fake-emsp'
import type { Cdr, Endpoint, InvoiceRecord, Location } from './wire'

let drive: Drive

beforeAll(async () => {
  drive = await driveCpo({ locations: 100_000, evsesEach: 3 })
  await drive.register('2.3.0')
})

beforeEach(() => {
  drive.emsp.seen.length = 0
})

afterAll(() => drive.close())

type Issued = { record: InvoiceRecord; invoice: { exclVat: number }; answer: { ok: boolean } }

async function cdr(misbehave?: string): Promise<Cdr> {
  return (await drive.control<{ cdr: Cdr }>('POST', 'cdr', { token: TOKEN, misbehave })).cdr
}

describe('an invoice of the operator', () => {
  test('lists the CDRs that stand on none yet, net of credits, and is POSTed', async () => {
    const [first] = [await cdr(), await cdr('credit')]
    const { record, invoice, answer } = await drive.control<Issued>('POST', 'invoices', { invoiceId: 'F-1' })
    expect(answer.ok).toBe(true)
    expect(record.cdrs).toHaveLength(3)
    expect(invoice.exclVat).toBeCloseTo(first.total_cost.excl_vat)
    expect(drive.emsp.on('POST', /invoicereconciliation/)[0]).toMatchObject({
      path: '/ocpi/2.3.0/invoicereconciliation',
      body: { ...record, invoice_id: 'F-1' },
    })
    expect(await drive.control('POST', 'invoices')).toEqual({ error: 'there is no CDR to invoice' })
    const next = await cdr()
    expect((await drive.control<Issued>('POST', 'invoices')).record.cdrs).toEqual([next.id])
  })

  test('is changed with PUT, dropped with DELETE, and listed', async () => {
    const { id } = await cdr()
    const { record } = await drive.control<Issued>('POST', 'invoices', { cdrIds: [id, 'NOBODYS'] })
    await drive.control('PUT', `invoices/${record.id}`, { cdrIds: [id] })
    const path = `/ocpi/2.3.0/invoicereconciliation/SE/KUL/${record.id}`
    expect(drive.emsp.on('PUT', /invoice/)[0]).toMatchObject({ path, body: { cdrs: [id] } })
    const list = await drive.ocpi<InvoiceRecord[]>('GET', '2.3.0/invoicereconciliation?limit=50')
    expect(list.answer.data.find((entry) => entry.id === record.id)?.cdrs).toEqual([id])
    await drive.control('DELETE', `invoices/${record.id}`)
    expect(drive.emsp.on('DELETE', /invoice/)[0]?.path).toBe(path)
  })

  test('is in no version before 2.3.0', async () => {
    expect((await drive.ocpi('GET', '2.2.1/invoicereconciliation')).http).toBe(404)
    const { answer } = await drive.ocpi<{ endpoints: Endpoint[] }>('GET', '2.3.0')
    const both = answer.data.endpoints.filter(({ identifier }) => identifier === 'invoicereconciliation')
    expect(both.map(({ role }) => role)).toEqual(['SENDER', 'RECEIVER'])
  })
})

test('a CDR may be signed by a meter, and be of a charge at home', async () => {
  const body = { token: TOKEN, signed: true, home: true }
  const { cdr: signed } = await drive.control<{ cdr: Cdr }>('POST', 'cdr', body)
  const [start, end] = signed.signed_data?.signed_values ?? []
  const read = (value: typeof start) =>
    (JSON.parse(value?.plain_data ?? '{}') as { RD: { RV: number }[] }).RD[0]?.RV ?? 0
  expect(read(end) - read(start)).toBeCloseTo(signed.total_energy)
  const [, payload, signature] = /^OCMF\|(.*)\|({.*})$/.exec(end?.signed_data ?? '') ?? []
  const key = createPublicKey({
    key: Buffer.from(signed.signed_data?.public_key ?? '', 'base64'),
    format: 'der',
    type: 'spki',
  })
  const { SD } = JSON.parse(signature ?? '{}') as { SD: string }
  expect(
    createVerify('sha256')
      .update(payload ?? '')
      .verify(key, SD, 'hex'),
  ).toBe(true)
  expect(signed.home_charging_compensation).toBe(true)
})

test('an eMSP that bills itself leaves its record', async () => {
  const { id } = await cdr()
  const record = { country_code: 'SE', party_id: 'LAD', id: 'SELF-1', invoice_id: 'L-1', cdrs: [id] }
  const complete = { ...record, last_updated: '2026-11-01T00:00:00Z' }
  const base = '2.3.0/invoicereconciliation'
  expect((await drive.ocpi('POST', base, record)).answer.status_code).toBe(2001)
  expect((await drive.ocpi('POST', base, { ...complete, cdrs: ['NOBODYS'] })).answer.status_code).toBe(2001)
  expect((await drive.ocpi('POST', base, complete)).http).toBe(201)
  expect((await drive.ocpi('PUT', `${base}/SE/LAD/self-1`, { ...complete, invoice_id: 'L-2' })).http).toBe(200)
  expect((await drive.ocpi('PUT', `${base}/SE/LAD/SELF-2`, complete)).answer.status_code).toBe(2001)
  expect((await drive.ocpi('GET', `${base}/SE/LAD/SELF-1`)).answer.data).toMatchObject({ invoice_id: 'L-2' })
  expect((await drive.ocpi('DELETE', `${base}/SE/LAD/SELF-1`)).http).toBe(200)
  expect((await drive.ocpi('GET', `${base}/SE/LAD/SELF-1`)).http).toBe(404)
})

describe('a network of a hundred thousand locations', () => {
  const get = <T>(path: string) => drive.ocpi<T>('GET', `2.3.0/locations${path}`)

  test('is paged to its end without being held', async () => {
    const given = await get<Location[]>('?offset=99990&limit=50')
    expect(given.headers.get('x-total-count')).toBe('100000')
    expect(given.headers.get('link')).toBeNull()
    expect(given.answer.data).toHaveLength(10)
    expect(new Set(given.answer.data.map(({ id }) => id)).size).toBe(10)
    expect(given.answer.data.every(({ evses }) => evses.length === 3)).toBe(true)
    const across = await get<Location[]>('?offset=45&limit=10')
    expect(across.answer.data.map(({ id }) => id)).toEqual(expect.arrayContaining(['KUL-L046', 'KUL-X0000001']))
    expect(across.answer.data).toHaveLength(10)
  })

  test('has every location by its id, the same each time, and respects date_from', async () => {
    const { answer } = await get<Location>('/KUL-X0012345')
    expect(answer.data).toMatchObject({ id: 'KUL-X0012345', evses: [{ uid: 'KUL-X0012345-1' }, {}, {}] })
    expect((await get<Location>('/kul-x0012345')).answer.data).toEqual(answer.data)
    expect((await get('/KUL-X9999999')).http).toBe(404)
    expect((await get<Location[]>('?date_from=2999-01-01T00:00:00Z')).answer.data).toEqual([])
  })
})
