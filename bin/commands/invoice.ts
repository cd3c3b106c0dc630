import { writeFile } from 'node:fs/promises'
import { invoiceJson } from '@/lib/billing/documents/invoice-json'
import { exportInvoice } from '@/lib/billing/export-invoice'
import { getInvoice, listInvoices, type InvoiceRow } from '@/lib/billing/queries/invoices'
import { InvalidError } from '@/lib/kernel/errors'
import { isId, type CustomerId, type InvoiceId } from '@/lib/kernel/ids'
import { minorToDecimalString } from '@/lib/kernel/money'
import { oneWord, readWords, type Command } from './command'

const kronor = (minor: bigint) => minorToDecimalString(minor, 'SEK')

function summary(row: InvoiceRow) {
  return {
    invoiceId: row.id,
    number: row.number,
    kind: row.kind,
    status: row.overdue ? 'overdue' : row.state,
    customerId: row.customerId,
    customer: row.customerName,
    period: row.period,
    invoiceDate: row.invoiceDate,
    dueDate: row.dueDate,
    ocr: row.ocr,
    exclVat: kronor(row.netMinor),
    vat: kronor(row.vatMinor),
    inclVat: kronor(row.grossMinor),
    payable: kronor(row.payableMinor),
    open: kronor(row.openMinor),
  }
}

function invoiceIdOf(text: string): InvoiceId {
  if (!isId('invoice', text)) throw new InvalidError(`not an invoice id: ${text}`)
  return text
}

export const invoiceList: Command = {
  usage: 'invoice list [--customer ID]',
  database: true,
  async run(ctx, args) {
    const { values } = readWords(args, ['customer'])
    const customer = values['customer']
    if (customer !== undefined && !isId('customer', customer)) throw new InvalidError(`not a customer id: ${customer}`)
    const rows: InvoiceRow[] = []
    let after: string | undefined
    do {
      const page = await listInvoices(ctx, { customerId: customer as CustomerId | undefined, after, limit: 200 }) // checked above
      rows.push(...page.rows)
      after = page.next ?? undefined
    } while (after !== undefined)
    return { value: rows.map(summary) }
  },
}

export const invoiceShow: Command = {
  usage: 'invoice show ID',
  database: true,
  async run(ctx, args) {
    const invoice = await getInvoice(ctx, invoiceIdOf(oneWord(readWords(args, []), 'the invoice id')))
    const settlements = invoice.settlements.map(({ amountMinor, ...rest }) => ({
      ...rest,
      amount: kronor(amountMinor),
    }))
    const document = invoiceJson(invoice.document) as Record<string, unknown> // a document is an object
    return { value: { ...document, ...summary(invoice), settlements } }
  },
}

export const invoiceExport: Command = {
  usage: 'invoice export ID --format pdf|ubl|html|json --out FILE',
  database: true,
  async run(ctx, args) {
    const words = readWords(args, ['format', 'out'], ['format', 'out'])
    const invoiceId = invoiceIdOf(oneWord(words, 'the invoice id'))
    const { bytes, contentType } = await exportInvoice(ctx, invoiceId, words.values['format'] ?? '')
    const out = words.values['out'] ?? ''
    await writeFile(out, bytes)
    return { value: { invoiceId, out, contentType, bytes: bytes.length }, text: `${out}, ${bytes.length} bytes` }
  },
}
