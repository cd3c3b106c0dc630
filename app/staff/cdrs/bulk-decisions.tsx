import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import type { ButtonLook } from '@/components/ui/button-class'
import { Consequences, type Consequence } from '@/components/ui/side-panel'
import { Kbd } from '@/components/ui/states'
import { ReasonField } from '@/components/ui/reason-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatMoney } from '@/lib/kernel/format/money'
import type { CdrId } from '@/lib/kernel/ids'
import { bulkConsequences, holdConsequence, type BulkConsequence } from '@/lib/rating/reviews/queries'
import { reviewCdrsAction } from './bulk-actions'
import { DisputeChosen } from './dispute-chosen'
import { DECISION_KEYS, effectAmounts, type Decision } from './review-actions'

type Props = {
  ctx: StaffCtx
  undecided: boolean
  ids: readonly CdrId[]
  /** Names the chosen ones for the action. */
  values: Readonly<Record<string, string>>
}

/** What can be done with many at once, each with what it moves. */
export async function BulkDecisions({ ctx, undecided, ids, values }: Props) {
  const [t, td] = await Promise.all([getTranslations('cdrs'), getTranslations('disputes')])
  const rows = await (undecided ? undecidedRows(ctx, ids, values) : holdRows(ctx, ids, values))
  return (
    <>
      <Consequences
        label={t('decision')}
        parties={[t('short.partner'), t('short.customer'), t('short.margin')]}
        rows={rows}
        note={t('kronorExclVat')}
      />
      <DisputeChosen
        ctx={ctx}
        ids={ids}
        values={values}
        trigger={td('bulkOpen', { count: ids.length })}
        title={td('bulkTitle', { count: ids.length })}
      />
    </>
  )
}

async function undecidedRows(ctx: StaffCtx, ids: readonly CdrId[], values: Props['values']): Promise<Consequence[]> {
  const [t, ti, found] = await Promise.all([
    getTranslations('cdrs'),
    getTranslations('inbox'),
    bulkConsequences(ctx, ids),
  ])
  const effects: Record<Decision, BulkConsequence> = {
    ours: found.atOurPrice,
    cpo: found.atCpoPrice,
    reject: found.rejected,
  }
  const choices = (['ours', 'cpo', 'reject'] as const).map((decision): Choice => {
    const effect = effects[decision]
    return {
      key: decision,
      decision,
      effect,
      trigger: t(`decide.${decision}`),
      look: decision === 'reject' ? 'stop' : decision === 'ours' && effect.marginMinor >= 0n ? 'go' : 'plain',
      shortcut: DECISION_KEYS[decision],
      title: t(`bulkTitle.${decision}`, { count: effect.possible }),
      says: (amounts) => t(`bulkEffect.${decision}`, amounts),
    }
  })
  const corrections = found.corrected.map(({ source, ...effect }): Choice => {
    return {
      key: source,
      decision: 'correct',
      source,
      effect,
      trigger: ti(`correctMany.${source}`),
      title: ti('correctManyTitle', { count: effect.possible }),
      says: (amounts) => ti('correctManyEffect', { source: ti(`correctBy.${source}`), ...amounts }),
    }
  })
  return Promise.all([...choices, ...corrections].map((choice) => toRow(choice, ids, values)))
}

async function holdRows(ctx: StaffCtx, ids: readonly CdrId[], values: Props['values']): Promise<Consequence[]> {
  const [ti, effect] = await Promise.all([getTranslations('inbox'), holdConsequence(ctx, ids)])
  const choice: Choice = {
    key: 'hold',
    decision: 'hold',
    effect,
    trigger: ti('holdMany', { count: effect.possible }),
    title: ti('holdManyTitle', { count: effect.possible }),
    says: (amounts) => ti('holdManyEffect', amounts),
  }
  return [await toRow(choice, ids, values)]
}

type Amounts = { count: number; left: number; toCpo: string; customer: string; margin: string }
type Choice = {
  key: string
  decision: Decision | 'correct' | 'hold'
  source?: string
  effect: BulkConsequence
  trigger: ReactNode
  look?: ButtonLook['look']
  shortcut?: string
  title: string
  says: (amounts: Amounts) => string
}

/** One decision with its amounts; what it showed goes with it, and nothing is done where that is no longer so. */
async function toRow(choice: Choice, ids: readonly CdrId[], values: Props['values']): Promise<Consequence> {
  const { key, decision, source, effect, trigger, look, shortcut, title, says } = choice
  const { possible, toCpoMinor, customerPaysMinor, marginMinor } = effect
  const [t, ti, locale] = await Promise.all([getTranslations('cdrs'), getTranslations('inbox'), formatLocale()])
  const kronor = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  const consequence = says({
    count: possible,
    left: ids.length - possible,
    toCpo: kronor(toCpoMinor),
    customer: kronor(customerPaysMinor),
    margin: kronor(marginMinor),
  })
  const shown = `${possible} ${toCpoMinor} ${customerPaysMinor}`
  return {
    key,
    amounts: effectAmounts(effect, 'SEK', locale),
    note: possible < ids.length ? ti('possibleOf', { possible, all: ids.length }) : null,
    action: (
      <ConfirmDialog
        dense
        trigger={
          <>
            {trigger} {shortcut ? <Kbd>{shortcut}</Kbd> : null}
          </>
        }
        triggerLook={{ size: 'row', look }}
        shortcut={shortcut}
        disabled={possible === 0}
        destroys={decision === 'reject'}
        title={title}
        consequence={consequence}
        confirmText={t(`confirm.${decision}`)}
        pendingText={t('saving')}
        cancelText={t('cancel')}
        failedText={t('refused')}
        action={reviewCdrsAction}
        values={{ ...values, decision, ...(source && { source }), shown }}
      >
        <ReasonField id={`bulk-reason-${key}`} label={t('reason')} />
      </ConfirmDialog>
    ),
  }
}
