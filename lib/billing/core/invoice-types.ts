// States and snapshot of an invoice. A draft has no number; a finalised invoice never changes again.
export type InvoiceKind = 'invoice' | 'credit_note'
/** `paid` follows from the allocations; `credited` from credit notes over the whole amount. */
export type InvoiceState = 'draft' | 'finalized' | 'paid' | 'credited'
export type BillingRunState = 'draft' | 'approved' | 'finalized' | 'discarded'
/** What became of a CDR; see `invoiced_cdrs`. */
export type CdrOutcome = 'billed' | 'credited' | 'netted'

/** Why a charge is not on an invoice (yet). */
export type SkipReason =
  | 'held'
  | 'disputed'
  | 'unrated'
  | 'no_customer'
  | 'credit_without_original'
  | 'credit_waits'
  | 'credited_twice'
  | 'below_minimum'
export type SkippedCharges = { reason: SkipReason; count: number }
