import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { formatLocale } from '@/app/locale'
import { QuoteReceipt } from '@/app/quote-receipt'
import { readWish, type WishSearch } from '@/app/quote-wish'
import { connectorText, socketName } from '@/app/socket-text'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Paper } from '@/components/ui/paper'
import { Rows } from '@/components/ui/rows'
import { Section } from '@/components/ui/section'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import type { ChargeWish } from '@/lib/rating/core/charge-wish'
import { getPublicQuote } from '@/lib/rating/quotes/queries/get-quote'
import { findPublicPlace, type Place, type PlaceSocket } from '@/lib/roaming/locations/find-places'

type Props = {
  params: Promise<{ locationId: string }>
  searchParams: Promise<{ socket?: string | string[] } & WishSearch>
}

const load = cache(async (locationId: string): Promise<Place> => {
  if (!isId('location', locationId)) return notFound()
  try {
    return await findPublicPlace(locationId)
  } catch (error) {
    if (error instanceof NotFoundError) return notFound()
    throw error
  }
})

export async function generateMetadata({ params }: Props) {
  return { title: (await load((await params).locationId)).name }
}

/** What a charge costs at a place, for whoever wants to know: no account is needed to read a price. */
export default async function PublicPlacePage({ params, searchParams }: Props) {
  const [t, place, asked] = await Promise.all([
    getTranslations('quotes'),
    load((await params).locationId),
    searchParams,
  ])
  const here = `/prices/${place.id}`
  const socket = place.sockets.length === 1 ? place.sockets[0] : place.sockets.find((one) => one.id === asked.socket)
  const back = { href: '/prices', text: t('publicBack') }
  const steps = socket && place.sockets.length > 1 ? [back, { href: here, text: place.name }] : [back]
  return (
    <div className="narrow">
      <Breadcrumb label={t('publicBack')} steps={steps} />
      <Lead note={`${place.address}, ${place.city}. ${t('publicNote')}`}>
        {t.rich('publicLead', { place: place.name, total: place.sockets.length, b: (text) => <b>{text}</b> })}
      </Lead>
      {socket ? <SocketPrices place={place} socket={socket} wish={readWish(asked)} /> : <Sockets place={place} />}
    </div>
  )
}

async function Sockets({ place }: { place: Place }) {
  const [t, charging, locale] = await Promise.all([
    getTranslations('quotes'),
    getTranslations('charging'),
    formatLocale(),
  ])
  return (
    <Section title={t('publicChoose')}>
      <Rows
        label={t('publicChoose')}
        entries={place.sockets.map((socket) => ({
          key: socket.id,
          href: `/prices/${place.id}?socket=${socket.id}`,
          title: charging('start.socket', { name: socketName(socket) }),
          detail: socket.connectors.map((connector) => connectorText(connector, charging, locale)).join(' · '),
        }))}
      />
    </Section>
  )
}

type SocketProps = { place: Place; socket: PlaceSocket; wish: ChargeWish | null }

async function SocketPrices({ place, socket, wish }: SocketProps) {
  const [t, charging, locale] = await Promise.all([
    getTranslations('quotes'),
    getTranslations('charging'),
    formatLocale(),
  ])
  const quotes = await Promise.all(
    socket.connectors.map(({ id }) => getPublicQuote({ evseId: socket.id, connectorId: id, wish })),
  )
  return (
    <>
      <p className="pt-6">{charging('start.socket', { name: socketName(socket) })}</p>
      {socket.connectors.map((connector, index) => {
        const quote = quotes[index]
        return quote ? (
          <Section key={connector.id} title={connectorText(connector, charging, locale)}>
            <Paper>
              <QuoteReceipt quote={quote} />
            </Paper>
          </Section>
        ) : null
      })}
      {socket.remoteStart ? (
        <p className="pt-6">
          <ButtonLink look="go" href={`/start/${place.id}?socket=${socket.id}`}>
            {t('publicStart')}
          </ButtonLink>
        </p>
      ) : null}
    </>
  )
}
