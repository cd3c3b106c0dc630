import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { PowerEdge } from '@/components/charts/power-edge'
import { samplesOfPeriods } from '@/components/charts/power-samples'
import { GuardNotices } from '@/components/charging/guard-notices'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Paper } from '@/components/ui/paper'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { Notice } from '@/components/ui/states'
import { formatInstant, formatTimeRange } from '@/lib/kernel/format/datetime'
import { formatEnergy, formatPower } from '@/lib/kernel/format/energy'
import { formatMoney, formatUnitPrice } from '@/lib/kernel/format/money'
import type { ActiveCharge } from '@/lib/rating/charges/queries/find-my-active-session'
import type { RetailLineKind } from '@/lib/rating/core/retail-line'

const CURRENCY = 'SEK'
const UNITS: Readonly<Record<string, string>> = { KWH: 'kWh', MIN: 'min', HUR: 'h' }

/** What is paid if the operator's account comes after the day that it should; nothing where no estimate could be shown. */
async function latePromise({ late, estimate, timeZone }: ActiveCharge): Promise<string | null> {
  if (!late || (late.pays === 'estimate' && !estimate)) return null
  const [t, locale] = await Promise.all([getTranslations('guard'), formatLocale()])
  const date = formatInstant(late.from, timeZone, 'date', locale)
  if (late.pays === 'nothing') return t('lateNothing', { date })
  return t('lateEstimate', { date, amount: formatMoney(BigInt(estimate?.grossMinor ?? '0'), CURRENCY, locale) })
}

/** A charge that the operator has not accounted for yet: an estimate on paper with a straight edge. */
export async function SessionDetail({ session }: { session: ActiveCharge }) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  const { startedAt, endedAt, timeZone, estimate } = session
  const date = formatInstant(startedAt, timeZone, 'weekday', locale)
  const time = endedAt
    ? formatTimeRange(startedAt, endedAt, timeZone, locale)
    : formatInstant(startedAt, timeZone, 'time', locale)
  const samples = samplesOfPeriods(session.curve, endedAt !== null)
  const power = (kw: number) => formatPower(String(kw), locale)
  const peak = power(Math.max(0, ...samples.map((sample) => sample.kw)))
  return (
    <div className="narrow">
      <Breadcrumb label={t('detail.back')} steps={[{ href: '/charging', text: t('detail.back') }]} />
      <Lead note={t('detail.note', { socket: session.physicalReference ?? 'none', date, time })}>
        {t.rich('detail.leadRunning', {
          energy: formatEnergy(session.energyKwh, locale),
          place: session.placeName,
          b: (text) => <b>{text}</b>,
        })}
      </Lead>
      <GuardNotices notices={session.notices} locale={locale} />
      {endedAt === null ? (
        <p className="pt-4">
          <ButtonLink look="go" href="/home">
            {t('command.toHome')}
          </ButtonLink>
        </p>
      ) : (
        <Notice title={t('detail.preliminaryTitle')}>
          {t('detail.preliminaryText')} {await latePromise(session)}
        </Notice>
      )}
      <PowerEdge
        className="mt-10"
        samples={samples}
        label={t('detail.curve', { peak, average: power(Number(session.powerKw ?? 0)) })}
        marks={{ start: t('detail.peak', { power: peak }) }}
      />
      <Paper>
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
        {estimate ? (
          <ReceiptSum
            label={t('detail.totalPreliminary')}
            amount={formatMoney(BigInt(estimate.grossMinor), CURRENCY, locale)}
          />
        ) : (
          <p className="note">{t('live.unknown')}</p>
        )}
      </Paper>
    </div>
  )
}
