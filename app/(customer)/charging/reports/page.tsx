import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { placeText } from '@/components/charging/charge-rows'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Rows } from '@/components/ui/rows'
import { StateMark } from '@/components/ui/state-mark'
import { EmptyState } from '@/components/ui/states'
import { requireCustomer } from '@/lib/auth/session'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import { listMyDisputes, type MyDispute } from '@/lib/rating/disputes/queries/my-disputes'

export async function generateMetadata() {
  return { title: (await getTranslations('reports'))('list.title') }
}

/** The customer's own cases: which charge, whose turn, by when. */
export default async function ReportsPage() {
  const ctx = await requireCustomer()
  const [t, locale, disputes] = await Promise.all([getTranslations('reports'), formatLocale(), listMyDisputes(ctx)])
  const live = disputes.filter(({ outcome }) => outcome === null).length
  const state = ({ waitsFor }: MyDispute) =>
    waitsFor === null ? (
      t('list.done')
    ) : (
      <StateMark state="held">{t(waitsFor === 'us' ? 'list.waitsUs' : 'list.waitsOperator')}</StateMark>
    )
  const detail = ({ number, startedAt, timeZone, deadline }: MyDispute) =>
    [
      t('case.title', { number: String(number) }),
      formatInstant(startedAt, timeZone, 'short', locale),
      ...(deadline === null ? [] : [t('list.until', { date: formatCalendarDate(deadline, 'short', locale) })]),
    ].join(', ')
  return (
    <div className="narrow">
      <Breadcrumb label={t('list.back')} steps={[{ href: '/charging', text: t('list.back') }]} />
      <Lead>{t.rich('list.lead', { live, b: (text) => <b>{text}</b> })}</Lead>
      {disputes.length === 0 ? (
        <EmptyState
          title={t('list.emptyTitle')}
          actions={<ButtonLink href="/charging">{t('list.toCharges')}</ButtonLink>}
        >
          {t('list.emptyText')}
        </EmptyState>
      ) : (
        <div className="pt-6">
          <Rows
            label={t('list.label')}
            entries={disputes.map((dispute) => ({
              key: dispute.id + dispute.cdrId,
              href: `/charging/${dispute.cdrId}#case`,
              title: placeText(dispute),
              detail: detail(dispute),
              state: state(dispute),
            }))}
          />
        </div>
      )}
    </div>
  )
}
