import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { createLoader, parseAsInteger, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { ActionButton } from '@/components/forms/action-button'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Facts, Pairs } from '@/components/ui/facts'
import { Finding } from '@/components/ui/lead'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { Tabs } from '@/components/ui/tabs'
import { ReasonField } from '@/components/ui/reason-field'
import { TextField } from '@/components/ui/text-field'
import { requireStaff } from '@/lib/auth/session'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import { formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatAmount, formatMoney } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { LINE_OUTCOMES, type LineOutcome } from '@/lib/rating/core/match-invoice'
import {
  getReconciliation,
  listReconciliationLines,
  type ReconciliationDetail,
  type ReconciliationLine,
} from '@/lib/rating/reconciliation/queries'
import { ExportMenu } from '../../export/export-menu'
import { closeReconciliationAction, matchAgainAction, reopenReconciliationAction, stateAmountAction } from '../actions'
import { OutcomeMark, ReconciliationMark, type Words } from '../outcome-mark'

const PATH = '/staff/reconciliation'
const SHOWS = ['deviating', ...LINE_OUTCOMES, 'all'] as const
const DEVIATING: readonly LineOutcome[] = ['missing', 'different', 'twice', 'unlisted']
const load = createLoader({ show: parseAsStringLiteral(SHOWS), after: parseAsInteger })
type Params = { params: Promise<{ reconciliationId: string }>; searchParams: Promise<SearchParams> }

async function find(ctx: StaffCtx, id: string): Promise<ReconciliationDetail> {
  if (!isId('reconciliation', id)) notFound()
  try {
    return await getReconciliation(ctx, id)
  } catch (error) {
    if (error instanceof NotFoundError) notFound()
    throw error
  }
}

export async function generateMetadata() {
  return { title: (await getTranslations('reconciliation'))('title') }
}

/** One of an operator's invoices: what it asks, what we accept, and every CDR of it. */
export default async function ReconciliationDetailPage({ params, searchParams }: Params) {
  const ctx = await requireStaff('reconciliation:read')
  const [{ reconciliationId }, state, t, locale] = await Promise.all([
    params,
    load(searchParams),
    getTranslations('reconciliation'),
    formatLocale(),
  ])
  const row = await find(ctx, reconciliationId)
  const deviating = DEVIATING.reduce((sum, outcome) => sum + row.counts[outcome], 0)
  const show = state.show ?? (deviating > 0 ? 'deviating' : 'all')
  const outcomes = show === 'all' ? [] : show === 'deviating' ? DEVIATING : [show]
  const { rows, next } = await listReconciliationLines(ctx, row.id, {
    outcomes,
    after: state.after ?? undefined,
    limit: 100,
  })
  const path = `${PATH}/${row.id}`
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  const all = deviating + row.counts.matched
  return (
    <>
      <StaffHead
        crumb={{ label: t('title'), steps: [{ href: PATH, text: t('title') }] }}
        title={t('invoiceTitle', { number: row.invoiceNumber })}
        state={<ReconciliationMark row={row} t={t} />}
        note={row.partnerName}
        end={
          <>
            <ExportMenu list="reconciliation-lines" state={{ id: row.id, show }} />
            {ctx.permissions.has('reconciliation:write') ? (
              <Decision row={row} amount={money(row.differenceMinor)} />
            ) : null}
          </>
        }
      />
      <Facts
        strip
        facts={[
          ...(row.statedMinor === null ? [] : [{ label: t('stated'), value: money(row.statedMinor) }]),
          { label: t('theirs'), value: money(row.theirsMinor), explain: t('explain.theirs') },
          { label: t('ours'), value: money(row.oursMinor), explain: t('explain.ours') },
          { label: t('difference'), value: money(row.differenceMinor) },
        ]}
      />
      <Finding>
        {row.differenceMinor === 0n && deviating === 0
          ? t('allMatches', { count: row.counts.matched })
          : t.rich(row.differenceMinor > 0n ? 'asksMore' : row.differenceMinor < 0n ? 'asksLess' : 'sumsMatch', {
              partner: row.partnerName,
              amount: money(row.differenceMinor < 0n ? -row.differenceMinor : row.differenceMinor),
              count: deviating,
              b: (chunks) => <b>{chunks}</b>,
            })}
      </Finding>
      <div className="staff-pad">
        <Tabs
          kind="segments"
          label={t('lines')}
          tabs={SHOWS.map((entry) => ({
            href: listHref(path, {}, { show: entry }),
            text: entry === 'deviating' || entry === 'all' ? t(`lineShow.${entry}`) : t(`outcomes.${entry}`),
            count: entry === 'all' ? all : entry === 'deviating' ? deviating : row.counts[entry],
            current: entry === show,
          }))}
        />
      </div>
      <DataTable
        label={t('lines')}
        columns={columnsOf(t, locale)}
        rows={rows}
        rowKey={(line) => line.name}
        rowMark={(line) => (line.outcome === 'different' || line.outcome === 'twice' ? 'held' : null)}
        note={t('exclVat')}
        empty={<p className="staff-pad dim">{t('noLines')}</p>}
      />
      <Pager
        label={t('lines')}
        previous={state.after ? { href: listHref(path, { show }), text: t('first') } : null}
        next={next === null ? null : { href: listHref(path, { show }, { after: next }), text: t('more') }}
      />
      <div className="staff-pad">
        <Section title={t('about')} className="mt-6">
          <About row={row} locale={locale} t={t} />
        </Section>
      </div>
    </>
  )
}

