import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { filterChips, listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { ButtonLink } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { DataTable, type Column } from '@/components/ui/data-table'
import { FilterMenu, ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatDuration, formatInstant } from '@/lib/kernel/format/datetime'
import { formatCount, formatDecimal } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { listPartners } from '@/lib/partners/queries'
import { countLiveSessions, listSessions, type SessionRow } from '@/lib/roaming/sessions/list-sessions'
import { ExportMenu } from '../export/export-menu'
import { SessionPanel } from './session-panel'
import { SessionStateMark } from './session-state'

const PATH = '/staff/sessions'
const SHOWS = ['live', 'stale', 'ended', 'all'] as const
const REFRESH_MS = 10_000
const load = createLoader({
  show: parseAsStringLiteral(SHOWS).withDefault('live'),
  q: parseAsString,
  partner: parseAsString,
  after: parseAsString,
  session: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('sessions'))('title') }
}

export default async function SessionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('session:read')
  const [t, locale, state, partners, counts] = await Promise.all([
    getTranslations('sessions'),
    formatLocale(),
    load(searchParams),
    listPartners(ctx),
    countLiveSessions(ctx),
  ])
  const { show, q } = state
  const partner = partners.find((entry) => entry.id === state.partner)
  const filter = { show: show === 'live' ? undefined : show, q, partner: partner?.id }
  const { rows, next } = await listSessions(
    ctx,
    { show, search: q ?? undefined, partnerId: partner?.id },
    { after: state.after ?? undefined },
  )
  const openId = state.session && isId('session', state.session) ? state.session : null
  const opened = openId
    ? (rows.find((row) => row.id === openId) ??
      (await listSessions(ctx, { show: 'all', sessionId: openId }, { limit: 1 })).rows[0])
    : undefined
  const here = { ...filter, after: state.after }
  const href = (row: SessionRow) => listHref(PATH, here, { session: row.id })
  const index = rows.findIndex((row) => row.id === openId)
  const step = (row: SessionRow | undefined, text: string) => (row ? { href: href(row), text } : null)
  const now = ctx.clock.now()
  const columns: Column<SessionRow>[] = [
    { key: 'place', header: t('place'), cell: (row) => row.placeName },
    { key: 'evse', header: 'EVSE', explain: t('evseExplained'), priority: 3, tone: 'dim', cell: (row) => row.evseUid },
    { key: 'state', header: t('state'), cell: (row) => <SessionStateMark session={row} /> },
    { key: 'partner', header: t('partner'), priority: 2, cell: (row) => row.partnerName },
    { key: 'customer', header: t('customer'), priority: 2, cell: (row) => row.customerName ?? t('unknownCustomer') },
    {
      key: 'start',
      header: t('start'),
      tone: 'dim',
      priority: 2,
      cell: (row) => formatInstant(row.startedAt, row.timeZone, 'shortTime', locale),
    },
    {
      key: 'duration',
      header: t('duration'),
      align: 'right',
      cell: (row) =>
        formatDuration(((row.endedAt ?? (row.status === 'ACTIVE' ? now : row.heardAt)) - row.startedAt) / 1000),
    },
    {
      key: 'kwh',
      header: 'kWh',
      align: 'right',
      tone: 'strong',
      cell: (row) => formatDecimal(row.energyKwh, 2, locale),
    },
    {
      key: 'cost',
      header: t('cost'),
      explain: t('costExplained'),
      align: 'right',
      priority: 3,
      cell: (row) => (row.totalExcl === null ? '–' : formatDecimal(row.totalExcl, 2, locale)),
    },
    {
      key: 'heard',
      header: t('heard'),
      align: 'right',
      priority: 2,
      cell: (row) => formatDuration((now - row.heardAt) / 1000),
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
    <div className={opened ? 'staff-main with-panel' : undefined}>
      <AutoRefresh active={show === 'live'} everyMs={REFRESH_MS} />
      <div>
        <StaffHead
          title={t('title')}
          segments={
            <Tabs
              kind="segments"
              label={t('segments')}
              tabs={SHOWS.map((entry) => ({
                href: listHref(PATH, filter, { show: entry === 'live' ? null : entry }),
                text: t(`show.${entry}`),
                count: entry === 'live' ? counts.live : entry === 'stale' ? counts.stale : undefined,
                current: entry === show,
              }))}
            />
          }
        />
        <p className="staff-line">
          {t.rich('summary', {
            count: formatCount(counts.live, locale),
            energy: formatDecimal(counts.energyKwh, 1, locale),
            stale: counts.stale,
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
        >
          <ExportMenu list="sessions" state={filter} />
        </ListBar>
        <DataTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={href}
          selectedKey={openId}
          note={t('exclVat')}
          empty={
            <EmptyState
              title={filtered ? t('noHits') : t(`empty.${show}`)}
              actions={
                filtered ? (
                  <ButtonLink size="row" href={listHref(PATH, { show: filter.show })}>
                    {t('clear')}
                  </ButtonLink>
                ) : undefined
              }
            >
              {filtered ? t('noHitsText') : t('emptyText')}
            </EmptyState>
          }
        />
        <Pager
          label={t('title')}
          previous={state.after ? { href: listHref(PATH, filter), text: t('newest') } : null}
          next={next ? { href: listHref(PATH, filter, { after: next }), text: t('older') } : null}
        />
      </div>
      {opened ? (
        <SessionPanel
          ctx={ctx}
          session={opened}
          steps={{
            previous: step(rows[index - 1], t('previous')),
            next: step(rows[index + 1], t('next')),
            close: { href: listHref(PATH, here), text: t('close') },
          }}
        />
      ) : null}
    </div>
  )
}
