import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { invoiceColumns } from '@/app/staff/invoices/invoice-columns'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable } from '@/components/ui/data-table'
import { Facts } from '@/components/ui/facts'
import { Pager } from '@/components/ui/pager'
import { EmptyState, Notice } from '@/components/ui/states'
import { AutoRefresh } from '@/components/ui/auto-refresh'
import { requireStaff } from '@/lib/auth/session'
import { getBillingRun, type BillingRunDetail } from '@/lib/billing/queries/billing-runs'
import { listInvoices } from '@/lib/billing/queries/invoices'
import { isId } from '@/lib/kernel/ids'
import { formatCalendarDate, formatMonth } from '@/lib/kernel/format/datetime'
import { formatCount, formatMoney } from '@/lib/kernel/format/money'
import { approveRunAction, discardRunAction } from '../actions'
import { RunState } from '../run-state'

const load = createLoader({ after: parseAsString })
type Props = { params: Promise<{ runId: string }>; searchParams: Promise<SearchParams> }

/** A run: what it would send and what it leaves out, then the one click that sends it, with its consequence. */
export default async function BillingRunPage({ params, searchParams }: Props) {
  const ctx = await requireStaff('billing-run:read')
  const [{ runId }, { after }, t, locale] = await Promise.all([
    params,
    load(searchParams),
    getTranslations('billing'),
    formatLocale(),
  ])
  if (!isId('billingRun', runId)) notFound()
  const [run, invoices] = await Promise.all([
    getBillingRun(ctx, runId),
    listInvoices(ctx, { billingRunId: runId, after: after ?? undefined }),
  ])
  const works = run.phase === 'drafting' || run.phase === 'finalizing'
  const path = `/staff/billing-runs/${runId}`
  return (
    <>
      {/* An approved run waits for its job; its first number is given a moment later. */}
      <AutoRefresh active={works || run.state === 'approved'} everyMs={1500} />
      <StaffHead
        title={t('runOf', { month: formatMonth(run.period, locale) })}
        crumb={{ label: t('runs'), steps: [{ href: '/staff/billing-runs', text: t('runs') }] }}
        state={<RunState run={run} />}
        end={
          run.phase === 'ready' && run.state === 'draft' ? (
            <RunActions
              run={run}
              locale={locale}
              mayFinalize={ctx.permissions.has('billing-run:finalize')}
              mayWrite={ctx.permissions.has('billing-run:write')}
            />
          ) : null
        }
      />
      <Facts
        strip
        facts={[
          { label: t('invoicesCount'), value: formatCount(run.invoices, locale) },
          { label: t('creditNotes'), value: formatCount(run.creditNotes, locale) },
          { label: t('net'), value: formatMoney(run.netMinor, 'SEK', locale) },
          { label: t('vat'), value: formatMoney(run.vatMinor, 'SEK', locale) },
          { label: t('payable'), value: formatMoney(run.payableMinor, 'SEK', locale) },
          { label: t('due'), value: formatCalendarDate(run.dueDate, 'shortYear', locale) },
        ]}
      />
      {run.skipped.length > 0 ? (
        <div className="staff-pad">
          <Notice tone="held" title={t('skippedTitle')}>
            <ul>
              {run.skipped.map(({ reason, count }) => (
                <li key={reason}>{t(`skipReasons.${reason}`, { count })}</li>
              ))}
            </ul>
          </Notice>
        </div>
      ) : null}
      <DataTable
        label={t('invoices')}
        columns={invoiceColumns(t, locale)}
        rows={invoices.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/staff/invoices/${row.id}`}
        empty={<EmptyState title={works ? t('preparing') : t('nothingToBill')} />}
      />
      <Pager
        label={t('invoices')}
        previous={after ? { href: path, text: t('newest') } : null}
        next={invoices.next ? { href: listHref(path, { after: invoices.next }), text: t('more') } : null}
      />
    </>
  )
}

type ActionsProps = { run: BillingRunDetail; locale: 'sv' | 'en'; mayFinalize: boolean; mayWrite: boolean }

async function RunActions({ run, locale, mayFinalize, mayWrite }: ActionsProps) {
  const t = await getTranslations('billing')
  const texts = { cancelText: t('cancel'), failedText: t('failed'), dense: true, values: { billingRunId: run.id } }
  const documents = run.invoices + run.creditNotes
  return (
    <>
      {mayWrite ? (
        <ConfirmDialog
          {...texts}
          destroys
          trigger={t('discard')}
          title={t('discardTitle')}
          consequence={t('discardConsequence', { count: documents })}
          confirmText={t('discard')}
          action={discardRunAction}
        />
      ) : null}
      {mayFinalize && documents > 0 ? (
        <ConfirmDialog
          {...texts}
          trigger={t('finalize')}
          triggerLook={{ look: 'go' }}
          title={t('finalizeTitle')}
          consequence={t('finalizeConsequence', {
            invoices: run.invoices,
            credits: run.creditNotes,
            amount: formatMoney(run.payableMinor, 'SEK', locale),
            due: formatCalendarDate(run.dueDate, 'date', locale),
          })}
          confirmText={t('finalize')}
          pendingText={t('finalizing')}
          action={approveRunAction}
        />
      ) : null}
    </>
  )
}
