import type { DisputeDetail } from '@/lib/rating/disputes/queries/get-dispute'

/** What the operator was never asked for, it did not give back, unless it credited it unasked: we pay what we find right. */
export function isDecidedUnsent({ sentAt, state, cdrs }: Pick<DisputeDetail, 'sentAt' | 'state' | 'cdrs'>): boolean {
  return (
    sentAt === null && (state === 'won' || state === 'partial') && cdrs.every(({ outcome }) => outcome === 'settled')
  )
}
