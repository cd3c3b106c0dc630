import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { ConversionSentence } from '@/components/charging/conversion-note'
import { Finding } from '@/components/ui/lead'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Pairs } from '@/components/ui/facts'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { decimal, sum, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { formatInstant, formatTimeRange } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatDecimal, formatMoney } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { foldParty } from '@/lib/partners/core/our-party'
import type { CdrDetail } from '@/lib/rating/cdrs/queries/get-cdr-detail'
import { toKronor } from '@/lib/rating/core/exchange'
import type { PeriodRow } from '@/lib/rating/core/period-comparison'
import { findingSentence, findingTitle } from '@/lib/rating/core/finding-sentences'
import { MessagesLink } from '../messages/messages-link'
import { partyHref } from '../partners/party-status'
import { basisInWords } from '../partners/terms-in-words'

type Props = { detail: CdrDetail }

function differenceOf({ rating }: CdrDetail) {
  if (!rating || rating.cpoExcl === null || rating.agreedExcl === null) return null
  return decimal(rating.cpoExcl).minus(rating.agreedExcl)
}

/** The sentence that a decision starts from: how much too much, or why nothing can be said. */
export async function CdrFinding({ detail }: Props) {
  const [t, ti, locale] = await Promise.all([getTranslations('cdrs'), getTranslations('inbox'), formatLocale()])
  const difference = differenceOf(detail)
  const main = detail.findings.find((finding) => finding.code === detail.reason)
  if (difference && roundToMinor(difference, detail.cdr.currency) > 0n) {
    const values = {
      partner: detail.partner.name,
      amount: formatMoney(roundToMinor(difference, detail.cdr.currency), detail.cdr.currency, locale),
      b: (chunks: React.ReactNode) => <b>{chunks}</b>,
    }
    const byTariff = (detail.agreement?.terms.priceBasis.kind ?? 'list') === 'list'
    return <Finding>{byTariff ? t.rich('asksMore', values) : ti.rich('asksMoreThanAgreed', values)}</Finding>
  }
  return <Finding>{main ? findingSentence(main.code, main.params, locale) : t('nothingFound')}</Finding>
}

/** What the operator asks beside what its tariff gives, as receipt lines. */
export async function CdrPrices({ detail }: Props) {
  const [t, locale] = await Promise.all([getTranslations('cdrs'), formatLocale()])
  const { currency, totalCost, totalEnergyKwh } = detail.cdr
  const money = (value: DecimalString | null) =>
    value === null ? '–' : formatMoney(roundToMinor(value, currency), currency, locale)
  const difference = differenceOf(detail)
  const sign = difference ? roundToMinor(difference, currency) : 0n
  return (
    <div>
      <ReceiptLine label={t('operatorAsks')} amount={money(totalCost.excl)} />
      <ReceiptLine
        label={t('ourCalculation')}
        note={formatEnergy(totalEnergyKwh, locale)}
        amount={money(detail.rating?.agreedExcl ?? null)}
      />
      {difference ? (
        <ReceiptSum
          label={sign > 0n ? t('tooMuch') : sign < 0n ? t('tooLittle') : t('noDifference')}
          amount={formatMoney(sign < 0n ? -sign : sign, currency, locale)}
        />
      ) : null}
      <InKronor detail={detail} />
    </div>
  )
}

/** What we accept to pay, in our own money, and by whose rate. */
async function InKronor({ detail: { rating } }: Props) {
  if (!rating?.conversion || rating.costMinor === null) return null
  const [t, locale] = await Promise.all([getTranslations('cdrs'), formatLocale()])
  const { conversion, costMinor, currency } = rating
  const kronor = toKronor(costMinor, currency, conversion) ?? 0n // with a rate there is an amount
  return (
    <>
      <ReceiptLine
        kind="sub"
        label={t('inKronor', { amount: formatMoney(costMinor, currency, locale) })}
        amount={formatMoney(kronor, 'SEK', locale)}
      />
      <p className="note pt-3">
        <ConversionSentence of={conversion} locale={locale} />
      </p>
    </>
  )
}

