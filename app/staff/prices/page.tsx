import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { formatLocale } from '@/app/locale'
import { PriceStrip } from '@/components/charts/price-strip'
import { StaffHead } from '@/components/layout/staff-head'
import { ChoiceLinks } from '@/components/ui/choice-links'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Finding } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { Disclosure } from '@/components/ui/states'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal } from '@/lib/kernel/format/money'
import { addDays, BILLING_ZONE, calendarDate, localDate, type CalendarDate } from '@/lib/kernel/time'
import { BIDDING_AREAS } from '@/lib/rating/core/bidding-area'
import {
  getSpotDay,
  listPriceGaps,
  listRates,
  type PublishedPrices,
  type RateRow,
  type SpotDay,
} from '@/lib/rating/prices/queries'
import { listUndecidedPlaces } from '@/lib/rating/prices/list-undecided-places'
import { CorrectionsSection } from './corrections-section'

const load = createLoader({ area: parseAsStringLiteral(BIDDING_AREAS).withDefault('SE3'), day: parseAsString })
const MOST_GAPS = 20

export async function generateMetadata() {
  return { title: (await getTranslations('prices'))('title') }
}

/** Prices of the electricity exchange by area and day, what is missing or was corrected, and the rates they were converted by. */
export default async function PricesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('price-plan:read')
  const [{ area, day: asked }, t, locale] = await Promise.all([
    load(searchParams),
    getTranslations('prices'),
    formatLocale(),
  ])
  const day = readDay(asked) ?? localDate(ctx.clock.now(), BILLING_ZONE)
  const spot = await getSpotDay(ctx, area, day)
  const href = (to: { area?: string; day?: string }) => `/staff/prices?area=${to.area ?? area}&day=${to.day ?? day}`
  const dayLink = (offset: number) => {
    const to = addDays(day, offset)
    return <Link href={href({ day: to })}>{formatCalendarDate(to, 'short', locale)}</Link>
  }
  return (
    <>
      <StaffHead title={t('title')} note={t('summary')} />
      <div className="staff-pad">
        <div className="flex flex-wrap items-center gap-4 pb-2">
          <ChoiceLinks
            label={t('area')}
            current={area}
            choices={BIDDING_AREAS.map((key) => ({ key, text: key, href: href({ area: key }) }))}
          />
          <nav className="flex items-center gap-4" aria-label={t('dayHeader')}>
            {dayLink(-1)}
            <b>{formatCalendarDate(day, 'date', locale)}</b>
            {dayLink(1)}
          </nav>
        </div>
        <DayOfPrices spot={spot} />
        <Section className="pt-6" title={t('publications')}>
          <Publications rows={spot.publications} />
        </Section>
        <Gaps ctx={ctx} href={href} />
        <Undecided ctx={ctx} />
        <CorrectionsSection ctx={ctx} />
        <Section className="pt-6" title={t('rates')}>
          <p className="dim">{t('ratesText')}</p>
          <Rates rows={await listRates(ctx)} />
        </Section>
      </div>
    </>
  )
}

function readDay(text: string | null): CalendarDate | null {
  try {
    return text === null ? null : calendarDate(text)
  } catch {
    return null
  }
}

const ore = (perKwh: string, locale: FormatLocale) =>
  formatDecimal(toDecimalString(decimal(perKwh).times(100)), [1, 2], locale)

async function DayOfPrices({ spot }: { spot: SpotDay }) {
  const [t, locale] = await Promise.all([getTranslations('prices'), formatLocale()])
  const known = spot.quarters.flatMap(({ price }) => (price ? [price] : []))
  const missing = spot.quarters.length - known.length
  if (known.length === 0) return <Finding>{t('none', { area: spot.area })}</Finding>
  const values = known.map((price) => decimal(price.perKwh))
  const [least, most] = [
    values.reduce((a, b) => (b.lessThan(a) ? b : a)),
    values.reduce((a, b) => (b.greaterThan(a) ? b : a)),
  ]
  return (
    <>
      <Finding>
        {t('day', {
          count: known.length,
          average: ore(toDecimalString(sum(values).div(values.length)), locale),
          least: ore(toDecimalString(least), locale),
          most: ore(toDecimalString(most), locale),
        })}{' '}
        {missing > 0 ? t('missing', { count: missing }) : null}{' '}
        {known.some((price) => price.minutes === 60) ? t('hourly') : null}{' '}
        {known.some((price) => price.source === 'sample') ? t('sample') : null}
      </Finding>
      <PriceStrip
        caption={t('curve', { area: spot.area })}
        axis={['00', 'öre/kWh', '24']}
        steps={spot.quarters.map(({ at, price }) => ({
          key: String(at),
          value: Number(price?.perKwh ?? 0),
          weight: 1,
          text: null,
        }))}
      />
      <Disclosure summary={t('table')}>
        <Quarters spot={spot} />
      </Disclosure>
    </>
  )
}

type Hour = { key: string; label: string; cells: string[] }

