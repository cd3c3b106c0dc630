import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import { addDays, BILLING_ZONE, localDate } from '@/lib/kernel/time'
import type { PricePlanDetail, PublishedVersion } from '@/lib/rating/price-plans/queries'
import { discardDraftAction, publishDraftAction } from '../actions'
import { ASPECTS, planAspects, type Aspect } from '../plan-sentence'

type Row = { aspect: Aspect; before: string; after: string }

/** What the draft would change, whom it concerns, and the button of whoever did not write it. */
export async function PlanDraft({ ctx, plan }: { ctx: StaffCtx; plan: PricePlanDetail }) {
  const [t, locale] = await Promise.all([getTranslations('pricePlans'), formatLocale()])
  const { draft } = plan
  if (!draft)
    return (
      <Section className="pt-6" title={t('draft.title')}>
        <p className="dim">{t('draft.none')}</p>
      </Section>
    )
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const ruling = inForce(plan.versions, draft.validFrom)
  const [before, after] = [ruling && planAspects(ruling.rules, t, locale), planAspects(draft.rules, t, locale)]
  const rows: Row[] = ASPECTS.map((aspect) => ({
    aspect,
    before: before?.[aspect] ?? '',
    after: after[aspect],
  })).filter((row) => row.before !== row.after)
  const columns: Column<Row>[] = [
    { key: 'aspect', header: t('draft.aspect'), cell: (row) => t(`aspects.${row.aspect}`) },
    { key: 'before', header: t('draft.before'), wrap: true, cell: (row) => row.before || t('draft.nothing') },
    { key: 'after', header: t('draft.after'), wrap: true, cell: (row) => row.after || t('draft.nothing') },
  ]
  const date = (day: typeof today) => formatCalendarDate(day, 'date', locale)
  const earliest = addDays(today, plan.noticeDays)
  const mustTell = plan.versions.length > 0 && draft.customers > 0
  return (
    <Section className="pt-6" title={t('draft.title')}>
      <p>
        {t('draft.by', {
          name: draft.writtenByName,
          date: formatInstant(draft.writtenAt, BILLING_ZONE, 'dateTime', locale),
          from: date(draft.validFrom),
        })}
        {draft.reason ? ` ${t('draft.reason', { reason: draft.reason })}` : null}
      </p>
      <DataTable
        label={t('draft.title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.aspect}
        empty={<p className="staff-line">{t('draft.same')}</p>}
      />
      <p className="pt-3">
        {t('draft.customers', { count: draft.customers })}{' '}
        {mustTell && plan.noticeDays > 0
          ? t('draft.notice', { date: date(addDays(draft.validFrom, -plan.noticeDays)) })
          : null}{' '}
        {mustTell && draft.validFrom < earliest
          ? t('draft.tooLate', { date: date(earliest), days: plan.noticeDays })
          : null}
      </p>
      {ctx.permissions.has('price-plan:write') ? <Decide ctx={ctx} plan={plan} /> : null}
    </Section>
  )
}

/** The version that would rule on a day if the draft did not. */
function inForce(versions: readonly PublishedVersion[], day: string): PublishedVersion | null {
  return (
    versions
      .filter((version) => version.validFrom <= day)
      .toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0] ?? null
  )
}

async function Decide({ ctx, plan: { id, draft } }: { ctx: StaffCtx; plan: PricePlanDetail }) {
  const [t, locale] = await Promise.all([getTranslations('pricePlans'), formatLocale()])
  if (!draft) return null
  const values = { planId: id, draftId: draft.id }
  const texts = { cancelText: t('draft.cancel'), failedText: t('draft.failed') }
  return (
    <div className="flex flex-wrap items-center gap-3 pt-4">
      {draft.writtenBy === ctx.userId ? (
        <p className="dim">{t('draft.own')}</p>
      ) : (
        <ConfirmDialog
          dense
          {...texts}
          triggerLook={{ look: 'go' }}
          trigger={t('draft.publish')}
          title={t('draft.publishTitle')}
          consequence={t('draft.publishText', {
            from: formatCalendarDate(draft.validFrom, 'date', locale),
            count: draft.customers,
          })}
          confirmText={t('draft.publish')}
          action={publishDraftAction}
          values={values}
        />
      )}
      <ConfirmDialog
        dense
        {...texts}
        trigger={t('draft.discard')}
        title={t('draft.discardTitle')}
        consequence={t('draft.discardText')}
        confirmText={t('draft.discard')}
        action={discardDraftAction}
        values={values}
      />
    </div>
  )
}
