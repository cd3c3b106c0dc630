import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { Disclosure } from '@/components/ui/states'
import { TextField } from '@/components/ui/text-field'
import type { ChargeWish } from '@/lib/rating/core/charge-wish'
import type { Place, PlaceSocket } from '@/lib/roaming/locations/find-places'

type Props = { place: Place; socket: PlaceSocket; wish: ChargeWish | null; car: string | null }

/** Another amount or another car for the example. It is an address, so that it works without script and can be kept. */
export async function WishForm({ place, socket, wish, car }: Props) {
  const t = await getTranslations('quotes')
  const here = `/start/${place.id}?socket=${socket.id}`
  return (
    <div className="pt-6">
      <Disclosure summary={t('other')} open={wish !== null}>
        <form action={`/start/${place.id}`} className="form" key={JSON.stringify(wish)}>
          <input type="hidden" name="socket" value={socket.id} />
          <div className="form-row">
            <TextField
              label={t('amount')}
              name="amount"
              inputMode="decimal"
              autoComplete="off"
              defaultValue={wish?.amount ?? 30}
              required
            />
            <Select
              label={t('by')}
              name="by"
              defaultValue={wish?.by ?? 'kwh'}
              options={[
                { value: 'kwh', label: t('kwh') },
                { value: 'minutes', label: t('minutes') },
              ]}
            />
          </div>
          <Button type="submit">{t('count')}</Button>
        </form>
        <p className="pt-4">
          <Link href={`/start/car?back=${encodeURIComponent(here)}`}>
            {car === null ? t('car') : t('carOf', { car })}
          </Link>
        </p>
      </Disclosure>
    </div>
  )
}
