'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import type { FormAction } from '@/components/forms/form-state'
import { LiveQueries, readLive } from '@/components/query-client'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Paper } from '@/components/ui/paper'
import { ReceiptLine } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { Notice } from '@/components/ui/states'
import { formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import { SECOND_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { CommandState, ReservationQuote, ReservationState } from '@/lib/roaming/core/command'
import { Countdown } from './countdown'
import { StartForm } from './start-form'

/** What GET /api/live/reservation/[reservationId] tells. */
export type ReservationView = {
  reservation: {
    id: string
    state: ReservationState
    isOpen: boolean
    placeName: string
    socketName: string
    timeZone: TimeZone
    locationId: string
    evseId: string
    connectorId: string | null
    cancellable: boolean
    quote: ReservationQuote | null
    expiresAt: Instant
    endedBy: string | null
    result: string | null
    cancellation: { state: CommandState; result: string | null } | null
    sessionId: string | null
  }
  leftMs: number
}

type Props = {
  initial: ReservationView
  locale: FormatLocale
  start: FormAction
  startTexts: Parameters<typeof StartForm>[0]['texts']
  /** What the charge itself costs, as it was shown with the page; it goes back with the start. */
  startPrice: ReactNode
  startValues: Readonly<Record<string, string>>
  /** What has to be agreed to before the start. */
  agree?: string
  cancel: FormAction
}

const POLL_MS = 3 * SECOND_MS
const REASONS = ['EVSE_OCCUPIED', 'EVSE_INOPERATIVE', 'NOT_SUPPORTED', 'UNKNOWN_LOCATION'] as const

/** A reservation, followed until it has ended. */
export function ReservationStatus(props: Props) {
  return (
    <LiveQueries>
      <Polled {...props} />
    </LiveQueries>
  )
}

function Polled({ initial, ...props }: Props) {
  const t = useTranslations('reservations')
  const { data, isError } = useQuery({
    queryKey: ['reservation', initial.reservation.id],
    queryFn: ({ signal }) => readLive<ReservationView>(`/api/live/reservation/${initial.reservation.id}`, signal),
    initialData: initial,
    refetchInterval: (query) => (query.state.data?.reservation.isOpen ? POLL_MS : false),
  })
  const { reservation, leftMs } = data
  return (
    <>
      <div aria-live="polite">
        <Head reservation={reservation} locale={props.locale} />
        {isError ? <Notice tone="held">{t('offline')}</Notice> : null}
        <Cancelling reservation={reservation} locale={props.locale} />
      </div>
      {reservation.state === 'active' ? (
        <div className="pt-4">
          <Countdown key={leftMs} leftMs={leftMs} label={t('leftLabel')} text={(left) => t('left', left)} />
        </div>
      ) : null}
      <Prices reservation={reservation} locale={props.locale} />
      {reservation.isOpen ? <Open reservation={reservation} {...props} /> : <Ended reservation={reservation} />}
    </>
  )
}

type Part = { reservation: ReservationView['reservation']; locale: FormatLocale }

/** `cancelled` is said in two ways: it matters who did it. */
function wordOf({ state, endedBy }: Part['reservation']) {
  if (state !== 'cancelled') return state
  return endedBy === 'customer' ? 'cancelledByCustomer' : 'cancelledByOperator'
}

function Head({ reservation, locale }: Part) {
  const t = useTranslations('reservations')
  const word = wordOf(reservation)
  const { socketName: socket, placeName: place, result } = reservation
  const time = formatInstant(reservation.expiresAt, reservation.timeZone, 'time', locale)
  const text = word === 'unknown' && !reservation.cancellable ? 'unknownFixed' : word
  const reason = REASONS.find((known) => known === result) ?? 'other'
  return (
    <>
      <Lead note={t(`text.${text}`, { place })}>
        {t.rich(`state.${word}`, { socket, time, b: (chunks: ReactNode) => <b>{chunks}</b> })}
      </Lead>
      {word === 'refused' ? <Notice tone="fail">{t(`reasons.${reason}`)}</Notice> : null}
    </>
  )
}

/** Where the wish to cancel stands, while the reservation is still open. */
function Cancelling({ reservation, locale }: Part) {
  const t = useTranslations('reservations')
  const { cancellation, isOpen } = reservation
  if (!isOpen || !cancellation) return null
  const time = formatInstant(reservation.expiresAt, reservation.timeZone, 'time', locale)
  if (cancellation.state === 'rejected') return <Notice tone="fail">{t('cancel.refused', { time })}</Notice>
  if (cancellation.state === 'unknown') return <Notice tone="held">{t('cancel.silent')}</Notice>
  return <Notice>{t('cancel.sent')}</Notice>
}

function Prices({ reservation: { quote, state }, locale }: Part) {
  const t = useTranslations('reservations')
  if (state === 'refused') return null
  if (!quote) return <p className="note pt-6">{t('priceUnknown')}</p>
  const money = (minor: string) => formatMoney(BigInt(minor), quote.currency, locale)
  return (
    <Section title={t('prices')}>
      <Paper>
        <ReceiptLine label={t('usedLine')} amount={money(quote.usedMinor)} />
        <ReceiptLine label={t('unusedLine')} amount={money(quote.unusedMinor)} />
        <p className="note pb-4 pt-2">{t('priceNote')}</p>
      </Paper>
    </Section>
  )
}

type Starting = Pick<Props, 'start' | 'startTexts' | 'startPrice' | 'startValues' | 'agree'>

/** The price of the charge in full, then the start. */
function Start(props: Starting & { evseId: string; connectorId: string }) {
  const t = useTranslations('reservations')
  const { start, startTexts, startPrice, startValues, agree, evseId, connectorId } = props
  return (
    <Section title={t('chargePrice')}>
      <Paper>
        {startPrice}
        <StartForm action={start} values={{ evseId, connectorId, ...startValues }} texts={startTexts} agree={agree} />
      </Paper>
    </Section>
  )
}

function Open({ reservation, cancel, locale, ...starting }: Part & Omit<Props, 'initial'>) {
  const t = useTranslations('reservations')
  const { id, state, evseId, connectorId, locationId, cancellable, cancellation } = reservation
  const waiting = cancellation !== null && ['requested', 'accepted_by_cpo'].includes(cancellation.state)
  return (
    <div className="form pt-6">
      {state !== 'active' ? null : connectorId === null ? (
        <ButtonLink look="go" href={`/start/${locationId}?socket=${evseId}`}>
          {t('chooseConnector')}
        </ButtonLink>
      ) : (
        <Start {...starting} evseId={evseId} connectorId={connectorId} />
      )}
      {cancellable ? (
        <ConfirmDialog
          trigger={t('cancel.open')}
          triggerLook={{ wide: true }}
          destroys
          disabled={waiting}
          title={t('cancel.title')}
          consequence={<CancelEffect reservation={reservation} locale={locale} />}
          confirmText={t('cancel.confirm')}
          pendingText={t('cancel.pending')}
          cancelText={t('cancel.keep')}
          failedText={t('cancel.failed')}
          action={cancel}
          values={{ reservationId: id }}
        />
      ) : (
        <p className="note">{t('cancel.not')}</p>
      )}
    </div>
  )
}

function CancelEffect({ reservation: { quote }, locale }: Part) {
  const t = useTranslations('reservations')
  if (!quote) return t('cancel.textUnknown')
  if (quote.unusedMinor === '0' && quote.usedMinor === '0') return t('cancel.textFree')
  const most = BigInt(quote.unusedMinor) > BigInt(quote.usedMinor) ? quote.unusedMinor : quote.usedMinor
  return t('cancel.text', { amount: formatMoney(BigInt(most), quote.currency, locale) })
}

function Ended({ reservation: { state } }: Pick<Part, 'reservation'>) {
  const t = useTranslations('reservations')
  const used = state === 'used'
  return (
    <p className="pt-6">
      <ButtonLink look="go" href={used ? '/home' : '/start'}>
        {t(used ? 'toCharge' : 'again')}
      </ButtonLink>
    </p>
  )
}
