// Where a charge stands, in the customer's words.

/**
 * `charging` now; `preliminary` until the operator's account has come and was checked; `checked`; `reviewing` while
 * somebody clears up a deviation; `free` when nobody pays; `credited` when the operator took it back.
 */
export const CHARGE_STATES = ['charging', 'preliminary', 'checked', 'reviewing', 'free', 'credited'] as const
export type ChargeState = (typeof CHARGE_STATES)[number]

export function chargeStateOf(
  status: 'pending' | 'accepted' | 'held' | 'disputed' | 'rejected',
  credited: boolean,
): ChargeState {
  if (credited) return 'credited'
  if (status === 'pending') return 'preliminary'
  if (status === 'accepted') return 'checked'
  return status === 'rejected' ? 'free' : 'reviewing'
}
