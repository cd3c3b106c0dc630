import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { Pairs } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import type { CdrId } from '@/lib/kernel/ids'
import type { TimeZone } from '@/lib/kernel/time'
import { findCdrPromise } from '@/lib/rating/quotes/queries/my-promises'

const CURRENCY = 'SEK'

/** What the customer was shown before the start, and whether it rules over the price of the start. */
export async function CdrPromise({ ctx, cdrId, timeZone }: { ctx: StaffCtx; cdrId: CdrId; timeZone: TimeZone }) {
  const [t, locale, promise] = await Promise.all([
    getTranslations('promises'),
    formatLocale(),
    findCdrPromise(ctx, cdrId),
  ])
  if (!promise) return null
  const money = (minor: bigint | null) => (minor === null ? t('unknown') : formatMoney(minor, CURRENCY, locale))
  const { quote } = promise
  return (
    <Section title={t('title')} className="mt-6">
      <Pairs
        wide
        lines
        pairs={[
          { label: t('source'), value: t(`sources.${promise.source}`) },
          { label: t('shown'), value: formatInstant(promise.at, timeZone, 'dateTime', locale) },
          { label: t('tariff'), value: promise.tariffVersion ?? t('unknown') },
          ...(quote
            ? [
                { label: t('id'), value: <Link href={`/staff/quotes/${quote.id}`}>{quote.id}</Link> },
                { label: t('quoted'), value: money(quote.grossMinor) },
              ]
            : []),
          { label: t('promised'), value: money(promise.promisedGrossMinor) },
          { label: t('usual'), value: money(promise.usualGrossMinor) },
          { label: t('ruled'), value: t(promise.ruled ? 'rules' : 'usualRules') },
          ...(promise.ruled ? [{ label: t('recover'), value: money(promise.recoverMinor) }] : []),
        ]}
      />
    </Section>
  )
}
