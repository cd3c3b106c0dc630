// The evidence as staff and the operator read it: the claim, then each CDR with tariff, periods and where it is from.
import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Pairs } from '@/components/ui/facts'
import { Finding } from '@/components/ui/lead'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { Disclosure } from '@/components/ui/states'
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { formatCalendarDate, formatInstant, formatTimeRange } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal, formatMoney } from '@/lib/kernel/format/money'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import { describeTariff } from '@/lib/pricing/describe-tariff'
import { FROM_THE_BEGINNING } from '@/lib/roaming/core/agreement'
import { isClosed } from '@/lib/rating/core/dispute-state'
import { findingSentence } from '@/lib/rating/core/finding-sentences'
import type { PeriodRow } from '@/lib/rating/core/period-comparison'
import { exportTotals } from '@/lib/rating/disputes/export-evidence'
import type { DisputeEvidence, EvidenceCdr, EvidenceMessage } from '@/lib/rating/disputes/queries/find-evidence'

type CdrProps = { cdr: EvidenceCdr; currency: string; locale: FormatLocale }

export async function EvidenceBody({ evidence }: { evidence: DisputeEvidence }) {
  const [t, locale] = await Promise.all([getTranslations('disputes'), formatLocale()])
  const { claimant, partner, currency, openedAt, deadline, statement, state, cause, cdrs } = evidence
  const { askedMinor, claimMinor } = exportTotals(evidence)
  const money = (minor: bigint) => formatMoney(minor, currency, locale)
  return (
    <>
      <Finding>{t('evidence.lead', { claimant, claim: money(claimMinor), asked: money(askedMinor) })}</Finding>
      <p className="note">
        {t('evidence.about', {
          partner: partner.name,
          opened: formatInstant(openedAt, BILLING_ZONE, 'date', locale),
          cause: t(`causes.${cause}`),
        })}{' '}
        {isClosed(state) ? t('evidence.closed', { state: t(`states.${state}`) }) : null}
      </p>
      {statement === '' ? null : <p>{statement}</p>}
      {isClosed(state) ? null : (
        <Section title={t('evidence.asks')} className="mt-6">
          <p>
            {t('evidence.asksText')}{' '}
            {deadline === null || state !== 'sent'
              ? null
              : t('evidence.answerBy', { date: formatCalendarDate(deadline, 'date', locale) })}
          </p>
        </Section>
      )}
      {cdrs.map((cdr) => (
        <Section key={cdr.cdrId} title={t('evidence.cdr', { id: cdr.ocpiId })} className="mt-6">
          <Charge cdr={cdr} currency={currency} locale={locale} />
          <Basis cdr={cdr} currency={currency} locale={locale} />
          <Periods cdr={cdr} currency={currency} locale={locale} />
          <Sources cdr={cdr} locale={locale} />
        </Section>
      ))}
    </>
  )
}

