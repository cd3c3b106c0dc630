// Two tellings of one CDR, over different connections or in different versions: do they describe the same charge?
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { Cdr } from './session'
import { foldId } from './common'

const differs = (a: DecimalString | null, b: DecimalString | null) =>
  // What one side cannot say (a 2.1.1 total has no VAT), the other does not contradict.
  a !== null && b !== null && !decimal(a).eq(decimal(b))

/** A hub says so of a total that it neither computed nor knows (guide §11). */
const isInsignificant = ({ remark }: Cdr) => remark?.startsWith('[?]') === true

/**
 * The fields of the charge itself in which `other` contradicts `known`; empty when the two agree. Session id, remark,
 * dates of change and breakdowns are a hub's to rewrite and are not compared.
 */
export function differencesOf(known: Cdr, other: Cdr): string[] {
  const checks: [string, boolean][] = [
    ['start_date_time', known.startedAt !== other.startedAt],
    ['end_date_time', known.endedAt !== other.endedAt],
    ['currency', known.currency !== other.currency],
    ['total_energy', differs(known.totalEnergyKwh, other.totalEnergyKwh)],
    [
      'total_cost',
      !isInsignificant(known) && !isInsignificant(other) && differs(known.totalCost.excl, other.totalCost.excl),
    ],
    ['evse_uid', foldId(known.location.evseUid) !== foldId(other.location.evseUid)],
    // 2.1.1 names the contract instead of the card, with a type of its own.
    ['token', known.token.type === other.token.type && foldId(known.token.uid) !== foldId(other.token.uid)],
  ]
  return checks.filter(([, different]) => different).map(([field]) => field)
}
