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
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatPower } from '@/lib/kernel/format/energy'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatCount } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { listPartners } from '@/lib/partners/queries'
import { listLocations, sumLocations, type LocationRow } from '@/lib/roaming/locations/list-locations'

const PATH = '/staff/locations'
const SHOWS = ['all', 'broken', 'hidden'] as const
const load = createLoader({
  show: parseAsStringLiteral(SHOWS).withDefault('all'),
  q: parseAsString,
  partner: parseAsString,
  after: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('locations'))('title') }
}

export default async function LocationsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('location:read')
  const [t, locale, state, partners] = await Promise.all([
    getTranslations('locations'),
    formatLocale(),
    load(searchParams),
    listPartners(ctx),
  ])
  const { show, q } = state
  const partner = partners.find((entry) => entry.id === state.partner)
  const filter = { show: show === 'all' ? undefined : show, q, partner: partner?.id }
  const query = { show, search: q ?? undefined, partnerId: partner?.id }
  const [{ rows, next }, totals] = await Promise.all([
    listLocations(ctx, query, { after: state.after ?? undefined }),
    sumLocations(ctx, query),
  ])
  const count = (value: number) => formatCount(value, locale)
  const columns: Column<LocationRow>[] = [
    { key: 'name', header: t('place'), cell: (row) => row.name },
    { key: 'city', header: t('city'), cell: (row) => row.city },
    { key: 'address', header: t('address'), priority: 3, tone: 'dim', cell: (row) => row.address },
    { key: 'partner', header: t('partner'), priority: 2, cell: (row) => row.partnerName },
    {
      key: 'evses',
      header: 'EVSE',
      explain: t('evseExplained'),
      align: 'right',
      cell: (row) => count(row.evses),
      total: count(totals.evses),
    },
    {
      key: 'available',
      header: t('available'),
      align: 'right',
      cell: (row) => count(row.available),
      total: count(totals.available),
    },
    {
      key: 'charging',
      header: t('charging'),
      align: 'right',
      priority: 2,
      cell: (row) => count(row.charging),
      total: count(totals.charging),
    },
    {
      key: 'broken',
      header: t('broken'),
      align: 'right',
      cell: (row) => (row.broken > 0 ? <StateMark state="fail">{row.broken}</StateMark> : '0'),
      total: count(totals.broken),
    },
    {
      key: 'power',
      header: t('power'),
      align: 'right',
      priority: 3,
      cell: (row) => (row.maxPowerKw === null ? '–' : formatPower(String(row.maxPowerKw), locale)),
    },
    {
      key: 'shown',
      header: t('shown'),
      priority: 2,
      cell: (row) =>
        row.missedCrawls >= 2 ? (
          <StateMark state="held">{t('missing')}</StateMark>
        ) : row.publish ? (
          t('toCustomers')
        ) : (
          <span className="dim">{t('unpublished')}</span>
        ),
    },
    {
      key: 'updated',
      header: t('updated'),
      align: 'right',
      priority: 3,
      tone: 'dim',
      cell: (row) => formatInstant(row.updatedAt, BILLING_ZONE, 'shortTime', locale),
    },
  ]
  const chips = filterChips(
    PATH,
    filter,
    { partner: partner ? { label: t('partner'), value: partner.name } : null },
    (name) => t('removeFilter', { name }),
  )
  const filtered = chips.length > 0 || Boolean(q) || show !== 'all'
  return (
    <>
      <StaffHead
        title={t('title')}
        segments={
          <Tabs
            kind="segments"
            label={t('segments')}
            tabs={SHOWS.map((entry) => ({
              href: listHref(PATH, filter, { show: entry === 'all' ? null : entry }),
              text: t(`show.${entry}`),
              current: entry === show,
            }))}
          />
        }
      />
      <p className="staff-line">
        {t.rich('summary', {
          locations: totals.locations,
          evses: totals.evses,
          broken: totals.broken,
          b: (chunks) => <b>{chunks}</b>,
        })}
      </p>
      <ListBar
        action={PATH}
        search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: q ?? undefined }}
        keep={{ show: filter.show, partner: filter.partner }}
        chips={chips}
        addFilter={
          <FilterMenu
            text={t('addFilter')}
            action={PATH}
            keep={{ show: filter.show, q: q ?? undefined }}
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
          </FilterMenu>
        }
      />
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `${PATH}/${row.id}`}
        totalsLabel={t('totals', { count: totals.locations })}
        empty={
          <EmptyState
            title={filtered ? t('noHits') : t('none')}
            actions={
              filtered ? (
                <ButtonLink size="row" href={PATH}>
                  {t('clear')}
                </ButtonLink>
              ) : undefined
            }
          >
            {filtered ? t('noHitsText') : t('noneText')}
          </EmptyState>
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
