import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Notice } from '@/components/ui/states'
import { DateField, TextArea } from '@/components/ui/text-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { addDays, BILLING_ZONE, localDate } from '@/lib/kernel/time'
import type { CdrDetail } from '@/lib/rating/cdrs/queries/get-cdr-detail'
import { disputeCdrAction } from './actions'

const ANSWER_WITHIN_DAYS = 14

/** Takes a held CDR up with its operator, or gives a dispute another deadline; tells how it stands. */
export async function DisputeAction({ ctx, detail }: { ctx: StaffCtx; detail: CdrDetail }) {
  const [t, locale] = await Promise.all([getTranslations('disputes'), formatLocale()])
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const dispute =
    detail.status === 'disputed' ? detail.reviews.findLast((one) => one.decision === 'disputed') : undefined
  const late = dispute?.deadline ? dispute.deadline < today : false
  return (
    <>
      {dispute?.deadline ? (
        <Notice tone={late ? 'fail' : 'held'} title={t(late ? 'late' : 'under')}>
          {t('by', { date: formatCalendarDate(dispute.deadline, 'date', locale), name: dispute.userName })}{' '}
          {dispute.reason}
        </Notice>
      ) : null}
      {ctx.permissions.has('cdr:review') ? (
        <ConfirmDialog
          dense
          trigger={t(dispute ? 'change' : 'dispute')}
          title={t(dispute ? 'changeTitle' : 'title', { partner: detail.partner.name })}
          consequence={t('effect')}
          confirmText={t(dispute ? 'change' : 'dispute')}
          pendingText={t('saving')}
          cancelText={t('cancel')}
          failedText={t('failed')}
          action={disputeCdrAction}
          values={{ cdrId: detail.cdrId }}
        >
          <TextArea
            size="row"
            name="reason"
            id="reason-dispute"
            label={t('reason')}
            required
            maxLength={500}
            rows={2}
            defaultValue={dispute?.reason}
          />
          <DateField
            size="row"
            name="deadline"
            label={t('deadline')}
            min={today}
            required
            defaultValue={dispute?.deadline && !late ? dispute.deadline : addDays(today, ANSWER_WITHIN_DAYS)}
          />
        </ConfirmDialog>
      ) : null}
    </>
  )
}
