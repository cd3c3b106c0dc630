import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Notice } from '@/components/ui/states'
import { formatInstant } from '@/lib/kernel/format/datetime'
import type { StaffCtx } from '@/lib/auth/context'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatAmount } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { mayFollow } from '@/lib/rating/core/dispute-state'
import type { DisputeCdr, DisputeDetail } from '@/lib/rating/disputes/queries/get-dispute'
import { placeText } from '../../cdrs/place-text'
import { ChangeClaim } from './case-actions'

type Props = { dispute: DisputeDetail; locale: FormatLocale }
type CdrProps = Props & { ctx: StaffCtx }

/** What the customer pays of it as things stand. */
function effectOf(cdr: DisputeCdr) {
  if (cdr.outcome === 'credited') return 'credited'
  if (cdr.outcome !== null) return cdr.customerPays ? 'pays' : 'free'
  if (cdr.invoice?.issued) return 'billed'
  if (cdr.keepsOff) return 'off'
  return cdr.protectsCustomer ? 'protected' : 'held'
}

/** The CDRs of the case with their amounts, what came of each, and what it means for the customer. */
export async function CaseCdrs({ ctx, dispute, locale }: CdrProps) {
  const t = await getTranslations('disputes')
  const mayChange = ctx.permissions.has('dispute:write') && mayFollow(dispute.state, 'sent')
  const figures = (minor: bigint | null) => (minor === null ? '–' : formatAmount(minor, dispute.currency, locale))
  const columns: Column<DisputeCdr>[] = [
    {
      key: 'cdr',
      header: 'CDR',
      names: true,
      wrap: true,
      cell: (cdr) => (
        <>
          <Link href={`/staff/cdrs/${cdr.cdrId}`}>{cdr.ocpiId}</Link>{' '}
          <span className="note">
            {placeText(cdr)}, {formatInstant(cdr.startedAt, cdr.timeZone, 'short', locale)}
          </span>
        </>
      ),
    },
    { key: 'asked', header: t('cols.asked'), align: 'right', priority: 2, cell: (cdr) => figures(cdr.askedMinor) },
    { key: 'ours', header: t('cols.ours'), align: 'right', priority: 3, cell: (cdr) => figures(cdr.oursMinor) },
    { key: 'claim', header: t('cols.claim'), align: 'right', tone: 'strong', cell: (cdr) => figures(cdr.claimMinor) },
    {
      key: 'outcome',
      header: t('effect'),
      wrap: true,
      cell: (cdr) => (
        <>
          {t(`effects.${effectOf(cdr)}`)}
          {cdr.customer ? (
            <Link className="note block" href={`/staff/customers/${cdr.customer.id}`}>
              {cdr.customer.name}
            </Link>
          ) : null}
          {cdr.outcome === null ? null : <span className="note block">{t(`outcomes.${cdr.outcome}`)}</span>}
          {cdr.outcome === null && mayChange ? (
            <div className="pt-2">
              <ChangeClaim dispute={dispute} cdr={cdr} />
            </div>
          ) : null}
          {cdr.credit ? (
            <Link className="note block" href={`/staff/cdrs/${cdr.credit.cdrId}`}>
              {t('credit', { id: cdr.credit.ocpiId })}
            </Link>
          ) : null}
          {cdr.replacement ? (
            <Link className="note block" href={`/staff/cdrs/${cdr.replacement.cdrId}`}>
              {t('replacement', { id: cdr.replacement.ocpiId })}
            </Link>
          ) : null}
        </>
      ),
    },
  ]
  return (
    <DataTable
      fit="flush"
      label={t('cdrsTitle')}
      columns={columns}
      rows={dispute.cdrs}
      rowKey={(cdr) => cdr.cdrId}
      note={t('exclVat')}
    />
  )
}

/** What customers told us about these charges. */
export async function CaseReports({ dispute, locale }: Props) {
  const t = await getTranslations('disputes')
  return dispute.cdrs.map(({ cdrId, report, customer }) =>
    report ? (
      <Notice key={cdrId} title={`${t('reported')}: ${t(`causes.${report.cause}`)}`}>
        {report.text || t('reportedNothing')}{' '}
        <span className="note">
          {customer?.name}, {formatInstant(report.at, BILLING_ZONE, 'shortTime', locale)}
        </span>
      </Notice>
    ) : null,
  )
}
