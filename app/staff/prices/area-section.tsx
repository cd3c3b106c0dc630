import { getTranslations } from 'next-intl/server'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { BIDDING_AREAS } from '@/lib/rating/core/bidding-area'
import { findLocationArea } from '@/lib/rating/prices/queries'
import { decideAreaAction } from './actions'
import { ChoiceForm } from './choice-form'

type Place = { party: string; ocpiId: string; country: string; latitude: number | null; longitude: number | null }

/** In which bidding area a place lies, how that is known, and where staff say otherwise. */
export async function AreaSection({ ctx, place }: { ctx: StaffCtx; place: Place }) {
  const t = await getTranslations('prices')
  const { latitude, longitude, country } = place
  const key = `${place.party}*${place.ocpiId}`.toUpperCase()
  const coordinates =
    latitude === null || longitude === null ? null : { latitude: String(latitude), longitude: String(longitude) }
  const { area, basis, nearest } = await findLocationArea(ctx, key, { country, coordinates })
  return (
    <Section title={t('areaTitle')}>
      <p>{t('areaText', { area: area ?? 'none', basis, nearest: nearest ?? 'none' })}</p>
      {ctx.permissions.has('price-plan:write') && basis !== 'abroad' ? (
        <ChoiceForm
          action={decideAreaAction}
          name="area"
          label={t('areaChoice')}
          options={[
            { value: '', label: t('areaByPosition') },
            ...BIDDING_AREAS.map((value) => ({ value, label: value })),
          ]}
          value={basis === 'staff' ? (area ?? '') : ''}
          hidden={{ locationKey: key }}
          texts={{ save: t('save'), saving: t('saving'), failed: t('failed') }}
        />
      ) : null}
    </Section>
  )
}
