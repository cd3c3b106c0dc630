// OCPI 2.2.1 §13 Commands, canonical: what we ask of an operator, and where that stands.

/** Synchronous answer of the CPO: only ACCEPTED is followed by a result. */
export type CommandResponseType = 'NOT_SUPPORTED' | 'REJECTED' | 'ACCEPTED' | 'UNKNOWN_SESSION' | 'TIMEOUT'
export type CommandResultType =
  | 'ACCEPTED'
  | 'CANCELED_RESERVATION'
  | 'EVSE_OCCUPIED'
  | 'EVSE_INOPERATIVE'
  | 'FAILED'
  | 'NOT_SUPPORTED'
  | 'REJECTED'
  | 'TIMEOUT'
  | 'UNKNOWN_RESERVATION'
  | 'UNKNOWN_SESSION'

export type CommandKind = 'START_SESSION' | 'STOP_SESSION' | 'RESERVE_NOW' | 'CANCEL_RESERVATION' | 'UNLOCK_CONNECTOR'

/**
 * Where a command stands. `session_pending` and `active` follow from the session that carries its reference and are
 * never stored. `unknown` is said of a time-out: the charge may still start (OCPI issue 475), so nobody is told that
 * it failed.
 */
export type CommandState =
  | 'requested'
  | 'accepted_by_cpo'
  | 'accepted_by_station'
  | 'session_pending'
  | 'active'
  | 'done'
  | 'rejected'
  | 'unknown'

/**
 * `requested` until the station has said yes; `unknown` when nobody answered, for the station may hold the place all
 * the same. A reservation ends as used, cancelled or expired.
 */
export type ReservationState = 'requested' | 'active' | 'refused' | 'unknown' | 'cancelled' | 'expired' | 'used'
/** States in which a station may hold the place. */
export const OPEN_RESERVATION: readonly ReservationState[] = ['requested', 'active', 'unknown']

/** What reserving costs, as it was shown before it was asked for. Minor units as text, including VAT. */
export type ReservationQuote = {
  currency: string
  /** Reserved for the whole time, then used. */
  usedMinor: string
  /** Reserved for the whole time, and never used. */
  unusedMinor: string
}

/** For how long a place can be held. */
export const RESERVATION_MINUTES = [15, 30, 45, 60] as const
