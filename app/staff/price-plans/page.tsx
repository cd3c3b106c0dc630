import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { EmptyState } from '@/components/ui/states'
import { requireStaff } from '@/lib/auth/session'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatCount } from '@/lib/kernel/format/money'
import { listPricePlans, type PricePlanSummary } from '@/lib/rating/price-plans/queries'
import { createPlanAction } from './actions'
import { NewPlanForm } from './new-plan-form'
import { planSentence } from './plan-sentence'

export async function generateMetadata() {
  return { title: (await getTranslations('pricePlans'))('title') }
}

export default async function PricePlansPage() {
  const ctx = await requireStaff('price-plan:read')
  const [t, locale, plans] = await Promise.all([getTranslations('pricePlans'), formatLocale(), listPricePlans(ctx)])
  const columns: Column<PricePlanSummary>[] = [
    { key: 'name', header: t('name'), cell: (plan) => plan.name },
    { key: 'audience', header: t('audience'), priority: 2, cell: (plan) => t(`audiences.${plan.audience}`) },
    {
      key: 'price',
      header: t('priceNow'),
      wrap: true,
      cell: (plan) => (plan.current ? planSentence(plan.current.rules, t, locale) : t('noVersion')),
    },
    {
      key: 'from',
      header: t('validFrom'),
      priority: 2,
      cell: (plan) => (plan.current ? formatCalendarDate(plan.current.validFrom, 'shortYear', locale) : '–'),
    },
    {
      key: 'next',
      header: t('upcoming'),
      priority: 2,
      cell: (plan) => (plan.upcoming ? formatCalendarDate(plan.upcoming.validFrom, 'shortYear', locale) : '–'),
    },
    { key: 'customers', header: t('customers'), align: 'right', cell: (plan) => formatCount(plan.customers, locale) },
  ]
  return (
    <>
      <StaffHead title={t('title')} />
      <p className="staff-line">{t('summary')}</p>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={plans}
        rowKey={(plan) => plan.id}
        rowHref={(plan) => `/staff/price-plans/${plan.id}`}
        empty={<EmptyState title={t('none')}>{t('summary')}</EmptyState>}
      />
      {ctx.permissions.has('price-plan:write') ? (
        <div className="staff-pad">
          <Section title={t('new')}>
            <NewPlanForm
              action={createPlanAction}
              texts={{
                name: t('name'),
                description: t('description'),
                audience: t('audience'),
                create: t('create'),
                saving: t('saving'),
                failed: t('failed'),
              }}
              audiences={(['private', 'business'] as const).map((value) => ({ value, label: t(`audiences.${value}`) }))}
            />
          </Section>
        </div>
      ) : null}
    </>
  )
}
