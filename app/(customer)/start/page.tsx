import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { formatLocale } from '@/app/locale'
import { Button } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Rows } from '@/components/ui/rows'
import { EmptyState } from '@/components/ui/states'
import { TextField } from '@/components/ui/text-field'
import { requireCustomer } from '@/lib/auth/session'
import { formatPower } from '@/lib/kernel/format/energy'
import { findPlaces, type FoundPlace } from '@/lib/roaming/locations/find-places'

const SEARCH_LENGTH = 80

export async function generateMetadata() {
  return { title: (await getTranslations('charging'))('start.title') }
}

/** Where to charge: a search that is an address, so that it works without script and can be kept. */
export default async function StartPage({ searchParams }: { searchParams: Promise<{ q?: string | string[] }> }) {
  const ctx = await requireCustomer()
  const [t, query] = await Promise.all([getTranslations('charging'), searchParams])
  const search = (typeof query.q === 'string' ? query.q : '').trim().slice(0, SEARCH_LENGTH)
  const { places, more } = await findPlaces(ctx, search)
  const rich = { b: (text: ReactNode) => <b>{text}</b> }
  const found = t.rich(more ? 'start.leadMany' : 'start.leadFound', { count: places.length, search, ...rich })
  return (
    <div className="narrow">
      <Lead>{search === '' ? t.rich('start.lead', rich) : found}</Lead>
      <form action="/start" className="form pt-6" role="search">
        <TextField
          label={t('start.search')}
          hint={t('start.hint')}
          name="q"
          type="search"
          defaultValue={search}
          key={search}
          maxLength={SEARCH_LENGTH}
          enterKeyHint="search"
          autoComplete="off"
        />
        <Button look={search === '' ? 'go' : 'plain'} type="submit">
          {t('start.find')}
        </Button>
      </form>
      {places.length > 0 ? (
        <div className="pt-6">
          <PlaceRows places={places} />
          {more ? <p className="note pt-4">{t('start.more', { count: places.length })}</p> : null}
        </div>
      ) : (
        <EmptyState title={t(search === '' ? 'start.emptyTitle' : 'start.noneTitle')}>
          {t(search === '' ? 'start.emptyText' : 'start.noneText')}
        </EmptyState>
      )}
    </div>
  )
}

async function PlaceRows({ places }: { places: readonly FoundPlace[] }) {
  const [t, p, locale] = await Promise.all([getTranslations('charging'), getTranslations('places'), formatLocale()])
  return (
    <Rows
      label={t('start.places')}
      entries={places.map((place) => ({
        key: place.id,
        href: `/start/${place.id}`,
        title: place.name,
        detail: [`${place.address}, ${place.city}`, ...(place.opening?.open === false ? [p('closedNow')] : [])].join(
          ' · ',
        ),
        amount: t('start.free', { free: place.free, total: place.total }),
        state:
          place.maxPowerKw === null ? '' : t('start.upTo', { power: formatPower(String(place.maxPowerKw), locale) }),
      }))}
    />
  )
}
