// How a case about a charge stands, in the customer's words.
import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import type { MyDispute } from '@/lib/rating/disputes/queries/my-disputes'

const CURRENCY = 'SEK'

/** How the case stands, in one sentence. */
export async function statusText(dispute: MyDispute): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('reports'), formatLocale()])
  const { state, outcome, customerPays, operatorName: operator, report, deadline, grossMinor } = dispute
  const amount = formatMoney(grossMinor ?? 0n, CURRENCY, locale)
  if (outcome === 'credited') return t('case.credited', { operator })
  if (outcome === 'withdrawn') return t('case.withdrawn', { amount })
  if (outcome !== null) return customerPays ? t('case.pays', { amount }) : t('case.free')
  const date = deadline === null ? '–' : formatCalendarDate(deadline, 'dayMonth', locale)
  if (state === 'sent' || state === 'answered') return t(`case.${state}`, { operator, date })
  return t(report ? 'case.openReported' : 'case.open', { operator, date })
}

/** What it means for the bill; nothing more where the status says it already. */
export async function billText(dispute: MyDispute): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('reports'), formatLocale()])
  const { outcome, customerPays, billed, keepsOff, grossMinor, creditNote } = dispute
  if (outcome !== null) return billed && !customerPays && !creditNote ? t('case.refund') : ''
  if (billed) return t('case.billed')
  if (keepsOff || grossMinor === null) return t('case.keepsOff')
  return t('case.protected', { amount: formatMoney(grossMinor, CURRENCY, locale) })
}
