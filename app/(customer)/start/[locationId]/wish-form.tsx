import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import type { mistypedWish } from '@/app/quote-wish'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { Disclosure } from '@/components/ui/states'
import { TextField } from '@/components/ui/text-field'
import { WISH_LIMITS, type ChargeWish } from '@/lib/rating/core/charge-wish'
import type { Place, PlaceSocket } from '@/lib/roaming/locations/find-places'

type Props = {
  place: Place
  socket: PlaceSocket
  wish: ChargeWish | null
  mistyped: ReturnType<typeof mistypedWish>
  car: string | null
}

/** Another amount or another car for the example. It is an address, so that it works without script and can be kept. */
export async function WishForm({ place, socket, wish, mistyped, car }: Props) {
  const t = await getTranslations('quotes')
  const by = mistyped?.by ?? wish?.by ?? 'kwh'
  const [least, most] = WISH_LIMITS[by]
  const here = `/start/${place.id}?socket=${socket.id}`
  return (
    <div className="pt-6">
      <Disclosure summary={t('other')} open={wish !== null || mistyped !== null}>
        <form action={`/start/${place.id}`} className="form" key={JSON.stringify([wish, mistyped])}>
          <input type="hidden" name="socket" value={socket.id} />
          <div className="form-row">
            <TextField
              label={t('amount')}
              name="amount"
              inputMode="decimal"
              autoComplete="off"
              defaultValue={mistyped?.text ?? wish?.amount ?? 30}
              error={mistyped ? t('amountWrong', { least, most, unit: t(by) }) : undefined}
              required
            />
            <Select
              label={t('by')}
              name="by"
              defaultValue={by}
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
