import { getTranslations } from 'next-intl/server'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { DataTable, type Column } from '@/components/ui/data-table'
import { ListBar } from '@/components/ui/list-bar'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatCount } from '@/lib/kernel/format/money'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import { listPartners, type Partner } from '@/lib/partners/queries'
import { PartnerStateMark } from './partner-state'

const PATH = '/staff/partners'
const SHOWS = ['all', 'registered', 'waiting', 'failing', 'ended'] as const
type Show = (typeof SHOWS)[number]
const load = createLoader({ show: parseAsStringLiteral(SHOWS).withDefault('all'), q: parseAsString })

const BELONGS: Readonly<Record<Show, (partner: Partner) => boolean>> = {
  all: () => true,
  registered: (partner) => partner.state === 'registered' || partner.state === 'updating',
  waiting: (partner) => ['draft', 'token_a_issued', 'token_a_received', 'handshaking'].includes(partner.state),
  failing: (partner) => (partner.lastError ?? partner.circuit) !== null && partner.state !== 'unregistered',
  ended: (partner) => partner.state === 'unregistered' || partner.state === 'suspended',
}

export async function generateMetadata() {
  return { title: (await getTranslations('partners'))('title') }
}

export default async function PartnersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('partner:read')
  const [t, tp, locale, { show, q }, all] = await Promise.all([
    getTranslations('partners'),
    getTranslations('parties'),
    formatLocale(),
    load(searchParams),
    listPartners(ctx),
  ])
  const wanted = q?.trim().toLowerCase() ?? ''
  const rows = all.filter(
    (partner) =>
      BELONGS[show](partner) &&
      `${partner.name} ${partner.countryCode}*${partner.partyId} ${partner.versionsUrl ?? ''}`
        .toLowerCase()
        .includes(wanted),
  )
  const at = (value: Instant | null) => (value === null ? '–' : formatInstant(value, BILLING_ZONE, 'shortTime', locale))
  const columns: Column<Partner>[] = [
    { key: 'name', header: t('name'), cell: (partner) => partner.name },
    {
      key: 'party',
      header: t('party'),
      explain: t('partyExplained'),
      cell: (partner) => (partner.countryCode === '--' ? '–' : `${partner.countryCode}*${partner.partyId}`),
    },
    {
      key: 'parties',
      header: tp('count'),
      explain: tp('countExplained'),
      align: 'right',
      priority: 2,
      cell: (partner) =>
        partner.hubParty === null ? partner.parties || '–' : `${tp('hub')}, ${formatCount(partner.parties, locale)}`,
    },
    { key: 'state', header: t('state'), cell: (partner) => <PartnerStateMark partner={partner} /> },
    { key: 'version', header: 'OCPI', priority: 2, cell: (partner) => partner.version ?? '–' },
    { key: 'seen', header: t('lastSeen'), priority: 2, cell: (partner) => at(partner.lastSeenAt) },
    {
      key: 'registered',
      header: t('registeredAt'),
      priority: 3,
      tone: 'dim',
      cell: (partner) => at(partner.registeredAt),
    },
    {
      key: 'error',
      header: t('lastError'),
      priority: 2,
      wrap: true,
      cell: (partner) => partner.lastError ?? partner.circuit?.reason ?? '',
    },
  ]
  const failing = all.filter(BELONGS.failing).length
  return (
    <>
      <StaffHead
        title={t('title')}
        segments={
          <Tabs
            kind="segments"
            label={t('segments')}
            tabs={SHOWS.map((entry) => ({
              href: listHref(PATH, { q }, { show: entry === 'all' ? null : entry }),
              text: t(`show.${entry}`),
              count: all.filter(BELONGS[entry]).length,
              current: entry === show,
            }))}
          />
        }
        end={
          ctx.permissions.has('partner:write') ? (
            <ButtonLink look="go" size="row" href={`${PATH}/new`}>
              {t('new')}
            </ButtonLink>
          ) : undefined
        }
      />
      <p className="staff-line">
        {t.rich('summary', { count: all.filter(BELONGS.registered).length, failing, b: (chunks) => <b>{chunks}</b> })}
      </p>
      <ListBar
        action={PATH}
        search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: q ?? undefined }}
        keep={{ show: show === 'all' ? undefined : show }}
      />
      <DataTable
        label={t('title')}
        columns={columns}
        rows={rows}
        rowKey={(partner) => partner.id}
        rowHref={(partner) => `${PATH}/${partner.id}`}
        empty={
          <EmptyState
            title={all.length === 0 ? t('none') : t('noHits')}
            actions={
              all.length === 0 ? undefined : (
                <ButtonLink size="row" href={PATH}>
                  {t('clear')}
                </ButtonLink>
              )
            }
          >
            {all.length === 0 ? t('noneText') : t('noHitsText')}
          </EmptyState>
        }
      />
    </>
  )
}
