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
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatMoney } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { listPartners } from '@/lib/partners/queries'
import { listQuotes, QUOTE_KINDS, QUOTE_STATES, ruledQuotes } from '@/lib/rating/quotes/queries/list-quotes'
import { quoteColumns } from './quote-columns'

const PATH = '/staff/quotes'
const SHOWS = ['all', ...QUOTE_STATES] as const
const load = createLoader({
  show: parseAsStringLiteral(SHOWS).withDefault('all'),
  q: parseAsString,
  partner: parseAsString,
  customer: parseAsString,
  kind: parseAsStringLiteral(QUOTE_KINDS),
  after: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('promises'))('label') }
}

/** What was promised to whom before a charge or reservation, and what became of it. */
export default async function QuotesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('cdr:read')
  const [t, locale, state, partners, ruled] = await Promise.all([
    getTranslations('promises'),
    formatLocale(),
    load(searchParams),
    listPartners(ctx),
    ruledQuotes(ctx),
  ])
  const partner = partners.find((entry) => entry.id === state.partner)
  const customerId = state.customer && isId('customer', state.customer) ? state.customer : undefined
  const { show, q, kind } = state
  const filter = {
    show: show === 'all' ? undefined : show,
    q: q ?? undefined,
    partner: partner?.id,
    customer: customerId,
    kind: kind ?? undefined,
  }
  const wanted = { state: filter.show, search: filter.q, partnerId: partner?.id, customerId, kind: filter.kind }
  const after = state.after && isId('quote', state.after) ? state.after : undefined
  const { rows, next } = await listQuotes(ctx, wanted, { after })
  const chips = filterChips(
    PATH,
    filter,
    {
      partner: partner ? { label: t('partner'), value: partner.name } : null,
      customer: customerId ? { label: t('customer'), value: rows[0]?.customerName ?? '–' } : null,
      kind: kind ? { label: t('kind'), value: t(`kinds.${kind}`) } : null,
    },
    (name) => t('removeFilter', { name }),
  )
  const filtered = chips.length > 0 || Boolean(filter.q) || show !== 'all'
  return (
    <>
      <StaffHead
        title={t('label')}
        segments={
          <Tabs
            kind="segments"
            label={t('state')}
            tabs={SHOWS.map((entry) => ({
              href: listHref(PATH, filter, { show: entry === 'all' ? null : entry }),
              text: entry === 'all' ? t('all') : t(`states.${entry}`),
              count: entry === 'ruled' ? ruled.count : undefined,
              current: entry === show,
            }))}
          />
        }
      />
      <p className="staff-line">
        <span>
          {t.rich('lead', {
            count: ruled.count,
            spared: formatMoney(ruled.sparedMinor, 'SEK', locale),
            recover: formatMoney(ruled.recoverMinor, 'SEK', locale),
            b: (chunks) => <b>{chunks}</b>,
          })}
        </span>
      </p>
      <ListBar
        action={PATH}
        search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: filter.q }}
        keep={{ show: filter.show, partner: filter.partner, customer: filter.customer, kind: filter.kind }}
        chips={chips}
        addFilter={
          <FilterMenu
            text={t('addFilter')}
            action={PATH}
            keep={{ show: filter.show, q: filter.q, customer: filter.customer }}
            applyText={t('apply')}
          >
            <Select
              size="row"
              name="partner"
              label={t('partner')}
              placeholder="–"
              defaultValue={partner?.id}
              options={partners.map((entry) => ({ value: entry.id, label: entry.name }))}
            />
            <Select
              size="row"
              name="kind"
              label={t('kind')}
              placeholder="–"
              defaultValue={filter.kind}
              options={QUOTE_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            />
          </FilterMenu>
        }
      />
      <DataTable
        label={t('label')}
        columns={quoteColumns(t, locale)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `${PATH}/${row.id}`}
        note={t('inclVat')}
        empty={
          <EmptyState
            title={filtered ? t('noneTitle') : t('emptyTitle')}
            actions={
              filtered ? (
                <ButtonLink size="row" href={PATH}>
                  {t('clear')}
                </ButtonLink>
              ) : undefined
            }
          >
            {filtered ? t('noneText') : t('emptyText')}
          </EmptyState>
        }
      />
      <Pager
        label={t('label')}
        previous={after ? { href: listHref(PATH, filter), text: t('newest') } : null}
        next={next ? { href: listHref(PATH, filter, { after: next }), text: t('older') } : null}
      />
    </>
  )
}