async function Charge({ cdr, currency, locale }: CdrProps) {
  const t = await getTranslations('disputes')
  const money = (minor: bigint | null) => (minor === null ? '–' : formatMoney(minor, currency, locale))
  const time = formatTimeRange(cdr.startedAt, cdr.endedAt, cdr.timeZone, locale)
  return (
    <>
      <p className="note">
        {cdr.owner}. {cdr.placeName}, {cdr.city}, EVSE {cdr.evseUid}.{' '}
        {formatInstant(cdr.startedAt, cdr.timeZone, 'date', locale)}, {time}. {formatEnergy(cdr.energyKwh, locale)}.{' '}
        {t('evidence.card', { card: cdr.card })}.
      </p>
      <ReceiptLine label={t('evidence.asked')} note={t('exclVat')} amount={money(cdr.askedMinor)} />
      <ReceiptLine label={t('evidence.ours')} amount={money(cdr.oursMinor)} />
      <ReceiptSum label={t('lineClaim')} amount={money(cdr.claimMinor)} />
      {cdr.findings.length === 0 ? null : (
        <>
          <h3 className="mt-4">{t('evidence.rules')}</h3>
          <ul>
            {cdr.findings.map(({ code, params }) => (
              <li key={code}>{findingSentence(code, params, locale)}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

async function Basis({ cdr, currency, locale }: CdrProps) {
  const t = await getTranslations('disputes')
  const { tariff, agreement, tolerance, engineVersion, revision } = cdr
  return (
    <>
      <h3 className="mt-4">{t('evidence.tariff')}</h3>
      <p>
        {tariff.tariff?.id} {t(`evidence.tariffSource.${tariff.source}`)}
        {tariff.version === null || tariff.receivedAt === null
          ? null
          : `, ${t('evidence.version', {
              version: tariff.version,
              at: formatInstant(tariff.receivedAt, BILLING_ZONE, 'shortTime', locale),
            })}`}
      </p>
      <ul>
        {(tariff.tariff ? describeTariff(tariff.tariff, locale) : []).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p className="note">
        {agreement
          ? t(agreement.validFrom === FROM_THE_BEGINNING ? 'evidence.agreementOnly' : 'evidence.agreement', {
              version: agreement.version,
              from: agreement.validFrom,
            })
          : t('evidence.noAgreement')}{' '}
        {t('evidence.tolerance', {
          amount: formatMoney(tolerance.minor, currency, locale),
          percent: formatDecimal(tolerance.percent, [0, 2], locale),
        })}
        {'. '}
        {engineVersion === null || revision === null
          ? null
          : t('evidence.engine', { version: engineVersion, revision })}
      </p>
    </>
  )
}

async function Periods({ cdr, locale }: CdrProps) {
  const t = await getTranslations('disputes')
  const figures = (value: DecimalString | null) => (value === null ? '–' : formatDecimal(value, 2, locale))
  const columns: Column<PeriodRow>[] = [
    {
      key: 'time',
      header: t('evidence.time'),
      names: true,
      cell: (row) => (
        <>
          {formatTimeRange(row.startedAt, row.endedAt, cdr.timeZone, locale)}
          {decimal(row.parkingMinutes).isZero() ? null : (
            <span className="note">
              {' '}
              {t('evidence.parked', { minutes: formatDecimal(row.parkingMinutes, 0, locale) })}
            </span>
          )}
        </>
      ),
    },
    { key: 'kwh', header: t('evidence.kwh'), align: 'right', cell: (row) => figures(row.energyKwh) },
    { key: 'yours', header: t('evidence.yours'), align: 'right', cell: (row) => figures(row.claimedExcl) },
    { key: 'ours', header: t('evidence.we'), align: 'right', cell: (row) => figures(row.oursExcl) },
  ]
  return (
    <>
      <h3 className="mt-4">{t('evidence.periods')}</h3>
      <DataTable
        fit="flush"
        label={`${t('evidence.periods')} ${cdr.ocpiId}`}
        columns={columns}
        rows={cdr.periods}
        rowKey={(row) => String(row.startedAt)}
        note={t('exclVat')}
      />
    </>
  )
}

async function Sources({ cdr, locale }: Omit<CdrProps, 'currency'>) {
  const t = await getTranslations('disputes')
  const { session, authorization, quote } = cdr
  const at = (moment: Instant) => formatInstant(moment, BILLING_ZONE, 'shortTime', locale)
  const columns: Column<EvidenceMessage>[] = [
    { key: 'at', header: t('evidence.at'), names: true, cell: (row) => at(row.at) },
    { key: 'direction', header: t('evidence.direction'), cell: (row) => t(`evidence.${row.direction}`) },
    { key: 'what', header: t('evidence.what'), wrap: true, cell: (row) => `${row.method} ${row.object}` },
    {
      key: 'status',
      header: t('evidence.status'),
      cell: (row) => [row.httpStatus, row.ocpiStatus].filter((code) => code !== null).join(' / '),
    },
  ]
  return (
    <>
      <Pairs
        className="mt-4"
        pairs={[
          {
            label: t('evidence.session'),
            value: session
              ? t('evidence.sessionText', {
                  id: session.id,
                  status: session.status,
                  energy: formatEnergy(session.energyKwh, locale),
                })
              : t('evidence.noSession'),
          },
          {
            label: t('evidence.authorization'),
            value: authorization
              ? t('evidence.authorizationText', {
                  allowed: authorization.allowed,
                  at: at(authorization.at),
                  id: authorization.id,
                })
              : t('evidence.noAuthorization'),
          },
          ...(quote
            ? [
                {
                  label: t('evidence.quote'),
                  value: t('evidence.quoteText', {
                    at: at(quote.shownAt),
                    id: quote.id,
                    version: quote.tariffVersion ?? '–',
                  }),
                },
              ]
            : []),
        ]}
      />
      <Disclosure summary={`${t('evidence.messages')} (${cdr.messages.length})`}>
        <DataTable
          fit="flush"
          label={`${t('evidence.messages')} ${cdr.ocpiId}`}
          columns={columns}
          rows={cdr.messages}
          rowKey={(row) => `${row.at} ${row.requestId} ${row.object}`}
          empty={<p className="dim">{t('evidence.noMessages')}</p>}
        />
      </Disclosure>
      {cdr.received === '' ? null : (
        <Disclosure summary={t('evidence.raw')}>
          <p className="note">{t('evidence.rawText')}</p>
          <pre className="code-block">{cdr.received}</pre>
        </Disclosure>
      )}
    </>
  )
}
