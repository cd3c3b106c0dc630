// The states of a dispute with an operator: what may follow what, and who waits for whom.

export const DISPUTE_ORIGINS = ['rule', 'staff', 'customer'] as const
export type DisputeOrigin = (typeof DISPUTE_ORIGINS)[number]

/** What is contested. `not_me`: nobody of ours charged; `duplicate`: it is accounted for twice. */
export const DISPUTE_CAUSES = ['price', 'energy', 'time', 'not_me', 'duplicate', 'other'] as const
export type DisputeCause = (typeof DISPUTE_CAUSES)[number]

/** The choices that a customer has. */
export const REPORT_CAUSES = ['energy', 'time', 'not_me', 'price', 'other'] as const satisfies readonly DisputeCause[]

export const OPEN_STATES = ['open', 'sent', 'answered'] as const
export const CLOSED_STATES = ['won', 'partial', 'refused', 'written_off', 'withdrawn'] as const
export const DISPUTE_STATES = [...OPEN_STATES, ...CLOSED_STATES] as const
export type DisputeState = (typeof DISPUTE_STATES)[number]

/**
 * How one CDR of a case ended. `credited`: the operator took it back; `settled`: at a price both accept; `refused`: the
 * operator stays with its price and we with ours; `written_off`: we pay what it asks; `withdrawn`: it was right.
 */
export const LINE_OUTCOMES = ['credited', 'settled', 'refused', 'written_off', 'withdrawn'] as const
export type LineOutcome = (typeof LINE_OUTCOMES)[number]

export const DISPUTE_EVENTS = [
  'opened',
  'reported',
  'sent',
  'answered',
  'claim_changed',
  'overdue',
  'credited',
  'partly_credited',
  'replaced',
  'won',
  'partial',
  'refused',
  'written_off',
  'withdrawn',
  'noted',
  'link_made',
  'link_ended',
] as const
export type DisputeEventKind = (typeof DISPUTE_EVENTS)[number]

/**
 * What people may do. A closed case stays as it is: what goes on afterwards is a new one. A refused one may still be
 * written off. What the operator gives back after the end makes it partial or won, whatever it was.
 */
const NEXT: Readonly<Record<DisputeState, readonly DisputeState[]>> = {
  open: ['sent', 'answered', 'won', 'partial', 'refused', 'written_off', 'withdrawn'],
  sent: ['sent', 'answered', 'won', 'partial', 'refused', 'written_off', 'withdrawn'],
  answered: ['sent', 'answered', 'won', 'partial', 'refused', 'written_off', 'withdrawn'],
  refused: ['written_off'],
  won: [],
  partial: [],
  written_off: [],
  withdrawn: [],
}

export function mayFollow(state: DisputeState, next: DisputeState): boolean {
  return NEXT[state].includes(next)
}

export function isClosed(state: DisputeState): boolean {
  return (CLOSED_STATES as readonly DisputeState[]).includes(state)
}

/** Whose turn it is. Nobody's once the case is closed. */
export function waitsFor(state: DisputeState): 'us' | 'operator' | null {
  if (state === 'sent') return 'operator'
  return isClosed(state) ? null : 'us'
}
