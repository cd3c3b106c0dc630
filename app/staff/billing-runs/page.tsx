import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { EmptyState } from '@/components/ui/states'
import { requireStaff } from '@/lib/auth/session'
import { listBillingRuns, type BillingRunRow } from '@/lib/billing/queries/billing-runs'
import { formatInstant, formatMonth } from '@/lib/kernel/format/datetime'
import { formatAmount, formatCount } from '@/lib/kernel/format/money'
import { addMonths, BILLING_ZONE, monthOf } from '@/lib/kernel/time'
import { createRunAction } from './actions'
import { NewRunForm } from './new-run-form'
import { RunState } from './run-state'

const PATH = '/staff/billing-runs'
const load = createLoader({ after: parseAsString })

export async function generateMetadata() {
  return { title: (await getTranslations('billing'))('runs') }
}

export default async function BillingRunsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('billing-run:read')
  const [t, locale, { after }] = await Promise.all([getTranslations('billing'), formatLocale(), load(searchParams)])
  const { rows, next } = await listBillingRuns(ctx, { after: after ?? undefined })
  const columns: Column<BillingRunRow>[] = [
    { key: 'period', header: t('period'), cell: (run) => formatMonth(run.period, locale) },
    { key: 'state', header: t('state'), cell: (run) => <RunState run={run} /> },
    { key: 'who', header: t('whose'), cell: (run) => run.customerName ?? t('allCustomers') },
    { key: 'invoices', header: t('invoicesCount'), align: 'right', cell: (run) => formatCount(run.invoices, locale) },
    {
      key: 'credits',
      header: t('creditNotes'),
      align: 'right',
      priority: 3,
      cell: (run) => formatCount(run.creditNotes, locale),
    },
    {
      key: 'net',
      header: t('netKr'),
      align: 'right',
      priority: 2,
      cell: (run) => formatAmount(run.netMinor, 'SEK', locale),
    },
    {
      key: 'vat',
      header: t('vatKr'),
      align: 'right',
      priority: 2,
      cell: (run) => formatAmount(run.vatMinor, 'SEK', locale),
    },
    {
      key: 'payable',
      header: t('payableKr'),
      align: 'right',
      tone: 'strong',
      cell: (run) => formatAmount(run.payableMinor, 'SEK', locale),
    },
    {
      key: 'finalized',
      header: t('finalizedAt'),
      priority: 2,
      cell: (run) =>
        run.finalizedAt === null ? '–' : formatInstant(run.finalizedAt, BILLING_ZONE, 'shortYear', locale),
    },
    { key: 'by', header: t('approvedBy'), priority: 3, cell: (run) => run.approvedByName ?? t('system') },
  ]
  return (
    <>
      <StaffHead title={t('runs')} />
      <p className="staff-line">{t('runsSummary')}</p>
      {ctx.permissions.has('billing-run:write') ? (
        <div className="staff-pad">
          <Section title={t('newRun')}>
            <NewRunForm
              action={createRunAction}
              month={addMonths(monthOf(ctx.clock.now()), -1)}
              texts={{ period: t('period'), prepare: t('prepare'), preparing: t('preparing'), failed: t('failed') }}
            />
          </Section>
        </div>
      ) : null}
      <DataTable
        label={t('runs')}
        columns={columns}
        rows={rows}
        rowKey={(run) => run.id}
        rowHref={(run) => `${PATH}/${run.id}`}
        empty={<EmptyState title={t('noRuns')}>{t('runsSummary')}</EmptyState>}
      />
      <Pager
        label={t('runs')}
        previous={after ? { href: PATH, text: t('newest') } : null}
        next={next ? { href: listHref(PATH, { after: next }), text: t('older') } : null}
      />
    </>
  )
}