/** An hour a row; in autumn one of them is there twice. */
async function Quarters({ spot: { quarters, area } }: { spot: SpotDay }) {
  const [t, locale] = await Promise.all([getTranslations('prices'), formatLocale()])
  const hours: Hour[] = []
  for (let index = 0; index < quarters.length; index += 4) {
    const four = quarters.slice(index, index + 4)
    const [first] = four
    if (first)
      hours.push({
        key: String(first.at),
        label: formatInstant(first.at, BILLING_ZONE, 'time', locale),
        cells: four.map(({ price }) => (price ? ore(price.perKwh, locale) : '–')),
      })
  }
  const columns: Column<Hour>[] = [
    { key: 'hour', header: t('hour'), cell: (row) => row.label },
    ...['00', '15', '30', '45'].map((minute, index): Column<Hour> => ({
      key: minute,
      header: `:${minute}`,
      align: 'right',
      cell: (row) => row.cells[index] ?? '–',
    })),
  ]
  return <DataTable fit="flush" label={t('curve', { area })} columns={columns} rows={hours} rowKey={(row) => row.key} />
}

async function Publications({ rows }: { rows: readonly PublishedPrices[] }) {
  const [t, locale] = await Promise.all([getTranslations('prices'), formatLocale()])
  const columns: Column<PublishedPrices>[] = [
    { key: 'revision', header: t('revision'), cell: (row) => row.revision },
    { key: 'source', header: t('source'), cell: (row) => sourceText(row.source, t) },
    { key: 'origin', header: t('origin'), wrap: true, priority: 2, cell: (row) => row.origin },
    {
      key: 'received',
      header: t('received'),
      cell: (row) => formatInstant(row.receivedAt, BILLING_ZONE, 'shortTime', locale),
    },
    { key: 'entries', header: t('entries'), align: 'right', cell: (row) => row.entries },
    { key: 'changed', header: t('changed'), align: 'right', cell: (row) => row.changed },
    {
      key: 'rate',
      header: t('rate'),
      align: 'right',
      cell: (row) =>
        row.rate === null
          ? '–'
          : t('rateOf', {
              rate: formatDecimal(row.rate, [2, 4], locale),
              source: sourceText(row.rateSource ?? '', t),
              day: row.rateDay ? formatCalendarDate(row.rateDay, 'short', locale) : 'none',
            }),
    },
  ]
  return (
    <DataTable
      fit="flush"
      label={t('publications')}
      columns={columns}
      rows={rows}
      rowKey={(row) => String(row.revision)}
      empty={<p className="dim">{t('noPublications')}</p>}
    />
  )
}

type T = Awaited<ReturnType<typeof getTranslations<'prices'>>>
const SOURCES = ['entsoe', 'elpriset', 'sample', 'ecb', 'sample_rates'] as const

function sourceText(source: string, t: T): string {
  const known = SOURCES.find((name) => name === source)
  return known ? t(`sources.${known}`) : source
}

async function Gaps({ ctx, href }: { ctx: StaffCtx; href: (to: { area: string; day: string }) => string }) {
  const [t, locale, gaps] = await Promise.all([getTranslations('prices'), formatLocale(), listPriceGaps(ctx)])
  return (
    <Section className="pt-6" title={t('gaps')}>
      {gaps.length === 0 ? <p className="dim">{t('noGaps')}</p> : null}
      <ul>
        {gaps.slice(0, MOST_GAPS).map(({ area, day, missing }) => (
          <li key={`${area} ${day}`}>
            <Link href={href({ area, day })}>
              {t('gap', { area, day: formatCalendarDate(day, 'date', locale), count: missing })}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The way to the places that have no bidding area, while there are any. */
async function Undecided({ ctx }: { ctx: StaffCtx }) {
  const [t, places] = await Promise.all([getTranslations('prices'), listUndecidedPlaces(ctx)])
  return (
    <Section className="pt-6" title={t('areas.title')}>
      {places.length === 0 ? (
        <p className="dim">{t('areas.none')}.</p>
      ) : (
        <Link href="/staff/prices/areas">{t('areas.link', { count: places.length })}</Link>
      )}
    </Section>
  )
}

async function Rates({ rows }: { rows: readonly RateRow[] }) {
  const [t, locale] = await Promise.all([getTranslations('prices'), formatLocale()])
  const columns: Column<RateRow>[] = [
    { key: 'day', header: t('dayHeader'), cell: (row) => formatCalendarDate(row.day, 'shortYear', locale) },
    { key: 'rate', header: t('rateHeader'), align: 'right', cell: (row) => formatDecimal(row.rate, [4, 4], locale) },
    { key: 'revision', header: t('revision'), cell: (row) => row.revision },
    { key: 'source', header: t('source'), cell: (row) => sourceText(row.source, t) },
    {
      key: 'received',
      header: t('received'),
      priority: 2,
      cell: (row) => formatInstant(row.receivedAt, BILLING_ZONE, 'shortTime', locale),
    },
  ]
  return (
    <DataTable
      fit="flush"
      label={t('rates')}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.day} ${row.revision}`}
      empty={<p className="dim">{t('noRates')}</p>}
    />
  )
}
