// Invoice numbers: unbroken per seller and series (ML 17 kap. 24 § 2). A series is a month, credit notes have their own.
import { makeOcr } from './ocr'
import type { InvoiceKind } from './invoice-types'
import type { CalendarDate } from '@/lib/kernel/time'

const DIGITS = 5

/** `2611` for an invoice of November 2026, `K2611` for a credit note. */
export function seriesOf(kind: InvoiceKind, invoiceDate: CalendarDate): string {
  const month = `${invoiceDate.slice(2, 4)}${invoiceDate.slice(5, 7)}`
  return kind === 'invoice' ? month : `K${month}`
}

/** `2611-00482`. */
export function formatInvoiceNumber(series: string, number: number): string {
  return `${series}-${String(number).padStart(DIGITS, '0')}`
}

const digitsOf = (row: string) => `lpad(${row}.number::text, greatest(length(${row}.number::text), ${DIGITS}), '0')`

/** The same as SQL text; `row` names a row of invoices. Null for one without a number. */
export function invoiceNumber(row: string): string {
  return `${row}.series || '-' || ${digitsOf(row)}`
}

/** The reference to pay an invoice with: series and number, so it is as unique as they are. */
export function invoiceOcr(series: string, number: number): string {
  return makeOcr(`${series}${String(number).padStart(DIGITS, '0')}`)
}
