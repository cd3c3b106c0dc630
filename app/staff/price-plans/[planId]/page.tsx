import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { requireStaff } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { addDays, BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { listCdrs } from '@/lib/rating/cdrs/queries/list-cdrs'
import { BIDDING_AREAS } from '@/lib/rating/core/bidding-area'
import { getPricePlan, type PublishedVersion } from '@/lib/rating/price-plans/queries'
import { planAction } from '../actions'
import { formValues, writtenFor } from '../form-values'
import { PlanForm } from '../plan-form'
import { PLAN_FORM_TEXTS, type PlanFormTexts } from '../plan-form-texts'
import { planSentence } from '../plan-sentence'
import { PlanDraft } from './plan-draft'
import { PlanNotices } from './plan-notices'

const METHODS = ['pass_through', 'fixed', 'spot'] as const

/** A plan with every version it ever had, and the next one as a form that can be tried on a real session. */
export default async function PricePlanPage({ params }: { params: Promise<{ planId: string }> }) {
  const ctx = await requireStaff('price-plan:read')
  const [{ planId }, t, tb, locale] = await Promise.all([
    params,
    getTranslations('pricePlans'),
    getTranslations('lookahead'),
    formatLocale(),
  ])
  if (!isId('pricePlan', planId)) notFound()
  const [plan, recent] = await Promise.all([
    getPricePlan(ctx, planId),
    listCdrs(ctx, { status: ['accepted'] }, { order: 'started', limit: 25 }),
  ])
  const columns: Column<PublishedVersion>[] = [
    { key: 'version', header: t('version'), cell: (row) => row.version },
    { key: 'from', header: t('validFrom'), cell: (row) => formatCalendarDate(row.validFrom, 'shortYear', locale) },
    { key: 'rules', header: t('prices'), wrap: true, cell: (row) => planSentence(row.rules, t, locale) },
    {
      key: 'published',
      header: t('publishedAt'),
      priority: 2,
      cell: (row) => formatInstant(row.publishedAt, BILLING_ZONE, 'shortTime', locale),
    },
  ]
  const sessions = recent.rows.map((row) => ({
    value: row.cdrId,
    label: `${formatInstant(row.startedAt, BILLING_ZONE, 'shortTime', locale)} ${row.placeName}, ${formatEnergy(row.energyKwh, locale)}`,
  }))
  const mayWrite = ctx.permissions.has('price-plan:write')
  const written = plan.draft?.rules ?? plan.versions[0]?.rules ?? null
  const tomorrow = addDays(localDate(ctx.clock.now(), BILLING_ZONE), 1)
  return (
    <>
      <StaffHead
        title={plan.name}
        crumb={{ label: t('title'), steps: [{ href: '/staff/price-plans', text: t('title') }] }}
        note={plan.description}
        end={
          <ButtonLink size="row" href={`/staff/back-tests?plan=${plan.id}`}>
            {tb('backTest.link')}
          </ButtonLink>
        }
      />
      <DataTable
        label={t('versions')}
        columns={columns}
        rows={plan.versions}
        rowKey={(row) => row.id}
        empty={<p className="staff-line">{t('noVersion')}</p>}
      />
      <div className="staff-pad">
        <PlanDraft ctx={ctx} plan={plan} />
        <PlanNotices plan={plan} mayWrite={mayWrite} />
        <Section className="pt-6" title={t('next')}>
          <p className="dim pb-3">{t('nextSummary')}</p>
          <PlanForm
            action={planAction}
            planId={plan.id}
            mayWrite={mayWrite}
            texts={Object.fromEntries(PLAN_FORM_TEXTS.map((key) => [key, t.raw(`form.${key}`)])) as PlanFormTexts}
            methods={METHODS.map((value) => ({ value, label: t(`methods.${value}`) }))}
            areas={[
              { value: '', label: t('form.areaOfPlace') },
              ...BIDDING_AREAS.map((value) => ({ value, label: value })),
            ]}
            sessions={sessions}
            values={{
              ...writtenFor(locale, formValues(written)),
              validFrom: plan.draft?.validFrom ?? tomorrow,
              reason: plan.draft?.reason ?? '',
            }}
          />
        </Section>
      </div>
    </>
  )
}
