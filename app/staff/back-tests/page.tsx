import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { EmptyState } from '@/components/ui/states'
import { requireStaff } from '@/lib/auth/session'
import { formatDateRange } from '@/lib/kernel/format/datetime'
import { formatAmount, formatCount } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { addDays, addMonths, BILLING_ZONE, localDate, monthOf } from '@/lib/kernel/time'
import { listTriableRules } from '@/lib/rating/back-tests/list-triable-rules'
import { listBackTests, type BackTestSummary } from '@/lib/rating/back-tests/queries'
import { startBackTestAction } from './actions'
import { StartForm, type StartTexts } from './start-form'
import { TestState } from './test-state'

const TEXTS = [
  'base',
  'name',
  'scope',
  'from',
  'to',
  'changes',
  'changesHint',
  'markupPercent',
  'markupPerKwh',
  'fixedPercent',
  'startFee',
  'idlePerMinute',
  'submit',
  'submitting',
  'failed',
] as const
const load = createLoader({ plan: parseAsString, base: parseAsString })

export async function generateMetadata() {
  return { title: (await getTranslations('lookahead'))('backTest.title') }
}

/** Rules tried on past charges: what came of it, and the next one. */
export default async function BackTestsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('price-plan:read')
  const [t, locale, state] = await Promise.all([getTranslations('lookahead'), formatLocale(), load(searchParams)])
  const planId = state.plan && isId('pricePlan', state.plan) ? state.plan : undefined
  const [tests, rules] = await Promise.all([listBackTests(ctx, planId), listTriableRules(ctx)])
  const now = ctx.clock.now()
  const base = rules.find((entry) => entry.id === state.base) ?? rules.find((entry) => entry.pricePlanId === planId)
  const money = (minor: string) => formatAmount(BigInt(minor), 'SEK', locale)
  const columns: Column<BackTestSummary>[] = [
    { key: 'name', header: t('backTest.name'), cell: (row) => row.name },
    { key: 'plan', header: t('backTest.plan'), priority: 3, cell: (row) => row.planName },
    {
      key: 'period',
      header: t('backTest.period'),
      priority: 3,
      cell: (row) => formatDateRange(row.fromDate, row.toDate, locale),
    },
    { key: 'state', header: t('backTest.state'), cell: (row) => <TestState state={row.state} t={t} /> },
    {
      key: 'charges',
      header: t('margin.charges'),
      align: 'right',
      priority: 3,
      cell: (row) => (row.report ? formatCount(row.report.all.charges, locale) : '–'),
    },
    {
      key: 'before',
      header: t('backTest.marginBeforeKr'),
      align: 'right',
      priority: 2,
      cell: (row) => (row.report ? money(row.report.all.marginBefore) : '–'),
    },
    {
      key: 'after',
      header: t('backTest.marginAfterKr'),
      align: 'right',
      tone: 'strong',
      cell: (row) => (row.report ? money(row.report.all.marginAfter) : '–'),
    },
    {
      key: 'notable',
      header: t('backTest.notable'),
      explain: t('backTest.notableHint'),
      align: 'right',
      cell: (row) => (row.report ? formatCount(row.report.notable, locale) : '–'),
    },
  ]
  return (
    <>
      <StaffHead
        title={t('backTest.title')}
        crumb={{ label: t('backTest.plans'), steps: [{ href: '/staff/price-plans', text: t('backTest.plans') }] }}
      />
      <p className="staff-line">{t('backTest.summary')}</p>
      <DataTable
        label={t('backTest.title')}
        columns={columns}
        rows={tests}
        rowKey={(row) => row.id}
        rowHref={(row) => `/staff/back-tests/${row.id}`}
        empty={<EmptyState title={t('backTest.empty')}>{t('backTest.emptyText')}</EmptyState>}
      />
      {ctx.permissions.has('price-plan:write') && rules.length > 0 ? (
        <div className="staff-pad">
          <Section title={t('backTest.new')} className="mt-6">
            <StartForm
              action={startBackTestAction}
              bases={rules.map((entry) => ({
                value: entry.id,
                label:
                  entry.version === null
                    ? t('backTest.draftOf', { plan: entry.name })
                    : t('backTest.versionOf', { plan: entry.name, version: entry.version, from: entry.validFrom }),
              }))}
              scopes={(['plan', 'all'] as const).map((value) => ({ value, label: t(`backTest.scopes.${value}`) }))}
              values={{
                base: base?.id ?? rules[0]?.id ?? '',
                from: `${addMonths(monthOf(now, BILLING_ZONE), -3)}-01`,
                to: addDays(localDate(now, BILLING_ZONE), -1),
              }}
              texts={Object.fromEntries(TEXTS.map((key) => [key, t(`backTest.form.${key}`)])) as StartTexts} // one entry for each key
            />
          </Section>
        </div>
      ) : null}
    </>
  )
}
