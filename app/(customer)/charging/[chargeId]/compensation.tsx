import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Paper } from '@/components/ui/paper'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import type { MyCompensation } from '@/lib/billing/compensations/queries'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatMoney } from '@/lib/kernel/format/money'
import type { MyChargeDetail } from '@/lib/rating/charges/queries/get-my-charge'

type Props = { charge: MyChargeDetail; compensation: MyCompensation | null }

/** A charge at home is paid to the customer: how much, and when. */
export async function Compensation({ charge, compensation }: Props) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  return (
    <section aria-label={t('home.title')}>
      <Paper final={compensation !== null}>
        <ReceiptLine label={t('home.energy')} amount={formatEnergy(charge.energyKwh, locale)} />
        {compensation ? <ReceiptSum label={t('home.title')} amount={money(compensation.amountMinor)} /> : null}
        <p className="note pt-3">{await textOf(charge, compensation)}</p>
      </Paper>
    </section>
  )
}

async function textOf({ state }: MyChargeDetail, compensation: MyCompensation | null): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  if (state === 'credited') return t('home.takenBack')
  if (state === 'free') return t('home.rejected')
  if (!compensation) return t('home.waits')
  if (compensation.invoiceNumber) return t('home.netted', { number: compensation.invoiceNumber })
  if (compensation.paidOn) return t('home.paid', { date: formatCalendarDate(compensation.paidOn, 'date', locale) })
  return t('home.open')
}
