import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { DataTable, type Column } from '@/components/ui/data-table'
import { ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { StateMark } from '@/components/ui/state-mark'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { listTokens, type StaffTokenRow } from '@/lib/roaming/tokens/queries'
import { ExportMenu } from '../export/export-menu'
import { TokenPanel } from './token-panel'
import { TokenStateMark } from './token-state'

const PATH = '/staff/tokens'
const SHOWS = ['all', 'active', 'blocked', 'lost'] as const
const load = createLoader({
  show: parseAsStringLiteral(SHOWS).withDefault('all'),
  q: parseAsString,
  after: parseAsString,
  token: parseAsString,
})

export async function generateMetadata() {
  return { title: (await getTranslations('tokens'))('title') }
}

export default async function TokensPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('token:read')
  const [t, tp, locale, { show, q, after, token }] = await Promise.all([
    getTranslations('tokens'),
    getTranslations('tokenPlaces'),
    formatLocale(),
    load(searchParams),
  ])
  const filter = { show: show === 'all' ? undefined : show, q }
  const { rows, next } = await listTokens(ctx, {
    search: q ?? undefined,
    state: show === 'all' ? undefined : show,
    after: after ?? undefined,
  })
  const here = { ...filter, after }
  const href = (row: StaffTokenRow) => listHref(PATH, here, { token: row.id })
  const index = rows.findIndex((row) => row.id === token)
  const open = rows[index]
  const step = (row: StaffTokenRow | undefined, text: string) => (row ? { href: href(row), text } : null)
  const columns: Column<StaffTokenRow>[] = [
    {
      key: 'uid',
      header: 'UID',
      explain: t('uidExplained'),
      cell: (row) => <span className="font-mono">{row.type === 'RFID' ? row.uid : t('appToken')}</span>,
    },
    { key: 'customer', header: t('customer'), cell: (row) => row.customerName },
    { key: 'state', header: t('state'), cell: (row) => <TokenStateMark token={row} /> },
    { key: 'visual', header: t('visualNumber'), priority: 2, cell: (row) => row.visualNumber ?? '–' },
    {
      key: 'contract',
      header: t('contract'),
      explain: t('contractExplained'),
      priority: 3,
      tone: 'dim',
      cell: (row) => row.contractId,
    },
    {
      key: 'where',
      header: tp('where'),
      explain: tp('whereExplained'),
      priority: 2,
      cell: (row) => (row.allowedPlaces ? tp('places', { count: row.allowedPlaces.length }) : tp('everywhere')),
    },
    {
      key: 'group',
      header: tp('group'),
      explain: tp('groupExplained'),
      priority: 3,
      cell: (row) => row.groupId ?? '–',
    },
    { key: 'whitelist', header: t('whitelist'), priority: 3, cell: (row) => t(`whitelists.${row.whitelist}`) },
    {
      key: 'waiting',
      header: t('partners'),
      explain: t('waitingExplained'),
      cell: (row) =>
        row.type !== 'RFID' ? (
          <span className="dim">{t('notSent')}</span>
        ) : row.waiting > 0 ? (
          <StateMark state="open">{t('waiting', { count: row.waiting })}</StateMark>
        ) : (
          <span className="dim">{t('allKnow')}</span>
        ),
    },
    {
      key: 'changed',
      header: t('changed'),
      align: 'right',
      priority: 2,
      tone: 'dim',
      cell: (row) => formatInstant(row.lastUpdated, BILLING_ZONE, 'shortTime', locale),
    },
  ]
  const filtered = Boolean(q) || show !== 'all'
  return (
    <div className={open ? 'staff-main with-panel' : undefined}>
      <div>
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
          end={
            ctx.permissions.has('token:write') ? (
              <ButtonLink look="go" size="row" href={`${PATH}/new`}>
                {t('new')}
              </ButtonLink>
            ) : undefined
          }
        />
        <p className="staff-line">{t('summary')}</p>
        <ListBar
          action={PATH}
          search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: q ?? undefined }}
          keep={{ show: filter.show }}
        >
          <ExportMenu list="tokens" state={filter} />
        </ListBar>
        <DataTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={href}
          selectedKey={token}
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
          previous={after ? { href: listHref(PATH, filter), text: t('newest') } : null}
          next={next ? { href: listHref(PATH, filter, { after: next }), text: t('older') } : null}
        />
      </div>
      {open ? (
        <TokenPanel
          ctx={ctx}
          token={open}
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
