// What contesting CDRs claims from operators, and what customers pay meanwhile. In kronor, excluding VAT.
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { groupBy } from '@/lib/kernel/group'
import type { CdrId } from '@/lib/kernel/ids'
import { sumMinor } from '@/lib/kernel/money'
import { coversAll, claimOf } from '../core/dispute-terms'
import type { DisputeCause } from '../core/dispute-state'
import { toKronor } from '../core/exchange'
import { previewContestable, type Contestable } from './lock-contestable'

export type DisputeEffect = {
  possible: number
  /** One with each operator in each currency. */
  cases: number
  claimMinor: bigint
  /** Of what is on no invoice. */
  customerPaysMinor: bigint
  /** On an invoice, where they stay until the case is closed. */
  billed: number
  /** In a currency of which nobody knows the rate: not in the sums. */
  withoutRate: number
}

/** What somebody was shown before they decided. */
export type ShownClaim = Pick<DisputeEffect, 'possible' | 'claimMinor'>

/** A case is with one operator, in one currency. */
export function groupByCase(cdrs: readonly Contestable[]): Contestable[][] {
  return [...groupBy(cdrs, ({ partnerId, currency }) => `${partnerId} ${currency}`).values()]
}

export function effectOfDisputes(cdrs: readonly Contestable[], cause: DisputeCause): DisputeEffect {
  const claims = cdrs.map((cdr) => toKronor(claimOf(cdr, cause).claimMinor, cdr.currency, cdr.conversion))
  const unbilled = coversAll(cause) ? [] : cdrs.filter(({ billed }) => !billed)
  return {
    possible: cdrs.length,
    cases: groupByCase(cdrs).length,
    claimMinor: sumMinor(claims.map((claim) => claim ?? 0n)),
    customerPaysMinor: sumMinor(unbilled.map(({ goesOnMinor }) => goesOnMinor)),
    billed: cdrs.filter(({ billed }) => billed).length,
    withoutRate: claims.filter((claim) => claim === null).length,
  }
}

/** `part`: only the price, the energy or the time is contested; `whole`: the charge itself. */
export type DisputeChoices = { part: DisputeEffect; whole: DisputeEffect }

/** What opening cases about these would do now, before it is done. */
export async function previewDisputes(ctx: StaffCtx, cdrIds: readonly CdrId[]): Promise<DisputeChoices> {
  authorize(ctx, 'cdr:read')
  const { contestable } = await previewContestable(reader(ctx), cdrIds)
  return { part: effectOfDisputes(contestable, 'price'), whole: effectOfDisputes(contestable, 'not_me') }
}
