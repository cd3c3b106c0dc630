import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { socketName } from '@/app/socket-text'
import { ReserveForm } from '@/components/charging/reserve-form'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Notice } from '@/components/ui/states'
import { requireCustomer } from '@/lib/auth/session'
import { formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import {
  listReservationOffers,
  type ReservationOffer,
  type ReservationOffers,
} from '@/lib/rating/charges/queries/list-reservation-offers'
import { isAbroad } from '@/lib/rating/core/is-abroad'
import type { Place } from '@/lib/roaming/locations/find-places'
import { loadPlace } from '../load-place'
import { reserveAction } from './actions'
import { shownQuote } from './shown-quote'

type Props = { params: Promise<{ locationId: string }>; searchParams: Promise<{ socket?: string | string[] }> }
type Translate = Awaited<ReturnType<typeof getTranslations<'reservations'>>>

export async function generateMetadata() {
  return { title: (await getTranslations('reservations'))('offer.link') }
}

/** The lengths for which a charge point can be held, each with its price, before anything is asked of anybody. */
export default async function ReservePage({ params, searchParams }: Props) {
  const ctx = await requireCustomer()
  const [t, charging, locale, place, { socket: chosen }] = await Promise.all([
    getTranslations('reservations'),
    getTranslations('charging'),
    formatLocale(),
    loadPlace((await params).locationId),
    searchParams,
  ])
  const socket = place.sockets.find((one) => one.id === chosen)
  const here = `/start/${place.id}`
  if (!socket) redirect(here)
  const name = socketName(socket)
  const steps = [
    { href: '/start', text: charging('start.back') },
    { href: here, text: place.name },
    { href: `${here}?socket=${socket.id}`, text: t('offer.back', { socket: name }) },
  ]
  const found = await listReservationOffers(ctx, place, socket.connectors)
  return (
    <div className="narrow">
      <Breadcrumb label={charging('start.back')} steps={steps} />
      <Lead note={`${place.name}, ${place.address}, ${place.city}.`}>
        {t.rich('offer.lead', { socket: name, b: (text) => <b>{text}</b> })}
      </Lead>
      {socket.reservable ? (
        <ReserveForm
          action={reserveAction}
          values={{ locationId: place.id, evseId: socket.id, ...shownValues(found.offers) }}
          legend={t('offer.legend')}
          choices={found.offers.map((offer) => choiceOf(offer, place, t, locale))}
          texts={{ submit: t('offer.reserve'), pending: t('offer.reserving'), failed: t('offer.failed') }}
        >
          <Conditions found={found} place={place} t={t} />
        </ReserveForm>
      ) : (
        <>
          <Notice tone="held">{t('offer.gone')}</Notice>
          <p className="pt-6">
            <ButtonLink look="go" href={here}>
              {t('offer.goneLink')}
            </ButtonLink>
          </p>
        </>
      )}
    </div>
  )
}

/** What was shown goes back with the form: the price that is agreed to is the price that was read. */
function shownValues(offers: readonly ReservationOffer[]): Record<string, string> {
  return Object.fromEntries(offers.map(({ minutes, quote }) => [`shown${minutes}`, shownQuote(quote)]))
}

function choiceOf({ minutes, until, quote }: ReservationOffer, place: Place, t: Translate, locale: FormatLocale) {
  const time = formatInstant(until, place.timeZone, 'time', locale)
  const label = t('offer.minutes', { minutes, time })
  const value = String(minutes)
  if (!quote) return { value, label, hint: t('offer.priceUnknown') }
  const money = (minor: string) => formatMoney(BigInt(minor), quote.currency, locale)
  const prices = { used: money(quote.usedMinor), unused: money(quote.unusedMinor) }
  const same = quote.usedMinor === quote.unusedMinor
  const hint =
    same && quote.usedMinor === '0' ? t('offer.priceNone') : t(same ? 'offer.priceSame' : 'offer.price', prices)
  return { value, label, hint }
}

function Conditions({ found, place, t }: { found: ReservationOffers; place: Place; t: Translate }) {
  const unknown = found.offers.some(({ quote }) => quote === null)
  const free = found.offers.every(({ quote }) => quote !== null && quote.unusedMinor === '0')
  return (
    <>
      {unknown ? <Notice tone="held">{t('offer.unknown')}</Notice> : null}
      {isAbroad(place.country) ? <Notice tone="held">{t('offer.abroad')}</Notice> : null}
      {place.cancellable ? null : <Notice tone="held">{t('offer.notCancellable')}</Notice>}
      {unknown ? null : (
        <p className="note">{t(free ? (found.priceIsFixed ? 'offer.fixed' : 'offer.noFee') : 'offer.paid')}</p>
      )}
      {place.cancellable && !free ? <p className="note">{t('offer.cancellable')}</p> : null}
      <p className="note">{t('offer.startHere')}</p>
    </>
  )
}
