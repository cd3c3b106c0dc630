import { getTranslations } from 'next-intl/server'
import { hasPlaceFacts, PlaceFactsList } from '@/app/place-facts'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Lead } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { requireCustomer } from '@/lib/auth/session'
import { mistypedWish, readWish, type WishSearch } from '@/app/quote-wish'
import { findMyPrices } from '@/lib/rating/charges/queries/find-my-prices'
import { getMyQuote } from '@/lib/rating/quotes/queries/get-quote'
import { findMyOpenReservation } from '@/lib/roaming/reservations/queries'
import { loadPlace } from './load-place'
import { SocketChoice } from './socket-choice'
import { SocketRows } from './socket-rows'

type Props = {
  params: Promise<{ locationId: string }>
  searchParams: Promise<{ socket?: string | string[] } & WishSearch>
}

export async function generateMetadata({ params }: Props) {
  return { title: (await loadPlace((await params).locationId)).name }
}

/** A place: its charge points with the customer's price, then the chosen one with the price in full and the start. */
export default async function PlacePage({ params, searchParams }: Props) {
  const ctx = await requireCustomer()
  const [t, p, place, asked] = await Promise.all([
    getTranslations('charging'),
    getTranslations('places'),
    loadPlace((await params).locationId),
    searchParams,
  ])
  const wish = readWish(asked)
  const connectors = place.sockets.flatMap((socket) => socket.connectors)
  const { plan, prices } = await findMyPrices(ctx, place, connectors)
  const priceOf = new Map(connectors.map((connector, index) => [connector, prices[index] ?? null]))
  const socket = place.sockets.find((one) => one.id === asked.socket)
  const here = `/start/${place.id}`
  const steps = [{ href: '/start', text: t('start.back') }, ...(socket ? [{ href: here, text: place.name }] : [])]
  const free = place.sockets.filter((one) => one.status === 'AVAILABLE').length
  return (
    <div className="narrow">
      <Breadcrumb label={t('start.back')} steps={steps} />
      {socket ? (
        <SocketChoice
          place={place}
          socket={socket}
          plan={plan}
          wish={wish}
          mistyped={mistypedWish(asked)}
          quotes={await Promise.all(
            socket.connectors.map(({ id }) => getMyQuote(ctx, { evseId: socket.id, connectorId: id, wish })),
          )}
          reservation={await findMyOpenReservation(ctx)}
        />
      ) : (
        <>
          <Lead note={`${place.address}, ${place.city}. ${t('detail.operator', { name: place.operatorName })}`}>
            {t.rich('start.placeLead', {
              place: place.name,
              free,
              total: place.sockets.length,
              b: (text) => <b>{text}</b>,
            })}
          </Lead>
          <SocketRows place={place} priceOf={priceOf} />
          {hasPlaceFacts(place.facts) ? (
            <Section title={p('title')}>
              <PlaceFactsList facts={place.facts} zone={place.timeZone} now={ctx.clock.now()} />
            </Section>
          ) : null}
        </>
      )}
    </div>
  )
}
