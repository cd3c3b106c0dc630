import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Select } from '@/components/ui/choice-fields'
import { Notice } from '@/components/ui/states'
import { TextArea } from '@/components/ui/text-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import type { CdrDetail } from '@/lib/rating/cdrs/queries/get-cdr-detail'
import { DISPUTE_CAUSES, isClosed } from '@/lib/rating/core/dispute-state'
import { findCdrDispute } from '@/lib/rating/disputes/queries/get-dispute'
import { openDisputesAction } from '../disputes/actions'

/** The case about a CDR, or the way to open one. */
export async function DisputeAction({ ctx, detail }: { ctx: StaffCtx; detail: CdrDetail }) {
  const [t, locale, dispute] = await Promise.all([
    getTranslations('disputes'),
    formatLocale(),
    findCdrDispute(ctx, detail.cdrId),
  ])
  const live = dispute !== null && !isClosed(dispute.state)
  const contestable = ['accepted', 'held', 'disputed'].includes(detail.status) && !detail.cdr.credit
  return (
    <>
      {dispute ? (
        <Notice
          tone={live ? (dispute.overdue ? 'fail' : 'held') : undefined}
          title={
            <Link href={`/staff/disputes/${dispute.id}`}>
              {t('caseTitle', { number: String(dispute.number), state: t(`states.${dispute.state}`) })}
            </Link>
          }
        >
          {t('caseClaim', { amount: formatMoney(dispute.claimMinor, dispute.currency, locale) })}
          {dispute.deadline ? ` ${t('caseBy', { date: formatCalendarDate(dispute.deadline, 'date', locale) })}` : null}
        </Notice>
      ) : null}
      {!live && contestable && ctx.permissions.has('dispute:open') ? (
        <ConfirmDialog
          dense
          trigger={t('open')}
          title={t('openTitle', { partner: detail.partner.name })}
          consequence={t('openEffect')}
          confirmText={t('open')}
          pendingText={t('saving')}
          cancelText={t('cancel')}
          failedText={t('failed')}
          action={openDisputesAction}
          values={{ cdrIds: detail.cdrId }}
        >
          <Claim id={detail.cdrId} />
        </ConfirmDialog>
      ) : null}
    </>
  )
}

/** What a new case is about, and why. */
export async function Claim({ id }: { id: string }) {
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
