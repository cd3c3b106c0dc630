'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { isId, type CdrId } from '@/lib/kernel/ids'
import { listCdrIds } from '@/lib/rating/cdrs/queries/list-cdrs'
import { CORRECTION_SOURCES } from '@/lib/rating/core/correct-energy'
import { coversAll } from '@/lib/rating/core/dispute-terms'
import { openDisputes } from '@/lib/rating/disputes/open-disputes'
import { MOST_REVIEWED_AT_ONCE, reviewCdrs, type BulkDecision } from '@/lib/rating/reviews/review-cdrs'
import { OpenDisputeInput, ReviewReasonInput } from '@/lib/rating/schema'
import { decidedAtOnce, readCdrState, toCdrQuery } from './cdr-state'

const PATH = '/staff/cdrs'
const CdrIdField = z.custom<CdrId>((id) => typeof id === 'string' && isId('cdr', id))
/** Either the ticked ones by name, or the state of the list whose filter finds them. */
const Chosen = z.object({
  cdrIds: z
    .string()
    .optional()
    .transform((text) => (text ? text.split(' ') : null))
    .pipe(z.array(CdrIdField).min(1).max(MOST_REVIEWED_AT_ONCE).nullable()),
  every: z.string().max(2000).optional(),
})

async function idsOf(ctx: StaffCtx, { cdrIds, every }: z.output<typeof Chosen>): Promise<CdrId[]> {
  if (cdrIds) return cdrIds
  const query = new URLSearchParams(every ?? '')
  const { filter, show } = toCdrQuery(
    readCdrState((name) => query.get(name) ?? undefined),
    ctx.clock.now(),
  )
  const { statuses, limit } = decidedAtOnce(show)
  return listCdrIds(ctx, filter, statuses, limit)
}

const Numbers = z
  .string()
  .regex(/^\d{1,9} -?\d{1,18} -?\d{1,18}$/)
  .transform((text) => text.split(' ').map(BigInt) as [bigint, bigint, bigint]) // the expression has three
/** What the panel showed: how many, to operators, from customers. */
const ShownEffect = Numbers.transform(([possible, toCpoMinor, customerPaysMinor]) => {
  return { possible: Number(possible), toCpoMinor, customerPaysMinor }
})
/** How many can be disputed, and what is claimed: of a part of them, or the whole. */
const ShownClaims = Numbers.transform(([possible, part, whole]) => ({ possible: Number(possible), part, whole }))

const reason = ReviewReasonInput.shape.reason
const Decision = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal(['ours', 'cpo']), reason }),
  z.object({ decision: z.literal(['reject', 'hold']), reason }),
  z.object({ decision: z.literal('correct'), reason, source: z.enum(CORRECTION_SOURCES) }),
])

function toChoice(given: z.output<typeof Decision>): BulkDecision {
  if (given.decision === 'correct') return given
  if (given.decision === 'ours' || given.decision === 'cpo')
    return { decision: 'release', price: given.decision, reason: given.reason }
  return { decision: given.decision, reason: given.reason }
}

export async function reviewCdrsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('cdr:review')
  const t = await getTranslations('cdrs')
  const schema = z.intersection(Decision, z.object({ ...Chosen.shape, shown: ShownEffect }))
  return runAction(
    form,
    schema,
    async ({ shown, cdrIds, every, ...given }) => {
      const ids = await idsOf(ctx, { cdrIds, every })
      const { done, refused } = await reviewCdrs(ctx, ids, toChoice(given), shown)
      revalidatePath(PATH, 'layout')
      return t(given.decision === 'hold' ? 'bulkHeld' : 'bulkDone', { done, refused: refused.length })
    },
    { conflict: t('effectChanged') },
  )
}

export async function disputeCdrsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('dispute:open')
  const [t, tc] = await Promise.all([getTranslations('disputes'), getTranslations('cdrs')])
  const schema = OpenDisputeInput.extend({ ...Chosen.shape, shown: ShownClaims })
  return runAction(
    form,
    schema,
    async ({ cause, statement, shown: { possible, part, whole }, ...chosen }) => {
      const shown = { possible, claimMinor: coversAll(cause) ? whole : part }
      const { disputes, refused } = await openDisputes(ctx, await idsOf(ctx, chosen), { cause, statement }, shown)
      revalidatePath('/staff', 'layout')
      return t('bulkDone', { disputes: disputes.length, refused: refused.length })
    },
    { conflict: tc('effectChanged'), precondition_failed: t('refused'), not_found: t('gone') },
  )
}
