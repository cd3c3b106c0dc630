// OCPI 2.3.0 InvoiceReconciliation, canonical: an invoice consists of the CDRs that its record lists, not of a period.
import type { Instant } from '@/lib/kernel/time'

export type InvoiceRecord = {
  countryCode: string
  partyId: string
  id: string
  /** The number on the invoice document. */
  invoiceId: string
  /** In the order in which they came. */
  cdrIds: string[]
  lastUpdated: Instant
}
