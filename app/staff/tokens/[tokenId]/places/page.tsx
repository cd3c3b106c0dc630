import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { ListBar } from '@/components/ui/list-bar'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { namePlaces, searchPlaces, type NamedPlace } from '@/lib/roaming/tokens/name-places'
import { getToken } from '@/lib/roaming/tokens/queries'
import { AddPlace, LiftPlaces, RemovePlace } from './place-actions'

const load = createLoader({ q: parseAsString })

export async function generateMetadata() {
  return { title: (await getTranslations('tokenPlaces'))('title') }
}

type Props = { params: Promise<{ tokenId: string }>; searchParams: Promise<SearchParams> }

/** Where one token may charge, and the search for places to add. */
export default async function TokenPlacesPage({ params, searchParams }: Props) {
  const ctx = await requireStaff('token:read')
  const [t, tt, { tokenId }, { q }] = await Promise.all([
    getTranslations('tokenPlaces'),
    getTranslations('tokens'),
    params,
    load(searchParams),
  ])
  if (!isId('token', tokenId)) notFound()
  const token = await getToken(ctx, tokenId).catch((error: unknown) => {
    if (error instanceof NotFoundError) notFound()
    throw error
  })
  const mayWrite = ctx.permissions.has('token:write')
  const [places, found] = await Promise.all([
    namePlaces(ctx, token.allowedPlaces ?? []),
    mayWrite ? searchPlaces(ctx, q ?? '') : [],
  ])
  const name = (place: Pick<NamedPlace, 'name' | 'location' | 'operatorName'>) => {
    if (place.name !== null) return place.name
    return place.location.length === OPERATOR_LENGTH ? t('allOf', { operator: place.operatorName }) : t('unknownPlace')
  }
  const columns: Column<NamedPlace>[] = [
    { key: 'place', header: t('place'), wrap: true, cell: name },
    { key: 'city', header: tt('city'), priority: 2, cell: (row) => row.city ?? '–' },
    { key: 'operator', header: t('operator'), priority: 3, cell: (row) => row.operatorName },
    {
      key: 'id',
      header: 'OCPI',
      priority: 3,
      tone: 'dim',
      cell: (row) => <span className="font-mono">{row.location}</span>,
    },
  ]
  const sockets: Column<NamedPlace> = {
    key: 'evses',
    header: t('evses'),
    explain: t('evsesExplained'),
    priority: 2,
    wrap: true,
    cell: (row) => (row.evses.length === 0 ? t('wholePlace') : row.evses.map(({ label }) => label).join(', ')),
  }
  const lead = token.allowedPlaces === null ? 'leadFree' : places.length === 0 ? 'leadNone' : 'leadSome'
  return (
    <>
      <StaffHead
        crumb={{ label: t('back'), steps: [{ href: `/staff/tokens?token=${token.id}`, text: tt('title') }] }}
        title={token.type === 'RFID' ? t('kicker', { uid: token.uid }) : t('kickerApp')}
        end={mayWrite && token.allowedPlaces !== null ? <LiftPlaces tokenId={token.id} /> : undefined}
      />
      <p className="staff-line">{t(lead, { count: places.length })}</p>
      {places.length === 0 ? null : (
        <DataTable
          label={t('title')}
          rows={places}
          rowKey={(row) => row.location}
          columns={[
            ...columns,
            sockets,
            ...(mayWrite
              ? [
                  {
                    key: 'remove',
                    header: <span className="vh">{t('remove')}</span>,
                    align: 'right' as const,
                    cell: (row: NamedPlace) => (
                      <RemovePlace
                        tokenId={token.id}
                        location={row.location}
                        name={name(row)}
                        last={places.length === 1}
                      />
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {mayWrite ? (
        <>
          <h2 className="staff-line font-strong">{t('found')}</h2>
          <ListBar
            action={`/staff/tokens/${token.id}/places`}
            search={{ label: t('search'), placeholder: t('searchPlaceholder'), defaultValue: q ?? undefined }}
          />
          {q ? (
            <DataTable
              label={t('found')}
              rows={found}
              rowKey={(row) => row.location}
              columns={[
                ...columns,
                {
                  key: 'add',
                  header: <span className="vh">{t('add')}</span>,
                  align: 'right',
                  cell: (row) => (
                    <AddPlace tokenId={token.id} place={row} name={name(row)} first={token.allowedPlaces === null} />
                  ),
                },
              ]}
              empty={<p className="staff-pad dim">{t('noHits')}</p>}
            />
          ) : null}
        </>
      ) : null}
    </>
  )
}

const OPERATOR_LENGTH = 'SE*KUL'.length