/** Our calculation and the claim for each period; the amber row is where they part. */
export async function CdrPeriods({ detail }: Props) {
  const [t, locale] = await Promise.all([getTranslations('cdrs'), formatLocale()])
  const figures = (value: DecimalString | null) => (value === null ? '–' : formatDecimal(value, 2, locale))
  const parts = (row: PeriodRow) =>
    row.oursExcl === null || row.claimedExcl === null ? null : decimal(row.claimedExcl).minus(row.oursExcl)
  const total = (pick: (row: PeriodRow) => DecimalString | null) => {
    const values = detail.periods.map(pick)
    return values.some((value) => value === null)
      ? '–'
      : figures(toDecimalString(sum(values.map((value) => decimal(value ?? '0')))))
  }
  const columns: Column<PeriodRow>[] = [
    {
      key: 'time',
      header: t('time'),
      cell: (row) => (
        <>
          {formatTimeRange(row.startedAt, row.endedAt, detail.timeZone, locale)}
          {decimal(row.parkingMinutes).isZero() ? null : (
            <span className="note"> {t('parked', { minutes: formatDecimal(row.parkingMinutes, 0, locale) })}</span>
          )}
        </>
      ),
    },
    {
      key: 'kwh',
      header: 'kWh',
      align: 'right',
      cell: (row) => figures(row.energyKwh),
      total: total((row) => row.energyKwh),
    },
    {
      key: 'claimed',
      header: t('operator'),
      explain: t('claimExplained'),
      align: 'right',
      cell: (row) => figures(row.claimedExcl),
      total: total((row) => row.claimedExcl),
    },
    {
      key: 'ours',
      header: t('we'),
      align: 'right',
      cell: (row) => figures(row.oursExcl),
      total: total((row) => row.oursExcl),
    },
    {
      key: 'difference',
      header: t('difference'),
      align: 'right',
      cell: (row) => {
        const difference = parts(row)
        return difference ? formatDecimal(toDecimalString(difference), 2, locale, 'always') : '–'
      },
    },
  ]
  return (
    <DataTable
      fit="flush"
      label={t('periods')}
      columns={columns}
      rows={detail.periods}
      rowKey={(row) => String(row.startedAt)}
      rowMark={(row) => (parts(row)?.abs().greaterThan('0.005') ? 'held' : null)}
      totalsLabel={t('sum')}
      empty={<p className="dim">{t('noPeriods')}</p>}
      note={
        detail.unexplainedExcl !== null && decimal(detail.unexplainedExcl).abs().greaterThan('0.005')
          ? t('unexplained', { amount: formatDecimal(detail.unexplainedExcl, 2, locale, 'always') })
          : undefined
      }
    />
  )
}

/** Every reason that holds it, and then what else was noticed. */
export async function CdrReasons({ detail }: Props) {
  const [t, locale] = await Promise.all([getTranslations('cdrs'), formatLocale()])
  const holding = detail.findings.filter((finding) => finding.severity === 'hold')
  const others = detail.findings.filter((finding) => finding.severity !== 'hold')
  return (
    <>
      {holding.length === 0 ? null : <h3>{t('whyHeld')}</h3>}
      <ol className="why-list">
        {holding.map((finding) => (
          <li key={finding.code}>
            <b>{findingTitle(finding.code, locale)}.</b> {findingSentence(finding.code, finding.params, locale)}
          </li>
        ))}
      </ol>
      {others.length === 0 ? null : <h3>{t('alsoNoticed')}</h3>}
      <ul>
        {others.map((finding) => (
          <li key={finding.code} className="dim">
            {findingSentence(finding.code, finding.params, locale)}
          </li>
        ))}
      </ul>
    </>
  )
}

type InboxWords = Awaited<ReturnType<typeof getTranslations<'inbox'>>>

/** Others of the same operator that wait for the same reason: decided at once, they are decided alike. */
function similarPair({ similar, partner, reason }: CdrDetail, ti: InboxWords, locale: FormatLocale) {
  if (!similar || !reason) return []
  const difference = formatMoney(roundToMinor(similar.differenceExcl, 'SEK'), 'SEK', locale, 'always')
  const value = (
    <>
      <Link href={`/staff/cdrs?partner=${partner.id}&reason=${reason}`}>
        {ti('similarCount', { count: similar.count, partner: partner.name })}
      </Link>
      , {difference}
    </>
  )
  return [{ label: ti('similar'), value }]
}

