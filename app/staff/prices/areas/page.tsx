import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { Select } from '@/components/ui/choice-fields'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Finding } from '@/components/ui/lead'
import { EmptyState } from '@/components/ui/states'
import { requireStaff } from '@/lib/auth/session'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal } from '@/lib/kernel/format/money'
import { BIDDING_AREAS } from '@/lib/rating/core/bidding-area'
import { listUndecidedPlaces, type UndecidedPlace } from '@/lib/rating/prices/list-undecided-places'
import { decideAreasAction } from '../actions'
import { AreaDecisions } from './area-decisions'

type T = Awaited<ReturnType<typeof getTranslations<'prices'>>>

export async function generateMetadata() {
  return { title: (await getTranslations('prices'))('areas.title') }
}

/** Places whose bidding area nobody knows: each with a proposal, decided together by whoever knows better than a line. */
export default async function AreasPage() {
  const ctx = await requireStaff('price-plan:read')
  const [t, locale, places] = await Promise.all([getTranslations('prices'), formatLocale(), listUndecidedPlaces(ctx)])
  const mayWrite = ctx.permissions.has('price-plan:write')
  const waiting = places.reduce((sum, place) => sum + place.waiting, 0)
  const table = (
    <DataTable
      label={t('areas.title')}
      columns={columnsOf(t, locale, mayWrite)}
      rows={places}
      rowKey={(place) => place.key}
      pick={
        mayWrite
          ? {
              name: 'place',
              label: ({ name }) => t('areas.choose', { name }),
              checked: ({ proposal }) => proposal.area !== null,
            }
          : undefined
      }
      empty={<EmptyState title={t('areas.none')}>{t('areas.noneText')}</EmptyState>}
    />
  )
  return (
    <>
      <StaffHead
        title={t('areas.title')}
        crumb={{ label: t('title'), steps: [{ href: '/staff/prices', text: t('title') }] }}
      />
      {places.length === 0 ? null : (
        <div className="staff-pad">
          <Finding>{t('areas.lead', { count: places.length, waiting })}</Finding>
          <p className="dim pb-3">{t('areas.text')}</p>
        </div>
      )}
      {mayWrite && places.length > 0 ? (
        <AreaDecisions
          action={decideAreasAction}
          texts={{ decide: t('areas.decide'), saving: t('saving'), failed: t('failed'), hint: t('areas.hint') }}
        >
          {table}
        </AreaDecisions>
      ) : (
        table
      )}
    </>
  )
}

function columnsOf(t: T, locale: FormatLocale, mayWrite: boolean): Column<UndecidedPlace>[] {
  const options = BIDDING_AREAS.map((value) => ({ value, label: value }))
  return [
    {
      key: 'place',
      header: t('areas.place'),
      wrap: true,
      cell: ({ locationId, name, proposal: { by, km } }) => (
        <div className="py-1">
          <Link href={`/staff/locations/${locationId}`}>{name}</Link>
          <p className="dim">
            {t('areas.by', { by, km: km === null ? '' : formatDecimal(km.toFixed(1), [0, 0], locale) })}
          </p>
        </div>
      ),
    },
    { key: 'city', header: t('areas.city'), priority: 3, cell: ({ city }) => city },
    {
      key: 'area',
      header: t('area'),
      cell: ({ key, name, proposal }) =>
        mayWrite ? (
          <div className="min-w-24">
            <Select
              size="row"
              hideLabel
              name={`area ${key}`}
              label={t('areas.areaOf', { name })}
              options={options}
              placeholder={t('areas.unknown')}
              defaultValue={proposal.area ?? ''}
            />
          </div>
        ) : (
          (proposal.area ?? '–')
        ),
    },
    { key: 'waiting', header: t('areas.waiting'), align: 'right', cell: (place) => place.waiting },
  ]
}
