import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { QuoteLines } from '@/app/quote-receipt'
import { ReceiptLine } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { Disclosure } from '@/components/ui/states'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatMoney } from '@/lib/kernel/format/money'
import type { MyChargeDetail } from '@/lib/rating/charges/queries/get-my-charge'
import type { PromiseView } from '@/lib/rating/quotes/queries/my-promises'

const CURRENCY = 'SEK'

type Props = { charge: Pick<MyChargeDetail, 'price' | 'timeZone'>; promise: PromiseView | null }

/** The price that was read before the start, and the same charge at that price beside what is paid. */
export async function SeenPrice({ charge, promise }: Props) {
  const [t, locale] = await Promise.all([getTranslations('quotes'), formatLocale()])
  if (!promise) return null
  const { quote, promisedGrossMinor, usualGrossMinor } = promise
  const paid = charge.price?.grossMinor ?? null
  const money = (minor: bigint) => formatMoney(minor, CURRENCY, locale)
  return (
    <Section title={t('seenTitle')}>
      {quote ? (
        <p>
          {t(quote.reservation ? 'seenReservation' : 'seen', {
            time: formatInstant(quote.shownAt, charge.timeZone, 'dateTime', locale),
          })}{' '}
          {quote.grossMinor === null
            ? t('seenUnknown')
            : quote.reservation
              ? t('seenHeld', {
                  minutes: quote.reservation.minutes,
                  used: money(quote.reservation.usedMinor ?? 0n),
                  unused: money(quote.grossMinor),
                })
              : t('seenFor', {
                  kwh: formatEnergy(quote.energyKwh, locale, [0, 1]),
                  amount: money(quote.grossMinor),
                })}
        </p>
      ) : null}
      {promisedGrossMinor === null ? null : <ReceiptLine label={t('sameCharge')} amount={money(promisedGrossMinor)} />}
      {promise.ruled && usualGrossMinor !== null ? (
        <ReceiptLine label={t('usual')} amount={money(usualGrossMinor)} />
      ) : null}
      {paid === null ? null : <ReceiptLine kind="mid" label={t('billed')} amount={money(paid)} />}
      <p className="note pt-3">{outcome(promise, paid, money, t)}</p>
      {quote && quote.lines.length > 0 ? (
        <Disclosure summary={t('seenLines')}>
          <QuoteLines lines={quote.lines} included={quote.lines.every(({ kind }) => kind !== 'markup')} />
        </Disclosure>
      ) : null}
    </Section>
  )
}

type Translate = Awaited<ReturnType<typeof getTranslations<'quotes'>>>

function outcome(
  { source, ruled, promisedGrossMinor: promised, usualGrossMinor: usual }: PromiseView,
  paid: bigint | null,
  money: (minor: bigint) => string,
  t: Translate,
): string | null {
  if (promised === null || paid === null) return null
  if (ruled && usual !== null)
    return t(source === 'quote' ? 'kept_ruled' : 'public_ruled', { difference: money(usual - promised) })
  return paid < promised ? t('kept_lower') : t('kept_equal')
}
