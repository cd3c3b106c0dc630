import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { createLoader, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { formatLocale } from '@/app/locale'
import { hasPlaceFacts, PlaceFactsList } from '@/app/place-facts'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Pairs } from '@/components/ui/facts'
import { Finding } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { Tabs } from '@/components/ui/tabs'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatPower } from '@/lib/kernel/format/energy'
import { isId } from '@/lib/kernel/ids'
import { canDo } from '@/lib/roaming/core/capabilities'
import { getLocation, type LocationDetail, type LocationEvse } from '@/lib/roaming/locations/list-locations'
import { MessagesLink } from '../../messages/messages-link'
import { CommandSection } from '../../control/command-section'
import { UnlockDialog } from '../../control/unlock-dialog'
import { AreaSection } from '../../prices/area-section'
import { partyHref } from '../../partners/party-status'
import { EvseStatusMark } from '../evse-status'

const TABS = ['overview', 'raw'] as const
const load = createLoader({ tab: parseAsStringLiteral(TABS).withDefault('overview') })
type Params = { params: Promise<{ locationId: string }>; searchParams: Promise<SearchParams> }

export async function generateMetadata() {
  return { title: (await getTranslations('locations'))('title') }
}

export default async function LocationPage({ params, searchParams }: Params) {
  const ctx = await requireStaff('location:read')
  const [{ locationId }, { tab }, t] = await Promise.all([params, load(searchParams), getTranslations('locations')])
  if (!isId('location', locationId)) notFound()
  const place = await getLocation(ctx, locationId).catch((error: unknown) => {
    if (error instanceof NotFoundError) notFound()
    throw error
  })
  const path = `/staff/locations/${place.id}`
  return (
    <>
      <StaffHead
        crumb={{ label: t('title'), steps: [{ href: '/staff/locations', text: t('title') }] }}
        title={place.name}
        note={
          <>
            {place.address}, {place.city}. <Link href={`/staff/partners/${place.partnerId}`}>{place.partnerName}</Link>,{' '}
            <Link href={partyHref(place.party)}>{place.party}</Link>.{' '}
            <MessagesLink partnerId={place.partnerId} objects={[['locations', place.ocpiId]]} />
          </>
        }
      />
      <Tabs
        label={t('tabs')}
        tabs={TABS.map((key) => ({
          href: key === 'overview' ? path : `${path}?tab=${key}`,
          text: t(`tab.${key}`),
          current: key === tab,
        }))}
      />
      {tab === 'overview' ? <Overview ctx={ctx} place={place} /> : <Raw place={place} />}
    </>
  )
}

