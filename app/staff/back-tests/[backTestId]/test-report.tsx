import type { getTranslations } from 'next-intl/server'
import { ShareBars } from '@/components/charts/share-bars'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Facts } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import { Notice } from '@/components/ui/states'
import type { StaffCtx } from '@/lib/auth/context'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatAmount, formatCount, formatMoney } from '@/lib/kernel/format/money'
import { listPartners } from '@/lib/partners/queries'
import {
  CHANGE_BANDS,
  POWER_BANDS,
  type BackTestReport,
  type BackTestSums,
  type Spread,
} from '@/lib/rating/core/back-test'

type Words = Awaited<ReturnType<typeof getTranslations<'lookahead'>>>
type Props = { ctx: StaffCtx; report: BackTestReport; t: Words; locale: FormatLocale }
type Row = BackTestSums & { key: string; name: string }

/** The sentence, the few numbers, then how the change spreads and where it comes from. */
export async function TestReport({ ctx, report, t, locale }: Props) {
  const { all } = report
  const partners = new Map((await listPartners(ctx)).map((partner) => [partner.id as string, partner.name]))
  const money = (minor: bigint | string) => formatMoney(BigInt(minor), 'SEK', locale)
  const gain = BigInt(all.marginAfter) - BigInt(all.marginBefore)
  const unpriced = Object.entries(report.unpriced)
  return (
    <>
      <p className="font-strong">
        {t('backTest.result', {
          gain: formatMoney(gain < 0n ? -gain : gain, 'SEK', locale),
          direction: gain === 0n ? 'same' : gain > 0n ? 'more' : 'less',
          notable: report.notable,
          customers: report.customerCount,
        })}
      </p>
      <Facts
        strip
        className="mt-4 px-0"
        facts={[
          { label: t('margin.charges'), value: formatCount(all.charges, locale) },
          { label: t('backTest.marginBefore'), value: money(all.marginBefore) },
          { label: t('backTest.marginAfter'), value: money(all.marginAfter) },
          { label: t('backTest.paidBefore'), value: money(all.beforeGross), explain: t('backTest.inclVat') },
          { label: t('backTest.paidAfter'), value: money(all.afterGross), explain: t('backTest.inclVat') },
          {
            label: t('margin.losses'),
            value: t('backTest.fromTo', {
              from: formatCount(all.losses.before, locale),
              to: formatCount(all.losses.after, locale),
            }),
            explain: t('margin.lossesHint'),
          },
        ]}
      />
      {unpriced.length > 0 ? (
        <Notice tone="held" title={t('backTest.unpricedTitle')}>
          <ul>
            {unpriced.map(([reason, count]) => (
              <li key={reason}>{t('backTest.unpriced', { reason, count })}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <div className="grid gap-x-10 lg:grid-cols-2">
        <Section title={t('backTest.perCustomer')} className="mt-6">
          <Distribution spread={report.customers} label={t('backTest.perCustomer')} t={t} locale={locale} />
        </Section>
        <Section title={t('backTest.perSession')} className="mt-6">
          <Distribution spread={report.sessions} label={t('backTest.perSession')} t={t} locale={locale} />
        </Section>
      </div>
      <Section title={t('backTest.byPartner')} className="mt-6">
        <SumsTable
          label={t('backTest.byPartner')}
          first={t('margin.by.partner')}
          rows={Object.entries(report.partners).map(([key, sums]) => ({
            ...sums,
            key,
            name: partners.get(key) ?? key,
          }))}
          t={t}
          locale={locale}
        />
      </Section>
      <Section title={t('backTest.byPower')} className="mt-6">
        <SumsTable
          label={t('backTest.byPower')}
          first={t('margin.by.power')}
          rows={POWER_BANDS.flatMap((key) => {
            const sums = report.bands[key]
            return sums ? [{ ...sums, key, name: t(`bands.${key}`) }] : []
          })}
          t={t}
          locale={locale}
        />
      </Section>
    </>
  )
}

/** How many fall into each band of change; the fullest is as long as there is room. */
function Distribution({ spread, label, t, locale }: { spread: Spread; label: string; t: Words; locale: FormatLocale }) {
  const most = Math.max(1, ...Object.values(spread))
  return (
    <ShareBars
      label={label}
      bars={CHANGE_BANDS.map(({ key }) => ({
        key,
        label: t(`backTest.bands.${key}`),
        text: formatCount(spread[key], locale),
        from: 0,
        length: spread[key] / most,
        tone: key === 'above_10' || key === 'above_25' ? ('loss' as const) : ('part' as const),
      }))}
    />
  )
}

type TableProps = { label: string; first: string; rows: readonly Row[]; t: Words; locale: FormatLocale }

function SumsTable({ label, first, rows, t, locale }: TableProps) {
  const amount = (minor: string) => formatAmount(BigInt(minor), 'SEK', locale)
  const columns: Column<Row>[] = [
    { key: 'name', header: first, cell: (row) => row.name },
    { key: 'charges', header: t('margin.charges'), align: 'right', cell: (row) => formatCount(row.charges, locale) },
    {
      key: 'paidBefore',
      header: t('backTest.paidBeforeKr'),
      align: 'right',
      priority: 3,
      cell: (row) => amount(row.beforeGross),
    },
    {
      key: 'paidAfter',
      header: t('backTest.paidAfterKr'),
      align: 'right',
      priority: 3,
      cell: (row) => amount(row.afterGross),
    },
    {
      key: 'before',
      header: t('backTest.marginBeforeKr'),
      align: 'right',
      priority: 2,
      cell: (row) => amount(row.marginBefore),
    },
    { key: 'after', header: t('backTest.marginAfterKr'), align: 'right', cell: (row) => amount(row.marginAfter) },
    {
      key: 'change',
      header: t('backTest.changeKr'),
      align: 'right',
      tone: 'strong',
      cell: (row) => formatAmount(BigInt(row.marginAfter) - BigInt(row.marginBefore), 'SEK', locale, 'always'),
    },
  ]
  return (
    <DataTable
      fit="flush"
      label={label}
      columns={columns}
      rows={rows.toSorted((a, b) => b.charges - a.charges)}
      rowKey={(row) => row.key}
    />
  )
}
