import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Columns } from '@/components/ui/columns'
import { Lead } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { Notice } from '@/components/ui/states'
import { placeText } from '@/components/charging/charge-rows'
import { formatInstant, formatMonth, formatTimeRange } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatMoney } from '@/lib/kernel/format/money'
import { monthOf } from '@/lib/kernel/time'
import type { MyChargeDetail } from '@/lib/rating/charges/queries/get-my-charge'
import type { MyCompensation } from '@/lib/billing/compensations/queries'
import { SignedValues } from '@/components/charging/signed-values'
import type { MyDispute } from '@/lib/rating/disputes/queries/my-disputes'
import { ChargeCase, Protection, SomethingWrong } from './charge-case'
import { ChargeChecks } from './charge-checks'
import { ChargeReceipt } from './charge-receipt'
import { ChargeTimeline } from './charge-timeline'
import type { PromiseView } from '@/lib/rating/quotes/queries/my-promises'
import { Compensation } from './compensation'
import { SeenPrice } from './seen-price'

const CURRENCY = 'SEK'

/** A charge explained: what it cost and why, what was checked, what happened. */
export async function ChargeDetail({
  charge,
  compensation,
  promise,
  dispute,
}: {
  charge: MyChargeDetail
  compensation: MyCompensation | null
  promise: PromiseView | null
  dispute: MyDispute | null
}) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  const date = formatInstant(charge.startedAt, charge.timeZone, 'weekday', locale)
  const time = formatTimeRange(charge.startedAt, charge.endedAt, charge.timeZone, locale)
  const side = (
    <>
      <div className="pt-10 lg:pt-0">
        <ChargeChecks charge={charge} />
      </div>
      <ChargeTimeline charge={charge} />
      <SignedValues signed={charge.signed} href={`/charging/${charge.cdrId}/signed`} />
      {charge.homeCharging ? null : <InvoiceLink charge={charge} />}
      <SomethingWrong charge={charge} dispute={dispute} />
    </>
  )
  return (
    <Columns side={side}>
      <Breadcrumb label={t('detail.back')} steps={[{ href: '/charging', text: t('detail.back') }]} />
      <Lead
        note={`${t('detail.note', { socket: charge.evseId ?? 'none', date: upperFirst(date), time })} ${t('detail.operator', { name: charge.operatorName })}`}
      >
        {t.rich(charge.homeCharging ? (compensation ? 'home.lead' : 'home.leadWaits') : leadKey(charge), {
          energy: formatEnergy(charge.energyKwh, locale),
          place: placeText(charge),
          amount: charge.homeCharging
            ? formatMoney(compensation?.amountMinor ?? 0n, CURRENCY, locale)
            : charge.price
              ? formatMoney(charge.price.grossMinor, CURRENCY, locale)
              : '',
          b: (text) => <b>{text}</b>,
        })}
      </Lead>
      <div className="pt-6 empty:hidden">
        <Protection charge={charge} dispute={dispute} />
        {dispute ? <ChargeCase dispute={dispute} /> : <StateNotice charge={charge} />}
      </div>
      {charge.homeCharging ? (
        <Compensation charge={charge} compensation={compensation} />
      ) : (
        <ChargeReceipt charge={charge} />
      )}
      <SeenPrice charge={charge} promise={promise} />
    </Columns>
  )
}

type Subject = 'lead' | 'reserved'
type LeadKey = `detail.${Subject}${'' | 'Free' | 'NoPrice' | 'Reviewing'}`

/** What was done is said first: somebody who only reserved has not charged. */
function leadKey({ state, price, reservationOnly }: MyChargeDetail): LeadKey {
  const subject: Subject = reservationOnly ? 'reserved' : 'lead'
  if (state === 'reviewing' || state === 'disputed') return `detail.${subject}Reviewing`
  if (state === 'free' || state === 'credited') return `detail.${subject}Free`
  return price ? `detail.${subject}` : `detail.${subject}NoPrice`
}

async function StateNotice({ charge }: { charge: MyChargeDetail }) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  const { state, price } = charge
  if (state === 'disputed')
    return (
      <Notice tone="held" title={t('detail.disputedTitle')}>
        {t('detail.disputedText', { operator: charge.operatorName })}
      </Notice>
    )
  if (charge.homeCharging) return null
  if (state === 'reviewing')
    return (
      <Notice tone="held" title={t('detail.heldTitle')}>
        {t('detail.heldText')}{' '}
        {price ? t('detail.heldMost', { amount: formatMoney(price.grossMinor, CURRENCY, locale) }) : null}
      </Notice>
    )
  if (state === 'free') return <Notice title={t('detail.freeTitle')}>{t('detail.freeText')}</Notice>
  if (state === 'credited') return <Notice title={t('detail.creditedTitle')}>{t('detail.creditedText')}</Notice>
  return price ? null : <Notice title={t('detail.noPriceTitle')}>{t('detail.noPriceText')}</Notice>
}

async function InvoiceLink({ charge: { invoice, state, startedAt } }: { charge: MyChargeDetail }) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  if (!invoice && (state === 'free' || state === 'credited' || state === 'reviewing' || state === 'disputed'))
    return null
  return (
    <Section title={t('detail.invoice')}>
      {invoice ? (
        <Link href={`/invoices/${invoice.id}`}>{t('detail.invoiceLink', { number: invoice.number ?? '' })}</Link>
      ) : (
        <p>{t('detail.notInvoiced', { month: formatMonth(monthOf(startedAt), locale, 'month') })}</p>
      )}
    </Section>
  )
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
