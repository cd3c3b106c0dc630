import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { requireStaff } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { addDays, BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { listCdrs } from '@/lib/rating/cdrs/queries/list-cdrs'
import type { PricePlanRules } from '@/lib/rating/core/price-plan'
import { getPricePlan, type PublishedVersion } from '@/lib/rating/price-plans/queries'
import { planAction } from '../actions'
import { PlanForm, type PlanFormTexts } from '../plan-form'
import { planSentence } from '../plan-sentence'

const TEXTS = [
  'markupPercent',
  'markupPerKwh',
  'ac',
  'dc_low',
  'dc_high',
  'startFee',
  'idlePerMinute',
  'idleFreeMinutes',
  'idleCap',
  'monthlyFee',
  'method',
  'validFrom',
  'session',
  'preview',
  'previewing',
  'publish',
  'publishing',
  'failed',
] as const

/** A plan with every version it ever had, and the next one as a form that can be tried on a real session. */
export default async function PricePlanPage({ params }: { params: Promise<{ planId: string }> }) {
  const ctx = await requireStaff('price-plan:read')
  const [{ planId }, t, locale] = await Promise.all([params, getTranslations('pricePlans'), formatLocale()])
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
  const tomorrow = addDays(localDate(ctx.clock.now(), BILLING_ZONE), 1)
  return (
    <>
      <StaffHead
        title={plan.name}
        crumb={{ label: t('title'), steps: [{ href: '/staff/price-plans', text: t('title') }] }}
        note={plan.description}
      />
      <DataTable
        label={t('versions')}
        columns={columns}
        rows={plan.versions}
        rowKey={(row) => row.id}
        empty={<p className="staff-line">{t('noVersion')}</p>}
      />
      <div className="staff-pad">
        <Section title={t('next')}>
          <p className="dim">{t('nextSummary')}</p>
          <PlanForm
            action={planAction}
            planId={plan.id}
            mayPublish={ctx.permissions.has('price-plan:write')}
            texts={Object.fromEntries(TEXTS.map((key) => [key, t(`form.${key}`)])) as PlanFormTexts} // one entry for each key
            methods={[
              { value: 'pass_through', label: t('methods.pass_through') },
              { value: 'fixed', label: t('methods.fixed') },
            ]}
            sessions={sessions}
            values={{ ...writtenFor(locale, formValues(plan.versions[0]?.rules ?? null)), validFrom: tomorrow }}
          />
        </Section>
      </div>
    </>
  )
}

/** Figures as the reader writes them; the form takes comma and point. */
function writtenFor(locale: FormatLocale, values: Record<string, string>): Record<string, string> {
  if (locale !== 'sv') return values
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.replace('.', ',')]))
}

/** The newest version's rules as the form shows them. */
function formValues(rules: PricePlanRules | null): Record<string, string> {
  if (!rules) return { method: 'pass_through' }
  const { energy, idleFee, startFee, monthlyFee } = rules
  const price = (current: 'AC' | 'DC', kw: number) =>
    energy.method === 'fixed'
      ? (energy.bands.find(
          (band) => band.current === current && band.fromKw <= kw && (band.toKw === null || kw < band.toKw),
        )?.perKwh ?? '')
      : ''
  return {
    method: energy.method,
    markupPercent: energy.method === 'pass_through' ? energy.markupPercent : '',
    markupPerKwh: energy.method === 'pass_through' ? energy.markupPerKwh : '',
    ac: price('AC', 0),
    dc_low: price('DC', 0),
    dc_high: price('DC', 100),
    startFee,
    monthlyFee,
    idlePerMinute: idleFee?.perMinute ?? '',
    idleFreeMinutes: idleFee ? String(idleFee.freeMinutes) : '',
    idleCap: idleFee?.capPerSession ?? '',
  }
}
