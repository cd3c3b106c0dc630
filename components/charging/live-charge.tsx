'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { PowerEdge } from '@/components/charts/power-edge'
import { samplesOfPeriods } from '@/components/charts/power-samples'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import type { FormAction } from '@/components/forms/form-state'
import { LiveQueries, readLive } from '@/components/query-client'
import { Paper, RunningTotal } from '@/components/ui/paper'
import { ReceiptLine } from '@/components/ui/receipt-line'
import { StateMark } from '@/components/ui/state-mark'
import { EmptyState, Notice } from '@/components/ui/states'
import { formatDuration, formatInstant } from '@/lib/kernel/format/datetime'
import { formatPower } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatAmount, formatDecimal, formatMoney, formatUnitPrice } from '@/lib/kernel/format/money'
import { SECOND_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { GuardNotice } from '@/lib/rating/core/guard'
import type { RetailLineKind } from '@/lib/rating/core/retail-line'
import { GuardNotices } from './guard-notices'
import { SteerCharge, type SteerActions } from './steer-charge'
import type { SteeringView } from './steering-view'

/** What GET /api/live/charge tells: amounts as text, times as epoch milliseconds. */
export type LiveChargeView = {
  sessionId: string
  placeName: string
  physicalReference: string | null
  startedAt: Instant
  timeZone: TimeZone
  energyKwh: string
  powerKw: string | null
  maxPowerKw: number | null
  curve: { startedAt: Instant; endedAt: Instant; averageKw: string }[]
  estimate: {
    grossMinor: string
    lines: { kind: string; unit: string; unitPrice: string; grossMinor: string }[]
  } | null
  quote: { shownAt: Instant; energyKwh: string; grossMinor: string | null } | null
  updatedAt: Instant
  stale: boolean
  steering: SteeringView | null
  notices: GuardNotice[]
}

type Props = { initial: LiveChargeView; locale: FormatLocale; stop: FormAction; steer: SteerActions }

const POLL_MS = 3 * SECOND_MS
const CURRENCY = 'SEK'
const UNITS: Readonly<Record<string, string>> = { KWH: 'kWh', MIN: 'min', HUR: 'h' }

/** The running charge, asked for again every three seconds while the page is in view. */
export function LiveCharge(props: Props) {
  return (
    <LiveQueries>
      <Polled {...props} />
    </LiveQueries>
  )
}

function Polled({ initial, locale, stop, steer }: Props) {
  const t = useTranslations('charging')
  const router = useRouter()
  const { data, isError } = useQuery({
    queryKey: ['charge'],
    queryFn: ({ signal }) => readLive<{ charge: LiveChargeView | null }>('/api/live/charge', signal),
    initialData: { charge: initial },
    refetchInterval: (query) => (query.state.data?.charge ? POLL_MS : false),
  })
  const ended = data.charge === null
  // The sentence above and the lists beside are the server's: it says what comes next.
  useEffect(() => {
    if (ended) router.replace(`/home?ended=${initial.sessionId}`, { scroll: false })
  }, [ended, initial.sessionId, router])
  if (!data.charge) return <EmptyState title={t('live.ended')}>{t('live.endedText')}</EmptyState>
  return <Running charge={data.charge} offline={isError} locale={locale} stop={stop} steer={steer} />
}

type RunningProps = Omit<Props, 'initial'> & { charge: LiveChargeView; offline: boolean }

function Running({ charge, offline, locale, stop, steer }: RunningProps) {
  const t = useTranslations('charging')
  const time = (at: Instant) => formatInstant(at, charge.timeZone, 'time', locale)
  const updated = time(charge.updatedAt)
  return (
    <section aria-label={t('live.title')} className="mt-10">
      <Curve charge={charge} locale={locale} />
      <Paper>
        <div className="axis">
          <span>{t('live.began', { time: time(charge.startedAt) })}</span>
        </div>
        <p>
          <StateMark state="live">{t('states.charging')}</StateMark>{' '}
          <span className="note">
            {t('live.status', {
              duration: formatDuration((charge.updatedAt - charge.startedAt) / SECOND_MS),
              power: charge.maxPowerKw === null ? 'none' : formatPower(String(charge.maxPowerKw), locale),
              socket: charge.physicalReference ?? 'none',
              time: updated,
            })}
          </span>
        </p>
        {offline ? <Notice tone="held">{t('live.offline', { time: updated })}</Notice> : null}
        {charge.stale && !offline ? <Notice tone="held">{t('live.stale', { time: updated })}</Notice> : null}
        <Costs charge={charge} locale={locale} />
        <GuardNotices notices={charge.notices} locale={locale} />
        <Stop charge={charge} locale={locale} stop={stop} />
        {charge.steering ? (
          <SteerCharge
            key={charge.sessionId}
            sessionId={charge.sessionId}
            steering={charge.steering}
            locale={locale}
            actions={steer}
          />
        ) : null}
      </Paper>
    </section>
  )
}

function Curve({ charge, locale }: { charge: LiveChargeView; locale: FormatLocale }) {
  const t = useTranslations('charging')
  const samples = samplesOfPeriods(charge.curve, false)
  const power = (kw: number | string) => formatPower(String(kw), locale)
  const peak = power(Math.max(0, ...samples.map((sample) => sample.kw)))
  const now = power(charge.powerKw ?? 0)
  return (
    <PowerEdge
      samples={samples}
      running
      label={t('live.curve', { peak, now })}
      marks={{ peak: peak === now ? undefined : t('live.peak', { power: peak }), now: t('live.now', { power: now }) }}
    />
  )
}

function Costs({ charge, locale }: { charge: LiveChargeView; locale: FormatLocale }) {
  const t = useTranslations('charging')
  const { estimate } = charge
  const started = formatInstant(charge.startedAt, charge.timeZone, 'time', locale)
  return (
    <>
      {estimate?.lines.map((line) => {
        const unit = UNITS[line.unit]
        return (
          <ReceiptLine
            key={line.kind}
            label={t(`lines.${line.kind as RetailLineKind}`)}
            note={unit ? formatUnitPrice(line.unitPrice, CURRENCY, unit, locale) : undefined}
            amount={formatMoney(BigInt(line.grossMinor), CURRENCY, locale)}
          />
        )
      })}
      <RunningTotal
        left={formatDecimal(charge.energyKwh, 2, locale)}
        leftUnit="kWh"
        right={estimate ? formatAmount(BigInt(estimate.grossMinor), CURRENCY, locale) : '–'}
        rightUnit="kr"
      />
      <p className="note">{estimate ? t('live.soFar', { time: started }) : t('live.unknown')}</p>
      <SeenPrice charge={charge} locale={locale} />
    </>
  )
}

/** What the customer started on, to be compared with what runs. */
function SeenPrice({ charge: { quote, timeZone }, locale }: { charge: LiveChargeView; locale: FormatLocale }) {
  const t = useTranslations('quotes')
  if (!quote) return null
  if (quote.grossMinor === null) return <p className="note">{t('seenUnknown')}</p>
  return (
    <p className="note">
      {t('live', {
        time: formatInstant(quote.shownAt, timeZone, 'time', locale),
        amount: formatMoney(BigInt(quote.grossMinor), CURRENCY, locale),
        kwh: `${formatDecimal(quote.energyKwh, [0, 1], locale)}\u00a0kWh`,
      })}
    </p>
  )
}

function Stop({ charge, locale, stop }: { charge: LiveChargeView; locale: FormatLocale; stop: FormAction }) {
  const t = useTranslations('charging')
  const [requested, setRequested] = useState(false)
  const action: FormAction = async (previous, form) => {
    const answer = await stop(previous, form)
    if (answer.status === 'done') setRequested(true)
    return answer
  }
  const { estimate } = charge
  return (
    <div className="pt-3">
      {requested ? <Notice role="status">{t('live.stopRequested')}</Notice> : null}
      <ConfirmDialog
        trigger={t('live.stop')}
        triggerLook={{ wide: true, look: 'stop' }}
        destroys
        title={t('live.stopTitle')}
        consequence={
          estimate
            ? t('live.stopText', { amount: formatMoney(BigInt(estimate.grossMinor), CURRENCY, locale) })
            : t('live.stopTextUnknown')
        }
        confirmText={t('live.stopConfirm')}
        pendingText={t('live.stopping')}
        cancelText={t('live.cancel')}
        failedText={t('live.failed')}
        action={action}
        values={{ sessionId: charge.sessionId }}
      />
    </div>
  )
}
