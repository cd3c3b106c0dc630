import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { filterChips, listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { DataTable } from '@/components/ui/data-table'
import { FilterMenu, ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { StateMark } from '@/components/ui/state-mark'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatMoney } from '@/lib/kernel/format/money'
import { listPartners } from '@/lib/partners/queries'
import { DISPUTE_CAUSES, DISPUTE_ORIGINS } from '@/lib/rating/core/dispute-state'
import { DISPUTE_SHOWS, disputeWork, listDisputes } from '@/lib/rating/disputes/queries/list-disputes'
import { ExportMenu } from '../export/export-menu'
import { disputeColumns } from './dispute-columns'

const PATH = '/staff/disputes'
const load = createLoader({
  show: parseAsStringLiteral(DISPUTE_SHOWS).withDefault('live'),
  q: parseAsString,
  partner: parseAsString,
  cause: parseAsStringLiteral(DISPUTE_CAUSES),
  origin: parseAsStringLiteral(DISPUTE_ORIGINS),
  after: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('disputes'))('label') }
}

/** Cases with operators: whose turn it is, by when, and how much money it is about. */
export default async function DisputesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('dispute:read')
  const [t, locale, state, partners, work] = await Promise.all([
    getTranslations('disputes'),
    formatLocale(),
    load(searchParams),
    listPartners(ctx),
    disputeWork(ctx),
  ])
  const partner = partners.find((entry) => entry.id === state.partner)
  const { show, q, cause, origin } = state
  const filter = {
    show: show === 'live' ? undefined : show,
    q: q ?? undefined,
    partner: partner?.id,
    cause: cause ?? undefined,
    origin: origin ?? undefined,
  }
  const wanted = { show, search: filter.q, partnerId: partner?.id, cause: filter.cause, origin: filter.origin }
  const { rows, next } = await listDisputes(ctx, wanted, { after: state.after ?? undefined })
  const chips = filterChips(
    PATH,
    filter,
    {
      partner: partner ? { label: t('partner'), value: partner.name } : null,
      cause: cause ? { label: t('cause'), value: t(`causes.${cause}`) } : null,
      origin: origin ? { label: t('origin'), value: t(`origins.${origin}`) } : null,
    },
    (name) => t('removeFilter', { name }),
  )
  const counts = { live: work.live, us: work.us, operator: work.operator, overdue: work.overdue }
  const filtered = chips.length > 0 || Boolean(filter.q)
  return (
    <>
      <StaffHead
        title={t('label')}
        segments={
          <Tabs
            kind="segments"
            label={t('label')}
            tabs={DISPUTE_SHOWS.map((entry) => ({
              href: listHref(PATH, filter, { show: entry === 'live' ? null : entry }),
              text: t(`shows.${entry}`),
              count: entry === 'closed' || entry === 'all' ? undefined : counts[entry],
              current: entry === show,
            }))}
          />
        }
        end={<ExportMenu list="disputes" state={{ ...filter, show }} />}
      />
      <p className="staff-line">
        <span>
          {t.rich('lead', {
            count: work.live,
            amount: formatMoney(work.claimMinor, 'SEK', locale),
            b: (chunks) => <b>{chunks}</b>,
          })}
        </span>
        {work.overdue > 0 ? (
          <Link href={listHref(PATH, {}, { show: 'overdue' })}>
            <StateMark state="fail">{t('overdueLink', { count: work.overdue })}</StateMark>
          </Link>
        ) : null}
      </p>
      <ListBar
        action={PATH}
        search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: filter.q }}
        keep={{ show: filter.show, partner: filter.partner, cause: filter.cause, origin: filter.origin }}
        chips={chips}
        addFilter={
          <FilterMenu
            text={t('addFilter')}
            action={PATH}
            keep={{ show: filter.show, q: filter.q }}
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
              name="cause"
              label={t('cause')}
              placeholder="–"
              defaultValue={filter.cause}
              options={DISPUTE_CAUSES.map((value) => ({ value, label: t(`causes.${value}`) }))}
            />
            <Select
              size="row"
              name="origin"
              label={t('origin')}
              placeholder="–"
              defaultValue={filter.origin}
              options={DISPUTE_ORIGINS.map((value) => ({ value, label: t(`origins.${value}`) }))}
            />
          </FilterMenu>
        }
      />
      <DataTable
        label={t('label')}
        columns={disputeColumns(t, locale)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `${PATH}/${row.id}`}
        rowMark={(row) => (row.overdue ? 'held' : null)}
        note={t('exclVat')}
        empty={
          <EmptyState
            title={filtered ? t('noneTitle') : t('emptyTitle')}
            actions={
              filtered ? (
                <ButtonLink size="row" href={listHref(PATH, { show: filter.show })}>
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
        previous={state.after ? { href: listHref(PATH, filter), text: t('newest') } : null}
        next={next ? { href: listHref(PATH, filter, { after: next }), text: t('older') } : null}
      />
    </>
  )
}
