import { getTranslations } from 'next-intl/server'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Facts } from '@/components/ui/facts'
import { ConversionNote } from '@/components/charging/conversion-note'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { Notice } from '@/components/ui/states'
import { formatDuration, formatTimeRange } from '@/lib/kernel/format/datetime'
import { formatEnergy, formatPower } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal, formatMoney, formatPrice } from '@/lib/kernel/format/money'
import { SECOND_MS } from '@/lib/kernel/time'
import type { Breakdown, BreakdownLine } from '@/lib/pricing/breakdown'
import { describeTariff } from '@/lib/pricing/describe-tariff'
import { toCustomerLines } from '@/lib/rating/core/customer-lines'
import type { ConnectorChoice } from '@/lib/rating/simulations/list-connectors'
import type { Simulation } from '@/lib/rating/simulations/simulate-charge'
import type { CarCharge } from './simulation-state'

export type Words = Awaited<ReturnType<typeof getTranslations<'lookahead'>>>
type Props = { t: Words; locale: FormatLocale; simulation: Simulation; connector: ConnectorChoice; charge: CarCharge }

/** What the customer would pay, what the operator would ask, and what would be left; then how each came about. */
export async function SimulationResult({ t, locale, simulation, connector, charge }: Props) {
  const charging = await getTranslations('charging')
  const { quote, tariff, costMinor, marginMinor, timeZone } = simulation
  const { price, breakdown, behaviour } = quote
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  const seconds = Math.round((quote.endedAt - quote.startedAt) / SECOND_MS)
  return (
    <>
      <p className="dim">
        {t('simulate.charge', {
          place: connector.placeName,
          energy: formatEnergy(behaviour.energyKwh, locale),
          power: formatPower(behaviour.powerKw, locale),
          from: charge.from,
          to: charge.to,
          times: formatTimeRange(quote.startedAt, quote.endedAt, timeZone, locale),
          duration: formatDuration(seconds),
        })}
      </p>
      {price === null ? (
        <Notice tone="held" title={t('simulate.unknown')}>
          {t('simulate.unknownText')}
        </Notice>
      ) : null}
      <Facts
        strip
        className="mt-3 px-0"
        facts={[
          { label: t('simulate.customerPays'), value: price ? money(price.grossMinor) : '–' },
          { label: t('simulate.net'), value: price ? money(price.netMinor) : '–' },
          { label: t('simulate.cost'), value: costMinor === null ? '–' : money(costMinor) },
          { label: t('margin.title'), value: marginMinor === null ? '–' : money(marginMinor) },
        ]}
      />
      {price ? (
        <div className="narrow mt-4">
          {toCustomerLines(price).map((line, index) => (
            <ReceiptLine
              key={index}
              label={charging(`lines.${line.kind}`)}
              note={`${formatDecimal(line.quantity, [0, 3], locale)} × ${formatPrice(line.unitPrice, 'SEK', locale)}`}
              amount={money(line.grossMinor)}
            />
          ))}
          <ReceiptSum label={t('simulate.sum')} amount={money(price.grossMinor)} />
          <ConversionNote lines={price.lines} locale={locale} />
        </div>
      ) : null}
      {breakdown ? (
        <Section title={t('simulate.operator')} className="mt-6">
          <ul className="note">
            {tariff ? describeTariff(tariff, locale).map((sentence, index) => <li key={index}>{sentence}</li>) : null}
          </ul>
          <BreakdownTable breakdown={breakdown} timeZone={timeZone} t={t} locale={locale} />
        </Section>
      ) : null}
    </>
  )
}

type TableProps = { breakdown: Breakdown; timeZone: string; t: Words; locale: FormatLocale }

function BreakdownTable({ breakdown, timeZone, t, locale }: TableProps) {
  const figure = (value: string | null) => (value === null ? '–' : formatDecimal(value, [2, 4], locale))
  const columns: Column<BreakdownLine>[] = [
    {
      key: 'period',
      header: t('simulate.period'),
      cell: (row) => formatTimeRange(row.startedAt, row.endedAt, timeZone, locale),
    },
    { key: 'dimension', header: t('simulate.dimension'), cell: (row) => t(`simulate.dimensions.${row.dimension}`) },
    {
      key: 'element',
      header: t('simulate.element'),
      explain: t('simulate.elementHint'),
      align: 'right',
      priority: 3,
      cell: (row) => row.element + 1,
    },
    {
      key: 'quantity',
      header: t('simulate.quantity'),
      align: 'right',
      priority: 2,
      cell: (row) => formatDecimal(row.quantity, [0, 4], locale),
    },
    {
      key: 'billed',
      header: t('simulate.billed'),
      explain: t('simulate.billedHint'),
      align: 'right',
      cell: (row) => formatDecimal(row.billedQuantity, [0, 4], locale),
    },
    { key: 'price', header: t('simulate.unitPrice'), align: 'right', cell: (row) => figure(row.unitPrice) },
    { key: 'vat', header: t('simulate.vat'), align: 'right', priority: 3, cell: (row) => row.vatPercent ?? '–' },
    {
      key: 'excl',
      header: t('simulate.excl', { currency: breakdown.currency }),
      align: 'right',
      tone: 'strong',
      cell: (row) => figure(row.excl),
    },
  ]
  return (
    <DataTable
      fit="flush"
      label={t('simulate.operator')}
      columns={columns}
      rows={breakdown.lines}
      rowKey={(row) => `${row.period} ${row.dimension} ${row.element}`}
    />
  )
}
