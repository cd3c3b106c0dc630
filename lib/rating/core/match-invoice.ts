// An operator's invoice against our CDRs, line by line (guide IR-1). Pure: what is known of each CDR in, outcomes out.

/**
 * `missing`: named by the operator, unknown to us. `different`: we have it and do not accept it as it is. `twice`: it
 * stands on another invoice already. `unlisted`: its own reference names this invoice, the list does not.
 */
export const LINE_OUTCOMES = ['matched', 'missing', 'different', 'twice', 'unlisted'] as const
export type LineOutcome = (typeof LINE_OUTCOMES)[number]

export const LINE_REASONS = [
  'amount',
  'currency',
  'pending',
  'held',
  'disputed',
  'rejected',
  'credited',
  'home_charging',
  'price_unknown',
  'repeated',
  'other_invoice',
  'other_reference',
] as const
export type LineReason = (typeof LINE_REASONS)[number]