async function Overview({ ctx, place }: { ctx: StaffCtx; place: LocationDetail }) {
  const [t, p, locale] = await Promise.all([getTranslations('locations'), getTranslations('places'), formatLocale()])
  const connectorsHere = place.evseRows.flatMap((row) => row.body.connectors)
  const plugAndCharge = connectorsHere.filter(({ capabilities }) =>
    capabilities.some((one) => one.endsWith('PLUG_AND_CHARGE')),
  )
  const providers = [...new Set(place.evseRows.flatMap((row) => row.body.acceptedServiceProviders))]
  const connectors = (row: LocationEvse) => row.body.connectors.map((connector) => connector.standard).join(', ')
  const columns: Column<LocationEvse>[] = [
    { key: 'uid', header: 'EVSE', cell: (row) => row.evseId ?? row.uid },
    { key: 'reference', header: t('reference'), cell: (row) => row.physicalReference ?? '–' },
    { key: 'status', header: t('status'), cell: (row) => <EvseStatusMark status={row.status} /> },
    ...(ctx.permissions.has('evse:unlock') && place.evseRows.some((row) => canDo(row.body, 'unlock'))
      ? [await unlockColumn(place)]
      : []),
    {
      key: 'since',
      header: t('since'),
      tone: 'dim',
      cell: (row) => formatInstant(row.statusAt, place.timeZone, 'shortTime', locale),
    },
    {
      key: 'power',
      header: t('power'),
      align: 'right',
      cell: (row) => (row.maxPowerKw === null ? '–' : formatPower(String(row.maxPowerKw), locale)),
    },
    { key: 'connectors', header: t('connectors'), priority: 2, tone: 'dim', wrap: true, cell: connectors },
    {
      key: 'tariffs',
      header: t('tariffs'),
      priority: 2,
      cell: (row) =>
        [...new Set(row.body.connectors.flatMap((connector) => connector.tariffIds))].map((id) => (
          <Link key={id} href={`/staff/tariffs?q=${encodeURIComponent(id)}`}>
            {id}{' '}
          </Link>
        )),
    },
  ]
  return (
    <>
      <Finding>{t('finding', { available: place.available, evses: place.evses, broken: place.broken })}</Finding>
      <div className="staff-grid">
        <Section title="EVSE">
          <DataTable
            fit="flush"
            label="EVSE"
            columns={columns}
            rows={place.evseRows}
            rowKey={(row) => row.id}
            empty={<p className="dim">{t('noEvses')}</p>}
          />
        </Section>
        <Section title={t('facts')}>
          <Pairs
            pairs={[
              { label: t('operator'), value: place.operatorName ?? '–' },
              { label: 'OCPI', value: place.ocpiId },
              { label: t('country'), value: place.country },
              { label: t('timeZone'), value: place.timeZone },
              {
                label: t('position'),
                value:
                  place.latitude === null || place.longitude === null ? '–' : `${place.latitude}, ${place.longitude}`,
              },
              { label: t('shown'), value: place.publish ? t('toCustomers') : t('unpublished') },
              {
                label: 'CDR',
                value: <Link href={`/staff/cdrs?show=all&q=${encodeURIComponent(place.name)}`}>{t('itsCdrs')}</Link>,
              },
              {
                label: t('sessions'),
                value: (
                  <Link href={`/staff/sessions?show=all&q=${encodeURIComponent(place.name)}`}>{t('itsSessions')}</Link>
                ),
              },
              ...(providers.length > 0 ? [{ label: p('providers'), value: providers.join(', ') }] : []),
              ...(plugAndCharge.length > 0
                ? [
                    {
                      label: p('plugAndCharge'),
                      value: p('plugAndChargeCount', { count: plugAndCharge.length, all: connectorsHere.length }),
                    },
                  ]
                : []),
            ]}
          />
        </Section>
        <AreaSection ctx={ctx} place={place} />
        {hasPlaceFacts(place.body) ? (
          <Section title={p('title')}>
            <PlaceFactsList facts={place.body} zone={place.timeZone} now={ctx.clock.now()} />
          </Section>
        ) : null}
      </div>
      <div className="staff-pad">
        <CommandSection ctx={ctx} of={{ locationId: place.id }} timeZone={place.timeZone} />
      </div>
    </>
  )
}

/** One way to each plug that the station says it can let go of. */
async function unlockColumn(place: LocationDetail): Promise<Column<LocationEvse>> {
  const t = await getTranslations('control')
  return {
    key: 'unlock',
    header: t('unlock.column'),
    explain: t('unlock.explained'),
    cell: ({ id, body, evseId, uid }) =>
      canDo(body, 'unlock')
        ? body.connectors.map((connector) => (
            <UnlockDialog
              key={connector.id}
              evseId={id}
              evseName={evseId ?? uid}
              connectorId={connector.id}
              path={`/staff/locations/${place.id}`}
            />
          ))
        : '–',
  }
}

async function Raw({ place }: { place: LocationDetail }) {
  const t = await getTranslations('locations')
  return (
    <div className="staff-pad">
      <Section title={t('rawTitle')}>
        <pre className="code-block">{JSON.stringify(JSON.parse(place.received), null, 2)}</pre>
      </Section>
      {place.findings.length === 0 ? null : (
        <Section title={t('findings')}>
          <pre className="code-block">{JSON.stringify(place.findings, null, 2)}</pre>
        </Section>
      )}
    </div>
  )
}
