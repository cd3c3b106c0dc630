import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { filterChips, listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { DataTable, type Column } from '@/components/ui/data-table'
import { FilterMenu, ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { StateMark } from '@/components/ui/state-mark'
import { EmptyState } from '@/components/ui/states'
import { requireStaff } from '@/lib/auth/session'
import { listCustomers, type Customer } from '@/lib/customers/queries'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatCount } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { ExportMenu } from '../export/export-menu'

const PATH = '/staff/customers'
const KINDS = ['private', 'business'] as const
const CHARGING = ['allowed', 'denied'] as const
const load = createLoader({
  q: parseAsString,
  kind: parseAsStringLiteral(KINDS),
  charging: parseAsStringLiteral(CHARGING),
  after: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('customers'))('title') }
}

export default async function CustomersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('customer:read')
  const [t, locale, state] = await Promise.all([getTranslations('customers'), formatLocale(), load(searchParams)])
  const filter = { q: state.q ?? undefined, kind: state.kind ?? undefined, charging: state.charging ?? undefined }
  const { rows, next, total } = await listCustomers(ctx, {
    search: filter.q,
    kind: filter.kind,
    charging: filter.charging,
    after: state.after ?? undefined,
  })
  const chips = filterChips(
    PATH,
    filter,
    {
      kind: filter.kind ? { label: t('kind'), value: t(`kinds.${filter.kind}`) } : null,
      charging: filter.charging ? { label: t('charging'), value: t(`chargingStates.${filter.charging}`) } : null,
    },
    (name) => t('removeFilter', { name }),
  )
  const filtered = chips.length > 0 || Boolean(filter.q)
  const columns: Column<Customer>[] = [
    { key: 'number', header: t('number'), cell: (row) => row.number },
    { key: 'name', header: t('name'), cell: (row) => row.name, names: true },
    { key: 'kind', header: t('kind'), priority: 2, cell: (row) => t(`kinds.${row.kind}`) },
    { key: 'email', header: t('email'), cell: (row) => row.email },
    { key: 'city', header: t('city'), priority: 2, cell: (row) => row.city },
    {
      key: 'charging',
      header: t('charging'),
      cell: (row) =>
        row.chargingAllowed ? (
          t('chargingStates.allowed')
        ) : (
          <StateMark state="fail">{t('chargingStates.denied')}</StateMark>
        ),
    },
    {
      key: 'since',
      header: t('since'),
      priority: 3,
      cell: (row) => formatInstant(row.createdAt, BILLING_ZONE, 'shortYear', locale),
    },
  ]
  return (
    <>
      <StaffHead
        title={t('title')}
        end={
          ctx.permissions.has('customer:write') ? (
            <ButtonLink size="row" look="go" href={`${PATH}/new`}>
              {t('new')}
            </ButtonLink>
          ) : null
        }
      />
      <p className="staff-line">
        {t.rich('summary', { count: formatCount(total, locale), b: (chunks) => <b>{chunks}</b> })}
      </p>
      <ListBar
        action={PATH}
        search={{ label: t('search'), placeholder: t('search'), defaultValue: filter.q }}
        keep={{ kind: filter.kind, charging: filter.charging }}
        chips={chips}
        addFilter={
          <FilterMenu text={t('filter')} action={PATH} keep={{ q: filter.q }} applyText={t('apply')}>
            <Select
              size="row"
              name="kind"
              label={t('kind')}
              placeholder="–"
              defaultValue={filter.kind}
              options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            />
            <Select
              size="row"
              name="charging"
              label={t('charging')}
              placeholder="–"
              defaultValue={filter.charging}
              options={CHARGING.map((value) => ({ value, label: t(`chargingStates.${value}`) }))}
            />
          </FilterMenu>
        }
      >
        <ExportMenu list="customers" state={filter} />
      </ListBar>
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `${PATH}/${row.id}`}
        empty={
          <EmptyState
            title={filtered ? t('noHits') : t('none')}
            actions={
              filtered ? (
                <ButtonLink size="row" href={PATH}>
                  {t('showAll')}
                </ButtonLink>
              ) : undefined
            }
          />
        }
      />
      <Pager
        label={t('title')}
        previous={state.after ? { href: listHref(PATH, filter), text: t('first') } : null}
        next={next ? { href: listHref(PATH, filter, { after: next }), text: t('more') } : null}
      />
    </>
  )
}