/** Where the facts come from, each a link to its object. */
export async function CdrSources({ detail }: Props) {
  const [t, ti, ta, tp, locale] = await Promise.all([
    getTranslations('cdrs'),
    getTranslations('inbox'),
    getTranslations('agreements'),
    getTranslations('parties'),
    formatLocale(),
  ])
  const party = foldParty(detail.cdr.countryCode, detail.cdr.partyId)
  const at = (value: number) => formatInstant(value as typeof detail.receivedAt, BILLING_ZONE, 'shortTime', locale)
  const { customer, tariff, rating, session, authorization, token } = detail
  const gross = rating?.retailGrossMinor
  return (
    <Pairs
      pairs={[
        {
          label: t('customer'),
          value: customer ? (
            <>
              <Link href={`/staff/customers/${customer.id}`}>{customer.name}</Link>
              {gross === null || gross === undefined
                ? null
                : ` ${t('paysInclVat', { amount: formatMoney(gross, 'SEK', locale) })}`}
            </>
          ) : (
            t('noCustomer')
          ),
        },
        {
          label: t('tariff'),
          value: tariff.tariff ? (
            <>
              {tariff.version === null ? (
                tariff.tariff.id
              ) : (
                <Link href={`/staff/tariffs?q=${encodeURIComponent(tariff.tariff.id)}`}>
                  {t('tariffVersion', { id: tariff.tariff.id, version: tariff.version })}
                </Link>
              )}{' '}
              <span className="dim">
                {tariff.receivedAt === null
                  ? t(`tariffSource.${tariff.source}`)
                  : t('receivedAt', { at: at(tariff.receivedAt) })}
              </span>
            </>
          ) : (
            t('tariffSource.none')
          ),
        },
        {
          label: ti('agreement'),
          value: detail.agreement ? (
            <>
              <Link href={`/staff/partners/${detail.partner.id}?tab=agreement`}>
                {ti('agreementVersion', { version: detail.agreement.version })}
              </Link>{' '}
              <span className="dim">{basisInWords(detail.agreement.terms, ta, locale)}</span>
            </>
          ) : (
            ti('noAgreement')
          ),
        },
        {
          label: t('session'),
          value: session ? (
            <Link href={`/staff/sessions?session=${session.id}&show=all`}>
              {formatEnergy(session.energyKwh, locale)}, {session.status}
            </Link>
          ) : (
            t('noSession')
          ),
        },
        {
          label: t('authorization'),
          value: authorization ? (
            <Link href={`/staff/sessions?show=all&q=${encodeURIComponent(authorization.id)}`}>
              {authorization.allowed}, {at(authorization.at)}
            </Link>
          ) : (
            t('noAuthorization')
          ),
        },
        ...similarPair(detail, ti, locale),
        { label: 'Token', value: <Link href={`/staff/tokens?q=${encodeURIComponent(token.uid)}`}>{token.uid}</Link> },
        { label: tp('party'), value: <Link href={partyHref(party)}>{party}</Link> },
        {
          label: 'OCPI',
          value: (
            <MessagesLink
              partnerId={detail.partner.id}
              objects={[
                ['cdrs', detail.ocpiId],
                ['sessions', detail.cdr.sessionId],
              ]}
            />
          ),
        },
        { label: t('arrived'), value: `${at(detail.receivedAt)}, ${t(`source.${detail.source}`)}` },
        ...detail.reconciliations.map((reconciliation) => ({
          label: t('operatorInvoice'),
          value: <Link href={`/staff/reconciliation/${reconciliation.id}`}>{reconciliation.invoiceNumber}</Link>,
        })),
        ...(rating
          ? [
              {
                label: t('ratings'),
                value: (
                  <Link href={`/staff/cdrs/${detail.cdrId}?tab=history`}>
                    {t('ratingLink', { revision: rating.revision })}
                  </Link>
                ),
              },
            ]
          : []),
        ...(detail.invoice
          ? [
              {
                label: t('invoice'),
                value: <Link href={`/staff/invoices/${detail.invoice.id}`}>{detail.invoice.number ?? t('draft')}</Link>,
              },
            ]
          : []),
      ]}
    />
  )
}
