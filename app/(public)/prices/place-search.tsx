import { getTranslations } from 'next-intl/server'
import { Button } from '@/components/ui/button'
import { Rows } from '@/components/ui/rows'
import { Section } from '@/components/ui/section'
import { TextField } from '@/components/ui/text-field'
import { findPublicPlaces } from '@/lib/roaming/locations/find-places'

const SHOWN = 6

/** From the price list to the price at one socket. The search is an address, so that it works without script. */
export async function PlaceSearch({ search }: { search: string }) {
  const [t, { places }] = await Promise.all([getTranslations('quotes'), findPublicPlaces(search, SHOWN)])
  if (places.length === 0 && search === '') return null
  return (
    <Section title={t('publicAny')}>
      <p className="pb-3">{t('publicAnyText')}</p>
      <form action="/prices" className="form" role="search">
        <TextField
          label={t('publicSearch')}
          hint={t('publicHint')}
          name="q"
          type="search"
          key={search}
          defaultValue={search}
          maxLength={80}
          enterKeyHint="search"
          autoComplete="off"
        />
        <Button type="submit">{t('publicFind')}</Button>
      </form>
      {places.length === 0 ? (
        <p className="pt-4">
          {t('publicNone')}. {t('publicNoneText')}
        </p>
      ) : (
        <div className="pt-4">
          <Rows
            label={t('publicPlaces')}
            entries={places.map((place) => ({
              key: place.id,
              href: `/prices/${place.id}`,
              title: place.name,
              detail: `${place.address}, ${place.city}`,
            }))}
          />
        </div>
      )}
    </Section>
  )
}
