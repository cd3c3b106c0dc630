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
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatCount } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { listPartners } from '@/lib/partners/queries'
import { describeTariff } from '@/lib/pricing/describe-tariff'
import { listTariffs, type TariffRow } from '@/lib/roaming/tariffs/list-tariffs'

const PATH = '/staff/tariffs'
const SHOWS = ['current', 'deleted', 'all'] as const
const load = createLoader({
  show: parseAsStringLiteral(SHOWS).withDefault('current'),
  q: parseAsString,
  partner: parseAsString,
  after: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('tariffs'))('title') }
}

export default async function TariffsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('tariff:read')
  const [t, locale, state, partners] = await Promise.all([
    getTranslations('tariffs'),
    formatLocale(),
    load(searchParams),
    listPartners(ctx),
  ])
  const { show, q } = state
  const partner = partners.find((entry) => entry.id === state.partner)
  const filter = { show: show === 'current' ? undefined : show, q, partner: partner?.id }
  const { rows, next } = await listTariffs(
    ctx,
    { show, search: q ?? undefined, partnerId: partner?.id },
    { after: state.after ?? undefined },
  )
  const columns: Column<TariffRow>[] = [
    { key: 'id', header: t('tariff'), cell: (row) => row.ocpiId },
    { key: 'partner', header: t('partner'), cell: (row) => row.partnerName },
    {
      key: 'sentence',
      header: t('sentence'),
      priority: 2,
      wrap: true,
      cell: (row) => describeTariff(row.body, locale).join(' '),
    },
    { key: 'version', header: t('version'), align: 'right', cell: (row) => row.version },
    {
      key: 'connectors',
      header: t('connectors'),
      explain: t('connectorsExplained'),
      align: 'right',
      priority: 3,
      cell: (row) => formatCount(row.connectors, locale),
    },
    {
      key: 'valid',
      header: t('validFrom'),
      align: 'right',
      tone: 'dim',
      cell: (row) => formatInstant(row.validFrom, BILLING_ZONE, 'shortYear', locale),
    },
    {
      key: 'state',
      header: t('state'),
      priority: 3,
      cell: (row) => (
        <StateMark state={row.deleted ? 'open' : 'neutral'}>{t(row.deleted ? 'deleted' : 'inUse')}</StateMark>
      ),
    },
  ]
  const chips = filterChips(
    PATH,
    filter,
    { partner: partner ? { label: t('partner'), value: partner.name } : null },
    (name) => t('removeFilter', { name }),
  )
  const filtered = chips.length > 0 || Boolean(q)
  return (
    <>
      <StaffHead
        title={t('title')}
        segments={
          <Tabs
            kind="segments"
            label={t('segments')}
            tabs={SHOWS.map((entry) => ({
              href: listHref(PATH, filter, { show: entry === 'current' ? null : entry }),
              text: t(`show.${entry}`),
              current: entry === show,
            }))}
          />
        }
      />
      <p className="staff-line">{t('summary')}</p>
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
