import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { StaffHead } from '@/components/layout/staff-head'
import { Select } from '@/components/ui/choice-fields'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Finding } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatCount } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { isReachable, ROUTED_MODULES, type RoutedModule } from '@/lib/partners/core/party'
import { getParty, type PartyConnection, type PartyDetail } from '@/lib/partners/queries/parties'
import { PartyStatusMark } from '../../party-status'
import { chooseRouteAction } from '../actions'

type Params = { params: Promise<{ party: string }> }

async function find(ctx: StaffCtx, segment: string): Promise<PartyDetail> {
  if (!/^[A-Za-z]{2}-[A-Za-z0-9]{3}$/.test(segment)) notFound()
  try {
    return await getParty(ctx, segment.replace('-', '*').toUpperCase())
  } catch (error) {
    if (error instanceof NotFoundError) notFound()
    throw error
  }
}

export async function generateMetadata({ params }: Params) {
  return { title: (await params).party.replace('-', '*') }
}

/** One party: by which roads it is reached, and which of them counts for what. */
export default async function PartyPage({ params }: Params) {
  const ctx = await requireStaff('partner:read')
  const [t, { party: segment }] = await Promise.all([getTranslations('parties'), params])
  const party = await find(ctx, segment)
  const { connections } = party
  const name = party.name ?? party.key
  const usable = connections.filter((row) => row.state === 'registered' && isReachable(row.status))
  const b = (chunks: React.ReactNode) => <b>{chunks}</b>
  const only = connections.length === 1 ? connections[0] : undefined
  return (
    <>
      <StaffHead
        crumb={{
          label: t('partnersTitle'),
          steps: [
            { href: '/staff/partners', text: t('partnersTitle') },
            ...(only ? [{ href: `/staff/partners/${only.partnerId}?tab=parties`, text: only.name }] : []),
          ],
        }}
        title={name}
        note={party.key}
      />
      <Finding>
        {usable.length === 0
          ? t.rich('noRoad', { name, b })
          : connections.length === 1
            ? t.rich('oneRoad', { name, b })
            : t.rich('severalRoads', { name, count: connections.length, b })}
      </Finding>
      <div className="staff-pad">
        <Section title={t('roads')}>
          <Roads connections={connections} />
        </Section>
        <Section title={t('authoritative')} className="mt-6">
          <p className="pb-2">
            {t('authoritativeText')} {t('cdrRule')}
          </p>
          <Authorities party={party} mayChoose={ctx.permissions.has('partner:write')} />
        </Section>
      </div>
    </>
  )
}

async function Roads({ connections }: { connections: readonly PartyConnection[] }) {
  const [t, locale] = await Promise.all([getTranslations('parties'), formatLocale()])
  const columns: Column<PartyConnection>[] = [
    { key: 'name', header: t('connection'), cell: (row) => row.name },
    { key: 'kind', header: t('kind'), cell: (row) => (row.hubParty === null ? t('direct') : t('viaHub')) },
    { key: 'version', header: 'OCPI', priority: 2, cell: (row) => row.version ?? '–' },
    {
      key: 'status',
      header: t('status'),
      explain: t('statusExplained'),
      cell: (row) => <PartyStatusMark status={row.status} source={row.source} />,
    },
    { key: 'role', header: t('role'), priority: 3, tone: 'dim', cell: (row) => row.roles.join(', ') },
    { key: 'source', header: t('source'), priority: 3, tone: 'dim', cell: (row) => t(`sources.${row.source}`) },
    {
      key: 'seen',
      header: t('lastSeen'),
      priority: 2,
      cell: (row) => (row.lastSeenAt === null ? '–' : formatInstant(row.lastSeenAt, BILLING_ZONE, 'shortTime', locale)),
    },
    {
      key: 'locations',
      header: t('locations'),
      align: 'right',
      priority: 2,
      cell: (row) => formatCount(row.locations, locale),
    },
    { key: 'cdrs', header: t('cdrs'), align: 'right', priority: 2, cell: (row) => formatCount(row.cdrs, locale) },
  ]
  return (
    <DataTable
      fit="flush"
      label={t('roads')}
      columns={columns}
      rows={connections}
      rowKey={(row) => row.partnerId}
      rowHref={(row) => `/staff/partners/${row.partnerId}`}
    />
  )
}

type Authority = { module: RoutedModule; connection: PartyConnection | null; chosen: boolean }

function authoritiesOf({ connections }: PartyDetail): Authority[] {
  return ROUTED_MODULES.map((module) => {
    const found = connections.find(({ routes }) => routes.some((route) => route.module === module && route.rank === 0))
    const chosen = connections.some(({ routes }) => routes.some((route) => route.module === module && route.chosen))
    return { module, connection: found ?? null, chosen }
  })
}

async function Authorities({ party, mayChoose }: { party: PartyDetail; mayChoose: boolean }) {
  const t = await getTranslations('parties')
  const label = (row: PartyConnection) =>
    [row.name, row.version && `OCPI ${row.version}`, row.hubParty === null ? t('direct') : t('viaHub')]
      .filter(Boolean)
      .join(', ')
  const choice = (row: Authority) => (
    <ConfirmDialog
      dense
      trigger={t('choose')}
      title={t('chooseTitle', { module: t(`modules.${row.module}`) })}
      consequence={t('chooseEffect')}
      confirmText={t('save')}
      pendingText={t('saving')}
      cancelText={t('cancel')}
      failedText={t('failed')}
      action={chooseRouteAction}
      values={{ party: party.key, module: row.module }}
    >
      <Select
        size="row"
        name="partnerId"
        label={t('chooseLabel')}
        placeholder={t('chooseRule')}
        defaultValue={row.chosen ? row.connection?.partnerId : ''}
        options={party.connections.map((connection) => ({ value: connection.partnerId, label: label(connection) }))}
      />
    </ConfirmDialog>
  )
  const columns: Column<Authority>[] = [
    { key: 'module', header: t('module'), cell: (row) => t(`modules.${row.module}`) },
    {
      key: 'current',
      header: t('current'),
      tone: 'strong',
      cell: (row) =>
        row.connection ? (
          <>
            {row.connection.name} <span className="dim">({row.chosen ? t('byChoice') : t('byRule')})</span>
          </>
        ) : (
          '–'
        ),
    },
    { key: 'note', header: '', priority: 2, tone: 'dim', wrap: true, cell: (row) => t(`moduleNotes.${row.module}`) },
    ...(mayChoose && party.connections.length > 1
      ? [{ key: 'choose', header: '', align: 'right' as const, cell: choice }]
      : []),
  ]
  return (
    <DataTable
      fit="flush"
      label={t('authoritative')}
      columns={columns}
      rows={authoritiesOf(party)}
      rowKey={(row) => row.module}
    />
  )
}
