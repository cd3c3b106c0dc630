import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import type { CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import type { PlanPeriod } from '@/lib/rating/core/plan-history'
import type { CustomerPlans } from '@/lib/rating/price-plans/get-customer-plans'
import { withdrawPlanAction } from './plan/actions'

type Props = { ctx: StaffCtx; customerId: CustomerId; plans: CustomerPlans }

/** Which plan rules the customer's charges, which did before, and what is written down for later. */
export async function PlanSection({ ctx, customerId, plans: { periods, planned } }: Props) {
  const [t, locale] = await Promise.all([getTranslations('customerPlans'), formatLocale()])
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const mayWrite = ctx.permissions.has('price-plan:write')
  const date = (day: CalendarDate) => formatCalendarDate(day, 'shortYear', locale)
  const current = periods.findLast(({ from }) => from <= today)
  const stateOf = ({ from, until }: PlanPeriod) =>
    from > today ? ('later' as const) : until !== null && until <= today ? ('past' as const) : ('now' as const)
  const columns: Column<PlanPeriod>[] = [
    { key: 'from', header: t('from'), cell: ({ from }) => date(from) },
    {
      key: 'plan',
      header: t('plan'),
      wrap: true,
      cell: ({ version }) =>
        version ? (
          <Link href={`/staff/price-plans/${version.pricePlanId}`}>
            {t('planVersion', { name: version.name, version: version.version })}
          </Link>
        ) : (
          t('noPlan')
        ),
    },
    {
      key: 'state',
      header: t('state'),
      cell: (period) =>
        mayWrite && planned.includes(period.from) ? (
          <ConfirmDialog
            dense
            trigger={t('withdraw')}
            title={t('withdrawTitle', { from: date(period.from) })}
            consequence={t('withdrawText')}
            confirmText={t('withdraw')}
            cancelText={t('cancel')}
            failedText={t('failed')}
            action={withdrawPlanAction}
            values={{ customerId, from: period.from }}
          />
        ) : (
          t(`states.${stateOf(period)}`)
        ),
    },
  ]
  return (
    <Section
      title={t('title')}
      {...(mayWrite ? { link: { href: `/staff/customers/${customerId}/plan`, text: t('change') } } : {})}
    >
      <p>
        {current?.version
          ? t('has', { name: current.version.name, version: current.version.version, from: date(current.from) })
          : t('none')}
      </p>
      <DataTable
        fit="flush"
        label={t('history')}
        columns={columns}
        rows={periods.toReversed()}
        rowKey={({ from }) => from}
      />
    </Section>
  )
}
