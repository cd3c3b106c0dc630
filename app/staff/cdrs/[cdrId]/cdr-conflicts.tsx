import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import { ReasonField } from '@/components/ui/reason-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { Conflict } from '@/lib/rating/cdrs/queries/cdr-history'
import type { CdrDetail } from '@/lib/rating/cdrs/queries/get-cdr-detail'
import { compareBodies, type BodyDifference } from '@/lib/rating/core/compare-bodies'
import { decideConflictAction } from '../actions'

/** Bodies that came under the same id with other contents, each beside the one that counts, and what was decided. */
export async function CdrConflicts({ ctx, detail }: { ctx: StaffCtx; detail: CdrDetail }) {
  if (detail.conflicts.length === 0) return null
  const [t, locale] = await Promise.all([getTranslations('disputes'), formatLocale()])
  const columns: Column<BodyDifference>[] = [
    { key: 'path', header: t('field'), wrap: true, cell: (row) => <code>{row.path || '–'}</code> },
    { key: 'first', header: t('first'), wrap: true, cell: (row) => row.first ?? '–' },
    { key: 'second', header: t('second'), wrap: true, tone: 'strong', cell: (row) => row.second ?? '–' },
  ]
  return (
    <>
      {detail.conflicts.map((conflict) => (
        <Section
          key={conflict.id}
          className="mt-6"
          title={t('conflict', { at: formatInstant(conflict.receivedAt, BILLING_ZONE, 'shortTime', locale) })}
        >
          <p className="note">{t('conflictText')}</p>
          <DataTable
            fit="flush"
            label={t('differences')}
            columns={columns}
            rows={compareBodies(detail.received, conflict.received)}
            rowKey={(row) => row.path}
            empty={<p className="dim">{t('noDifference')}</p>}
          />
          <Decision ctx={ctx} detail={detail} conflict={conflict} />
        </Section>
      ))}
    </>
  )
}

async function Decision({ ctx, detail, conflict }: { ctx: StaffCtx; detail: CdrDetail; conflict: Conflict }) {
  const [t, locale] = await Promise.all([getTranslations('disputes'), formatLocale()])
  if (conflict.decision) {
    const at = conflict.decidedAt === null ? '' : formatInstant(conflict.decidedAt, BILLING_ZONE, 'shortTime', locale)
    return (
      <p>
        <b>{t(`decisions.${conflict.decision}`)}</b> {t('decidedBy', { name: conflict.decidedByName ?? '', at })}{' '}
        {conflict.reason}
      </p>
    )
  }
  if (!ctx.permissions.has('cdr:review')) return <p className="dim">{t('undecided')}</p>
  return (
    <p className="flex flex-wrap gap-2 pt-3">
      {(['first_stands', 'operator_corrects'] as const).map((decision) => (
        <ConfirmDialog
          key={decision}
          dense
          trigger={t(`decide.${decision}`)}
          title={t(`decideTitle.${decision}`)}
          consequence={t(`decideEffect.${decision}`, { partner: detail.partner.name })}
          confirmText={t(`decide.${decision}`)}
          pendingText={t('saving')}
          cancelText={t('cancel')}
          failedText={t('failed')}
          action={decideConflictAction}
          values={{ cdrId: detail.cdrId, conflictId: conflict.id, decision }}
        >
          <ReasonField id={`reason-${conflict.id}-${decision}`} label={t('reason')} />
        </ConfirmDialog>
      ))}
    </p>
  )
}
