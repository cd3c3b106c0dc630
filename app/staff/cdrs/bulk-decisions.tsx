import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Consequences, type Consequence } from '@/components/ui/side-panel'
import { Kbd } from '@/components/ui/states'
import { TextArea } from '@/components/ui/text-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatMoney } from '@/lib/kernel/format/money'
import type { CdrId } from '@/lib/kernel/ids'
import { bulkConsequences } from '@/lib/rating/reviews/queries'
import { disputeCdrsAction, holdCdrsAction, reviewCdrsAction } from './bulk-actions'
import { Claim } from './dispute-action'
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
  return undecided ? <Undecided ctx={ctx} ids={ids} values={values} /> : <Hold ids={ids} values={values} />
}

async function Undecided({ ctx, ids, values }: Omit<Props, 'undecided'>) {
  const [t, locale, found] = await Promise.all([getTranslations('cdrs'), formatLocale(), bulkConsequences(ctx, ids)])
  const choices = [
    { decision: 'ours' as Decision, effect: found.atOurPrice, possible: found.atOurPrice.possible },
    { decision: 'cpo' as Decision, effect: found.atCpoPrice, possible: found.atCpoPrice.possible },
    { decision: 'reject' as Decision, effect: found.rejected, possible: found.rejected.possible },
  ]
  const rows: Consequence[] = choices.map(({ decision, effect, possible }) => ({
    key: decision,
    amounts: effectAmounts(effect, 'SEK', locale),
    action: (
      <ConfirmDialog
        dense
        trigger={
          <>
            {t(`decide.${decision}`)} <Kbd>{DECISION_KEYS[decision]}</Kbd>
          </>
        }
        triggerLook={{
          size: 'row',
          look: decision === 'reject' ? 'stop' : decision === 'ours' && effect.marginMinor >= 0n ? 'go' : 'plain',
        }}
        shortcut={DECISION_KEYS[decision]}
        disabled={possible === 0}
        destroys={decision === 'reject'}
        title={t(`bulkTitle.${decision}`, { count: possible })}
        consequence={t(`bulkEffect.${decision}`, {
          count: possible,
          left: ids.length - possible,
          toCpo: formatMoney(effect.toCpoMinor, 'SEK', locale),
          customer: formatMoney(effect.customerPaysMinor, 'SEK', locale),
          margin: formatMoney(effect.marginMinor, 'SEK', locale),
        })}
        confirmText={t(`decide.${decision}`)}
        pendingText={t('saving')}
        cancelText={t('cancel')}
        failedText={t('refused')}
        action={reviewCdrsAction}
        values={{ ...values, decision, shown: `${possible} ${effect.toCpoMinor} ${effect.customerPaysMinor}` }}
      >
        <Reason id={`bulk-reason-${decision}`} label={t('reason')} />
      </ConfirmDialog>
    ),
  }))
  return (
    <>
      <Consequences
        label={t('decision')}
        parties={[t('short.partner'), t('short.customer'), t('short.margin')]}
        rows={rows}
        note={t('kronorExclVat')}
      />
      <DisputeMany ctx={ctx} ids={ids} values={values} />
    </>
  )
}

async function DisputeMany({ ctx, ids, values }: Omit<Props, 'undecided'>) {
  const [t, ti] = await Promise.all([getTranslations('disputes'), getTranslations('inbox')])
  if (!ctx.permissions.has('dispute:open')) return null
  return (
    <ConfirmDialog
      dense
      trigger={ti('disputeMany', { count: ids.length })}
      title={t('bulkTitle', { count: ids.length })}
      consequence={ti('disputeManyEffect')}
      confirmText={t('open')}
      pendingText={t('saving')}
      cancelText={t('cancel')}
      failedText={t('failed')}
      action={disputeCdrsAction}
      values={values}
    >
      <Claim id="bulk" />
    </ConfirmDialog>
  )
}

async function Hold({ ids, values }: Pick<Props, 'ids' | 'values'>) {
  const [t, ti] = await Promise.all([getTranslations('cdrs'), getTranslations('inbox')])
  return (
    <ConfirmDialog
      dense
      trigger={ti('holdMany', { count: ids.length })}
      title={ti('holdManyTitle', { count: ids.length })}
      consequence={ti('holdManyEffect')}
      confirmText={t('hold')}
      pendingText={t('saving')}
      cancelText={t('cancel')}
      failedText={t('refused')}
      action={holdCdrsAction}
      values={values}
    >
      <Reason id="bulk-reason-hold" label={t('reason')} />
    </ConfirmDialog>
  )
}

function Reason({ id, label }: { id: string; label: string }) {
  return <TextArea size="row" name="reason" id={id} label={label} required maxLength={500} rows={2} />
}
