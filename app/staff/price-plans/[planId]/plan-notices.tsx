import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ExportMenu } from '@/app/staff/export/export-menu'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Section } from '@/components/ui/section'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import type { PricePlanDetail } from '@/lib/rating/price-plans/queries'
import { markNoticesAction, noticeDaysAction } from '../actions'
import { NoticeDaysForm } from '../notice-days-form'

/** How long before a change customers are told, and whom each version concerns, as a file to tell them by. */
export async function PlanNotices({ plan, mayWrite }: { plan: PricePlanDetail; mayWrite: boolean }) {
  const [t, locale] = await Promise.all([getTranslations('pricePlans'), formatLocale()])
  return (
    <Section className="pt-6" title={t('notices.title')}>
      {mayWrite ? (
        <NoticeDaysForm
          action={noticeDaysAction}
          planId={plan.id}
          days={plan.noticeDays}
          texts={{
            days: t('notices.days'),
            hint: t('notices.daysHint'),
            unit: t('notices.daysUnit'),
            save: t('notices.daysSave'),
            saving: t('notices.saving'),
            failed: t('draft.failed'),
          }}
        />
      ) : null}
      {plan.notices.map(({ versionId, version, notifyBy, customers, told }) => (
        <div key={versionId} className="flex flex-wrap items-center gap-3 pt-4">
          <p>
            {t('notices.text', { count: customers, version, date: formatCalendarDate(notifyBy, 'date', locale) })}{' '}
            {told === customers
              ? t('notices.all', { count: customers })
              : t('notices.some', { told, count: customers })}
          </p>
          <ExportMenu list="price-notices" state={{ version: versionId }} />
          {mayWrite && told < customers ? (
            <ConfirmDialog
              dense
              trigger={t('notices.mark')}
              title={t('notices.markTitle')}
              consequence={t('notices.markText', { count: customers - told })}
              confirmText={t('notices.mark')}
              cancelText={t('draft.cancel')}
              failedText={t('draft.failed')}
              action={markNoticesAction}
              values={{ planId: plan.id, versionId }}
            />
          ) : null}
        </div>
      ))}
    </Section>
  )
}
