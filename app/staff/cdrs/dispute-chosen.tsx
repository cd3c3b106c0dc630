import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Select } from '@/components/ui/choice-fields'
import { TextArea } from '@/components/ui/text-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatMoney } from '@/lib/kernel/format/money'
import type { CdrId } from '@/lib/kernel/ids'
import { DISPUTE_CAUSES } from '@/lib/rating/core/dispute-state'
import { previewDisputes, type DisputeChoices, type DisputeEffect } from '@/lib/rating/disputes/preview-disputes'
import { disputeCdrsAction } from './bulk-actions'

type Props = {
  ctx: StaffCtx
  ids: readonly CdrId[]
  /** Names the chosen ones for the action. */
  values: Readonly<Record<string, string>>
  trigger: string
  title: string
}

/** Opens cases about CDRs, one or many, with what is claimed and what customers pay meanwhile shown first. */
export async function DisputeChosen({ ctx, ids, values, trigger, title }: Props) {
  if (!ctx.permissions.has('dispute:open')) return null
  const [t, effect] = await Promise.all([getTranslations('disputes'), previewDisputes(ctx, ids)])
  const { part, whole } = effect
  const shown = `${part.possible} ${part.claimMinor} ${whole.claimMinor}`
  return (
    <ConfirmDialog
      dense
      trigger={trigger}
      title={title}
      disabled={part.possible === 0}
      consequence={<Effect effect={effect} left={ids.length - part.possible} />}
      confirmText={t('open')}
      pendingText={t('saving')}
      cancelText={t('cancel')}
      failedText={t('failed')}
      action={disputeCdrsAction}
      values={{ ...values, shown }}
    >
      <Claim id={ids.length === 1 ? (ids[0] ?? 'one') : 'bulk'} />
    </ConfirmDialog>
  )
}

async function Effect({ effect: { part, whole }, left }: { effect: DisputeChoices; left: number }) {
  const [t, locale] = await Promise.all([getTranslations('disputes'), formatLocale()])
  const amounts = ({ claimMinor, customerPaysMinor }: DisputeEffect) => ({
    claim: formatMoney(claimMinor, 'SEK', locale),
    customer: formatMoney(customerPaysMinor, 'SEK', locale),
  })
  return (
    <div className="grid gap-2">
      <p>
        {t('atStake.cases', { cases: part.cases, count: part.possible })}{' '}
        {left > 0 ? t('atStake.left', { left }) : null}
      </p>
      <p>
        <b>{t('atStake.partOf')}</b> {t('atStake.part', amounts(part))}
      </p>
      <p>
        <b>{t('atStake.wholeOf')}</b> {t('atStake.whole', amounts(whole))}
      </p>
      <p className="note">
        {t('atStake.exclVat')} {part.billed > 0 ? t('atStake.billed', { count: part.billed }) : null}{' '}
        {part.withoutRate > 0 ? t('atStake.withoutRate', { count: part.withoutRate }) : null}
      </p>
    </div>
  )
}

/** What a new case is about, and why. */
async function Claim({ id }: { id: string }) {
  const t = await getTranslations('disputes')
  return (
    <>
      <Select
        size="row"
        name="cause"
        label={t('cause')}
        defaultValue="price"
        options={DISPUTE_CAUSES.map((value) => ({ value, label: t(`causes.${value}`) }))}
      />
      <TextArea
        size="row"
        name="statement"
        id={`statement-${id}`}
        label={t('statement')}
        required
        maxLength={500}
        rows={2}
      />
    </>
  )
}
