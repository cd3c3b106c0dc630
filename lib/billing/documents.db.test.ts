import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, makeCharge, makeCustomer, makePartner } from '@/db/factories/charges'
import { testSql } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { InvalidError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import { newId, type CustomerId, type InvoiceId } from '@/lib/kernel/ids'
import { fixedClock } from '@/lib/platform/clock'
import { env } from '@/lib/platform/env'
import { exportInvoice } from './export-invoice'
import { getInvoicePdf, makeInvoiceDocument } from './make-invoice-document'
import { listInvoices } from './queries/invoices'
import { runBilling } from './run-billing'

const sql = testSql()
const clock = fixedClock(at('2026-11-02T08:00:00Z'))
const system = mintSystemCtx({ requestId: 'req', clock, job: 'test' })
const support = mintStaffCtx({ requestId: 'req', clock, userId: newId('user', 1), role: 'support' })
const asCustomer = (customerId: CustomerId) =>
  mintCustomerCtx({ requestId: 'req', clock, userId: newId('user', 1), customerId })
let elin: CustomerId
let nils: CustomerId
let invoiceId: InvoiceId

beforeAll(async () => {
  const partnerId = await makePartner(sql)
  elin = await makeCustomer(sql)
  nils = await makeCustomer(sql, 'Nils Öberg')
  await makeCharge(sql, { partnerId, customerId: elin, feeNetMinor: 392n })
  await runBilling(system, { period: '2026-10', finalize: true })
  invoiceId = (await listInvoices(system, { customerId: elin })).rows[0]!.id
})
afterAll(() => sql.end())

describe('the PDF', () => {
  test('is made once, kept with its hash, and made again as it was where the file is lost or damaged', async () => {
    await makeInvoiceDocument(system, invoiceId)
    await makeInvoiceDocument(system, invoiceId)
    const kept = await getInvoicePdf(support, invoiceId)
    const [row] = await sql`select sha256, size_bytes from invoice_documents where invoice_id = ${invoiceId}`
    expect(row).toMatchObject({ size_bytes: kept.length })
    const path = join(env().dataDir, 'documents', `${invoiceId}.pdf`)
    await rm(path)
    expect((await getInvoicePdf(support, invoiceId)).equals(kept)).toBe(true)
    await writeFile(path, 'damaged')
    expect((await getInvoicePdf(asCustomer(elin), invoiceId)).equals(kept)).toBe(true)
    await expect(sql`update invoice_documents set sha256 = ''`).rejects.toThrow(/append-only/)
  })

  test("is not another customer's", async () => {
    await expect(getInvoicePdf(asCustomer(nils), invoiceId)).rejects.toThrow(NotFoundError)
    await expect(getInvoicePdf(support, newId('invoice', 1))).rejects.toThrow(NotFoundError)
  })
})

describe('export', () => {
  test.each([
    ['pdf', '%PDF-1.7'],
    ['html', '<!doctype html>'],
    ['json', '{'],
  ])('as %s', async (format, start) => {
    const file = await exportInvoice(support, invoiceId, format)
    expect(file.fileName).toBe(`2611-00001.${format}`)
    expect(file.bytes.toString('latin1').startsWith(start)).toBe(true)
  })

  test('as an electronic invoice, to the address that the customer has now', async () => {
    const file = await exportInvoice(support, invoiceId, 'ubl')
    expect(file).toMatchObject({ fileName: '2611-00001.xml', contentType: 'application/xml' })
    const [customer] = await sql`select email from customers where id = ${elin}`
    expect(file.bytes.toString()).toContain(`<cbc:EndpointID schemeID="EM">${customer!['email']}</cbc:EndpointID>`)
  })

  test('says what it cannot do', async () => {
    await expect(exportInvoice(support, invoiceId, 'docx')).rejects.toThrow(InvalidError)
    const partnerId = await makePartner(sql)
    await makeCharge(sql, { partnerId, customerId: nils })
    await runBilling(system, { period: '2026-10', finalize: false })
    const draft = (await listInvoices(system, { customerId: nils })).rows[0]!
    await expect(exportInvoice(support, draft.id, 'json')).rejects.toThrow(PreconditionError)
    await expect(getInvoicePdf(support, draft.id)).rejects.toThrow(PreconditionError)
  })
})
