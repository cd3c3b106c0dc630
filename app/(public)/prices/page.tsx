import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Columns } from '@/components/ui/columns'
import { Lead } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { EmptyState } from '@/components/ui/states'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatPercent } from '@/lib/kernel/format/money'
import { getPublicPrices } from '@/lib/rating/price-plans/queries'
import { ExampleReceipt } from '../example-receipt'
import { PriceLines } from '../price-lines'
import { PlaceSearch } from './place-search'

// The plan that an empty portal begins with is dated back to a time before any charge.
const OPENED = '2001-01-01'
const QUESTIONS = ['shown', 'parts', 'idle', 'vat', 'change'] as const

export async function generateMetadata() {
  return { title: (await getTranslations('public'))('prices.title') }
}

export default async function PricesPage({ searchParams }: { searchParams: Promise<{ q?: string | string[] }> }) {
  const [t, spot, locale, prices, { q }] = await Promise.all([
    getTranslations('public'),
    getTranslations('spot'),
    formatLocale(),
    getPublicPrices(),
    searchParams,
  ])
  if (!prices) return <EmptyState title={t('prices.noneTitle')}>{t('prices.noneText')}</EmptyState>
  const percent = formatPercent(prices.vatPercent, locale)
  return (
    <Columns side={<ExampleReceipt prices={prices} />}>
      <Lead
        note={t('prices.note', {
          percent,
          since: prices.validFrom < OPENED ? 'always' : formatCalendarDate(prices.validFrom, 'date', locale),
        })}
      >
        {prices.spot
          ? spot.rich('lead', { b: (text) => <b>{text}</b> })
          : t.rich(prices.passThrough ? 'prices.leadPassThrough' : 'prices.lead', { b: (text) => <b>{text}</b> })}
      </Lead>
      <Section title={t('prices.listTitle')}>
        <PriceLines prices={prices} />
      </Section>
      <PlaceSearch search={typeof q === 'string' ? q.trim().slice(0, 80) : ''} />
      <Section title={t('prices.howTitle')}>
        <dl className="questions">
          {QUESTIONS.map((question) => (
            <div key={question}>
              <dt>{t(`prices.how.${question}.title`)}</dt>
              <dd>{t(`prices.how.${question}.text`, { percent })}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </Columns>
  )
}