function columnsOf(t: Words, locale: FormatLocale): Column<ReconciliationLine>[] {
  const amount = (minor: bigint | null) => (minor === null ? '–' : formatAmount(minor, 'SEK', locale))
  return [
    {
      key: 'cdr',
      header: 'CDR',
      cell: ({ cdr, ocpiId, times }) => (
        <>
          {cdr ? <Link href={`/staff/cdrs/${cdr.id}`}>{ocpiId}</Link> : ocpiId}
          {times > 1 ? <span className="note"> {t('times', { times })}</span> : null}
        </>
      ),
    },
    { key: 'outcome', header: t('state'), cell: ({ outcome }) => <OutcomeMark outcome={outcome} t={t} /> },
    {
      key: 'why',
      header: t('why'),
      wrap: true,
      cell: ({ reasons, other, cdr }) => (
        <>
          {reasons.map((reason) => t(`reasons.${reason}`)).join(' ')}
          {other ? (
            <>
              {' '}
              <Link href={`${PATH}/${other.id}`}>{other.invoiceNumber}</Link>
            </>
          ) : null}
          {cdr?.dispute ? (
            <>
              {' '}
              <Link href={`/staff/disputes/${cdr.dispute.id}`}>
                {t('dispute', { number: String(cdr.dispute.number) })}
              </Link>
            </>
          ) : null}
        </>
      ),
    },
    {
      key: 'place',
      header: t('place'),
      priority: 3,
      cell: ({ cdr }) => cdr?.placeName ?? '–',
    },
    {
      key: 'start',
      header: t('startedAt'),
      priority: 2,
      tone: 'dim',
      cell: ({ cdr }) => (cdr ? formatInstant(cdr.startedAt, BILLING_ZONE, 'shortTime', locale) : '–'),
    },
    { key: 'theirs', header: t('theirsKr'), align: 'right', priority: 2, cell: (line) => amount(line.theirsMinor) },
    { key: 'ours', header: t('oursKr'), align: 'right', priority: 2, cell: (line) => amount(line.oursMinor) },
    {
      key: 'difference',
      header: t('differenceKr'),
      align: 'right',
      tone: 'strong',
      cell: ({ theirsMinor, oursMinor }) =>
        theirsMinor === null || oursMinor === null
          ? '–'
          : formatAmount(theirsMinor - oursMinor, 'SEK', locale, 'always'),
    },
  ]
}

async function Decision({ row, amount }: { row: ReconciliationDetail; amount: string }) {
  const t = await getTranslations('reconciliation')
  const texts = { pendingText: t('saving'), cancelText: t('cancel'), failedText: t('refused') }
  const reason = <ReasonField label={t('reason')} />
  if (row.state === 'withdrawn') return null
  if (row.state === 'closed') {
    return (
      <ConfirmDialog
        dense
        {...texts}
        trigger={t('reopen')}
        title={t('reopenTitle')}
        consequence={t('reopenEffect')}
        confirmText={t('reopen')}
        action={reopenReconciliationAction}
        values={{ id: row.id }}
      >
        {reason}
      </ConfirmDialog>
    )
  }
  return (
    <>
      <ActionButton action={matchAgainAction} values={{ id: row.id }} size="row" pendingText={t('matching')}>
        {t('matchAgain')}
      </ActionButton>
      <ConfirmDialog
        dense
        {...texts}
        trigger={t('stateAmount')}
        title={t('stateTitle')}
        consequence={t('stateEffect')}
        confirmText={t('save')}
        action={stateAmountAction}
        values={{ id: row.id }}
      >
        <TextField size="row" name="stated" label={t('stated')} unit="kr" inputMode="decimal" />
      </ConfirmDialog>
      <ConfirmDialog
        dense
        {...texts}
        trigger={t('close')}
        triggerLook={{ look: 'go' }}
        title={t('closeTitle', { number: row.invoiceNumber })}
        consequence={t('closeEffect', { amount })}
        confirmText={t('close')}
        action={closeReconciliationAction}
        values={{ id: row.id }}
      >
        {reason}
      </ConfirmDialog>
    </>
  )
}

function About({ row, locale, t }: { row: ReconciliationDetail; locale: FormatLocale; t: Words }) {
  const at = (value: ReconciliationDetail['createdAt']) => formatInstant(value, BILLING_ZONE, 'shortTime', locale)
  return (
    <>
      <Pairs
        lines
        pairs={[
          {
            label: t('partner'),
            value: <Link href={`/staff/partners/${row.partnerId}`}>{row.partnerName}</Link>,
          },
          { label: t('source'), value: t(`sources.${row.source}`) },
          {
            label: t('received'),
            value: row.createdByName
              ? t('byName', { at: at(row.createdAt), name: row.createdByName })
              : at(row.createdAt),
          },
          { label: t('matchedAt'), value: row.matchedAt === null ? '–' : at(row.matchedAt) },
          ...(row.closedAt
            ? [
                {
                  label: t('closedAt'),
                  value: t('byName', { at: at(row.closedAt), name: row.closedByName ?? '' }),
                },
                { label: t('reason'), value: row.reason ?? '' },
              ]
            : []),
        ]}
      />
      {row.record && row.record.received !== '' ? (
        <details className="mt-4">
          <summary>{t('rawRecord')}</summary>
          <pre className="code-block">{row.record.received}</pre>
        </details>
      ) : null}
    </>
  )
}
