import { getTranslations } from 'next-intl/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { ButtonLink } from '@/components/ui/button'
import { DataTable, type Column } from '@/components/ui/data-table'
import { ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatCount } from '@/lib/kernel/format/money'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import type { Partner } from '@/lib/partners/queries'
import { countParties, listParties, PARTY_SHOWS, type PartyRow, type PartyShow } from '@/lib/partners/queries/parties'
import { partyHref, PartyStatusMark } from '../party-status'

type Props = { ctx: StaffCtx; partner: Partner; state: { show: PartyShow; q: string | null; after: string | null } }

/** Who is reached over a connection: one, those of a platform, or everybody behind a hub. */
export async function Parties({ ctx, partner, state }: Props) {
  const { show, q, after } = state
  const [t, counts, { rows, next }, columns] = await Promise.all([
    getTranslations('parties'),
    countParties(ctx, partner.id),
    listParties(ctx, partner.id, { show, search: q ?? undefined }, { after: after ?? undefined }),
    columnsOf(partner),
  ])
  const path = `/staff/partners/${partner.id}`
  const here = { tab: 'parties', show: show === 'all' ? null : show, q }
  const filtered = Boolean(q) || show !== 'all'
  const b = (chunks: React.ReactNode) => <b>{chunks}</b>
  return (
    <>
      {partner.hubParty === null ? null : (
        <div className="staff-segments">
          <Tabs
            kind="segments"
            label={t('segments')}
            tabs={PARTY_SHOWS.map((entry) => ({
              href: listHref(path, here, { show: entry === 'all' ? null : entry }),
              text: t(`show.${entry}`),
              count: counts[entry],
              current: entry === show,
            }))}
          />
        </div>
      )}
      <p className="staff-line">
        {t.rich(partner.hubParty === null ? 'summaryDirect' : 'summaryHub', {
          all: counts.all,
          connected: counts.connected,
          b,
        })}{' '}
        {counts.planned > 0 ? `${t('plannedNote', { count: counts.planned })} ` : null}
        {counts.unannounced > 0 ? t('unannouncedNote', { count: counts.unannounced }) : null}
      </p>
      <ListBar
        action={path}
        search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: q ?? undefined }}
        keep={{ tab: 'parties', show: here.show ?? undefined }}
      />
      <DataTable
        label={t('title', { name: partner.name })}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        rowHref={(row) => partyHref(row.key)}
        empty={
          <EmptyState
            title={filtered ? t('noHits') : t('none')}
            actions={
              filtered ? (
                <ButtonLink size="row" href={listHref(path, { tab: 'parties' })}>
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
        label={t('title', { name: partner.name })}
        previous={after ? { href: listHref(path, here), text: t('first') } : null}
        next={next ? { href: listHref(path, here, { after: next }), text: t('more') } : null}
      />
    </>
  )
}

async function columnsOf({ hubParty }: Partner): Promise<Column<PartyRow>[]> {
  const [t, locale] = await Promise.all([getTranslations('parties'), formatLocale()])
  const at = (value: Instant | null) => (value === null ? '–' : formatInstant(value, BILLING_ZONE, 'shortTime', locale))
  const columns: (Column<PartyRow> | null)[] = [
    { key: 'name', header: t('name'), cell: (row) => row.name ?? row.key },
    { key: 'party', header: t('party'), explain: t('partyExplained'), tone: 'dim', cell: (row) => row.key },
    hubParty === null
      ? null
      : {
          key: 'status',
          header: t('status'),
          explain: t('statusExplained'),
          cell: (row) => <PartyStatusMark status={row.status} source={row.source} />,
        },
    { key: 'role', header: t('role'), priority: 3, tone: 'dim', cell: (row) => row.roles.join(', ') },
    hubParty === null
      ? null
      : { key: 'since', header: t('statusAt'), priority: 3, tone: 'dim', cell: (row) => at(row.statusAt) },
    { key: 'seen', header: t('lastSeen'), priority: 2, cell: (row) => at(row.lastSeenAt) },
    {
      key: 'locations',
      header: t('locations'),
      align: 'right',
      tone: 'strong',
      cell: (row) => formatCount(row.locations, locale),
    },
    {
      key: 'connections',
      header: t('connections'),
      explain: t('connectionsExplained'),
      align: 'right',
      priority: 2,
      cell: (row) => formatCount(row.connections, locale),
    },
  ]
  return columns.filter((column) => column !== null)
}
