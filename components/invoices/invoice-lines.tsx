import { useTranslations } from 'next-intl'
import { PriceLine } from '@/components/charging/price-line'
import { ReceiptFold, ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { noteTexts } from '@/lib/billing/core/document-notes'
import type { DocumentPlace, DocumentSession, InvoiceDocument } from '@/lib/billing/core/invoice-document'
import { formatInstant, formatMonth, formatTimeRange } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'

type Shown = { currency: string; locale: FormatLocale }

/** The receipt: place, charge, part, period; each level unfolds and sums to the one above. */
export function InvoiceLines({ document, locale }: { document: InvoiceDocument; locale: FormatLocale }) {
  const t = useTranslations('invoices')
  const { currency, kind, fees, roundingMinor, vatRoundingMinor } = document
  const shown = { currency, locale }
  const money = (minor: bigint) => formatMoney(minor, currency, locale)
  const month = formatMonth(document.period, locale, 'month')
  return (
    <Section title={t('invoice.charges', { month })}>
      {document.places.map((place) => (
        <PlaceLine key={`${place.name} ${place.operatorName}`} place={place} shown={shown} />
      ))}
      {document.places.length > 1 || fees.length > 0 ? (
        <ReceiptLine kind="mid" label={t('invoice.sumCharges')} amount={money(document.sessionsMinor)} />
      ) : null}
      {fees.map((fee) => (
        <ReceiptLine
          key={fee.month}
          label={t('invoice.fee', { month: formatMonth(fee.month, locale) })}
          amount={money(fee.grossMinor)}
        />
      ))}
      {vatRoundingMinor === 0n ? null : <ReceiptLine label={t('invoice.rounding')} amount={money(vatRoundingMinor)} />}
      {roundingMinor === 0n ? null : <ReceiptLine label={t('invoice.oresRounding')} amount={money(roundingMinor)} />}
      {document.advances.length === 0 ? null : (
        <ReceiptLine kind="mid" label={t('invoice.invoiceSum')} amount={money(document.payableMinor)} />
      )}
      {document.advances.map((advance) => (
        <ReceiptLine
          key={advance.kind}
          label={t(`invoice.advance.${advance.kind}`)}
          amount={money(-advance.amountMinor)}
        />
      ))}
      <ReceiptSum
        label={t(kind === 'credit_note' ? 'invoice.totalCredit' : 'invoice.total')}
        amount={money(document.dueMinor)}
      />
    </Section>
  )
}

function PlaceLine({ place, shown }: { place: DocumentPlace; shown: Shown }) {
  const t = useTranslations('invoices')
  const { currency, locale } = shown
  const energy = formatEnergy(place.energyKwh, locale)
  return (
    <ReceiptFold
      label={place.name}
      note={t('invoice.places', { count: place.sessions.length, energy })}
      amount={formatMoney(place.grossMinor, currency, locale)}
    >
      {place.sessions.map((session) => (
        <SessionLine key={session.cdrId} session={session} shown={shown} />
      ))}
    </ReceiptFold>
  )
}

function SessionLine({ session, shown }: { session: DocumentSession; shown: Shown }) {
  const t = useTranslations('invoices')
  const { currency, locale } = shown
  const zone = session.timeZone || BILLING_ZONE
  const time = formatTimeRange(session.startedAt, session.endedAt, zone, locale)
  return (
    <ReceiptFold
      label={formatInstant(session.startedAt, zone, 'short', locale)}
      note={t('invoice.sessionNote', { time, energy: formatEnergy(session.energyKwh, locale) })}
      amount={formatMoney(session.grossMinor, currency, locale)}
      why={
        <>
          {noteTexts(session, currency, locale).map((text) => `${text} `)}
          <a href={`/charging/${session.cdrId}`}>{t('invoice.sessionLink')}</a>
        </>
      }
    >
      {session.lines.map((line, index) => (
        <PriceLine key={index} line={line} currency={currency} timeZone={zone} locale={locale} />
      ))}
    </ReceiptFold>
  )
}
