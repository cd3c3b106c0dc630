import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { filterChips, listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { DataTable } from '@/components/ui/data-table'
import { FilterMenu, ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { MonthField } from '@/components/ui/text-field'
import { requireStaff } from '@/lib/auth/session'
import { listInvoices } from '@/lib/billing/queries/invoices'
import { getReceivables } from '@/lib/billing/queries/overview'
import { formatMonth } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import { isMonth } from '@/lib/kernel/time'
import { ExportMenu } from '../export/export-menu'
import { invoiceColumns } from './invoice-columns'

const PATH = '/staff/invoices'
const STATES = ['open', 'overdue', 'paid', 'credited', 'draft'] as const
const load = createLoader({
  q: parseAsString,
  state: parseAsStringLiteral(STATES),
  period: parseAsString,
  after: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('billing'))('invoices') }
}

export default async function InvoicesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('invoice:read')
  const [t, locale, state] = await Promise.all([getTranslations('billing'), formatLocale(), load(searchParams)])
  const period = state.period && isMonth(state.period) ? state.period : undefined
  const filter = { q: state.q ?? undefined, state: state.state ?? undefined, period }
  const [{ rows, next }, receivables] = await Promise.all([
    listInvoices(ctx, { search: filter.q, state: filter.state, period, after: state.after ?? undefined }),
    getReceivables(ctx),
  ])
  const chips = filterChips(
    PATH,
    filter,
    {
      state: filter.state ? { label: t('state'), value: t(`states.${filter.state}`) } : null,
      period: period ? { label: t('period'), value: formatMonth(period, locale) } : null,
    },
    (name) => t('removeFilter', { name }),
  )
  const filtered = chips.length > 0 || Boolean(filter.q)
  return (
    <>
      <StaffHead title={t('invoices')} />
      <p className="staff-line">
        {t.rich('receivables', {
          open: formatMoney(receivables.openMinor, 'SEK', locale),
          overdue: formatMoney(receivables.overdueMinor, 'SEK', locale),
          count: receivables.overdueInvoices,
          b: (chunks) => <b>{chunks}</b>,
        })}
      </p>
      <ListBar
        action={PATH}
        search={{ label: t('searchInvoices'), placeholder: t('searchInvoices'), defaultValue: filter.q }}
        keep={{ state: filter.state, period }}
        chips={chips}
        addFilter={
          <FilterMenu text={t('filter')} action={PATH} keep={{ q: filter.q }} applyText={t('apply')}>
            <Select
              size="row"
              name="state"
              label={t('state')}
              placeholder="–"
              defaultValue={filter.state}
              options={STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
            />
            <MonthField size="row" name="period" label={t('period')} defaultValue={period} />
          </FilterMenu>
        }
      >
        <ExportMenu list="invoices" state={filter} />
      </ListBar>
      <DataTable
        label={t('invoices')}
        columns={invoiceColumns(t, locale)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `${PATH}/${row.id}`}
        empty={
          <EmptyState
            title={filtered ? t('noHits') : t('noInvoices')}
            actions={
              filtered ? (
                <ButtonLink size="row" href={PATH}>
                  {t('showAll')}
                </ButtonLink>
              ) : undefined
            }
          >
            {filtered ? null : t('runsSummary')}
          </EmptyState>
        }
      />
      <Pager
        label={t('invoices')}
        previous={state.after ? { href: listHref(PATH, filter), text: t('newest') } : null}
        next={next ? { href: listHref(PATH, filter, { after: next }), text: t('older') } : null}
      />
    </>
  )
}
