import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ASPECTS, planAspects, type Aspect } from '@/app/staff/price-plans/plan-sentence'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Finding } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import type { CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import type { PlanVersion } from '@/lib/rating/core/choose-plan'
import type { PlanChoice } from '@/lib/rating/price-plans/get-customer-plans'
import { previewAssignment, type AssignmentPreview } from '@/lib/rating/price-plans/preview-assignment'
import { assignPlanAction } from './actions'

type Props = { ctx: StaffCtx; customerId: CustomerId; plan: PlanChoice; from: CalendarDate; until: CalendarDate | null }
type Row = { aspect: Aspect; before: string; after: string }

/** What the plan would change for the customer, in words and in kronor, and the button that gives it. */
export async function PlanEffect({ ctx, customerId, plan, from, until }: Props) {
  const [t, locale, { before, after, charges }] = await Promise.all([
    getTranslations('customerPlans'),
    formatLocale(),
    previewAssignment(ctx, { customerId, pricePlanId: plan.id, from }),
  ])
  if (!after)
    return (
      <p className="pt-4" role="alert">
        {t('notPublished')}
      </p>
    )
  const date = (day: CalendarDate) => formatCalendarDate(day, 'date', locale)
  const bounds = { from: date(from), until: until ? date(until) : '', bounded: until ? 'yes' : 'no' }
  const isSame = before?.pricePlanId === plan.id && until === null
  return (
    <Section className="pt-6" title={t('effect')}>
      <Charges charges={charges} name={plan.name} locale={locale} />
      {isSame ? <p>{t('keeps')}</p> : <Differences before={before} after={after} locale={locale} />}
      {from === localDate(ctx.clock.now(), BILLING_ZONE) ? <p className="pt-3">{t('today')}</p> : null}
      {isSame ? null : (
        <div className="pt-4">
          <ConfirmDialog
            dense
            triggerLook={{ look: 'go' }}
            trigger={t('assign')}
            title={t('assignTitle', { name: plan.name })}
            consequence={t('assignText', { name: plan.name, ...bounds })}
            confirmText={t('assign')}
            cancelText={t('cancel')}
            failedText={t('failed')}
            action={assignPlanAction}
            values={{ customerId, pricePlanId: plan.id, from, until: until ?? '' }}
          />
        </div>
      )}
    </Section>
  )
}

async function Charges({
  charges: { days, count, beforeMinor, afterMinor, unpriced },
  name,
  locale,
}: {
  charges: AssignmentPreview['charges']
  name: string
  locale: FormatLocale
}) {
  const t = await getTranslations('customerPlans')
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  const change = afterMinor - beforeMinor
  const difference =
    change === 0n
      ? t('equal')
      : change > 0n
        ? t('more', { amount: money(change) })
        : t('less', { amount: money(-change) })
  return (
    <>
      <Finding>
        {t('lead', { days, count, name, before: money(beforeMinor), after: money(afterMinor), difference })}
      </Finding>
      <p className="dim pb-2">
        {count > 0 ? t('vat') : null} {unpriced > 0 ? t('unpriced', { count: unpriced }) : null}
      </p>
    </>
  )
}

async function Differences({
  before,
  after,
  locale,
}: {
  before: PlanVersion | null
  after: PlanVersion
  locale: FormatLocale
}) {
  const [t, tp] = await Promise.all([getTranslations('customerPlans'), getTranslations('pricePlans')])
  const [old, next] = [before && planAspects(before.rules, tp, locale), planAspects(after.rules, tp, locale)]
  const rows: Row[] = ASPECTS.map((aspect) => ({ aspect, before: old?.[aspect] ?? '', after: next[aspect] })).filter(
    (row) => row.before !== row.after,
  )
  const columns: Column<Row>[] = [
    { key: 'aspect', header: t('aspect'), cell: (row) => tp(`aspects.${row.aspect}`) },
    { key: 'before', header: t('before'), wrap: true, cell: (row) => row.before || t('nothing') },
    { key: 'after', header: t('after', { name: after.name }), wrap: true, cell: (row) => row.after || t('nothing') },
  ]
  return (
    <DataTable
      fit="flush"
      label={t('effect')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.aspect}
      empty={<p>{t('same')}</p>}
    />
  )
}
