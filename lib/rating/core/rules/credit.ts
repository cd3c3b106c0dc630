// OCPI 2.2.1 §10.3.1 Credit CDRs; guide CDR-7: only total_cost is negated, everything is taken back, once.
import { decimal } from '@/lib/kernel/decimal'
import { finding, type Finding } from '../finding'
import type { CdrSubject } from '../subject'

export function creditFindings({ cdr, credited }: CdrSubject): Finding[] {
  const reference = cdr.creditReferenceId ?? ''
  if (!credited) return [finding('CREDIT_WITHOUT_ORIGINAL', { reference })]
  if (credited.creditedBy) return [finding('DUPLICATE_CREDIT', { reference, credit: credited.creditedBy })]
  const { excl } = cdr.totalCost
  if (cdr.currency.toUpperCase() !== credited.currency.toUpperCase())
    return [finding('CREDIT_OTHER_CURRENCY', { reference, credit: cdr.currency, original: credited.currency })]
  const mirrored = excl !== null && credited.totalExcl !== null && decimal(excl).plus(credited.totalExcl).isZero()
  if (mirrored) return []
  const params = { reference, credit: excl ?? '', original: credited.totalExcl ?? '', currency: cdr.currency }
  return [finding('CREDIT_AMOUNT_DIFFERS', params)]
}
