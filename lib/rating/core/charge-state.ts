// Where a charge stands, in the customer's words.

/**
 * `charging` now; `preliminary` until the operator's account has come and was checked; `checked`; `reviewing` while
 * somebody clears up a deviation, `disputed` while we contest what the operator asks; `free` when nobody pays; `credited` when the operator took it back.
 */
export const CHARGE_STATES = [
  'charging',
  'preliminary',
  'checked',
  'reviewing',
  'disputed',
  'free',
  'credited',
] as const
export type ChargeState = (typeof CHARGE_STATES)[number]

export function chargeStateOf(
  status: 'pending' | 'accepted' | 'held' | 'disputed' | 'rejected',
  credited: boolean,
  /** Only what the operator asks is contested; the customer's price stands. */
  protectsCustomer = false,
): ChargeState {
  if (credited) return 'credited'
  if (status === 'pending') return 'preliminary'
  if (status === 'accepted' || (protectsCustomer && status !== 'rejected')) return 'checked'
  if (status === 'disputed') return 'disputed'
  return status === 'rejected' ? 'free' : 'reviewing'
}
