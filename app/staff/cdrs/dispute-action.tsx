import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { Notice } from '@/components/ui/states'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import type { CdrDetail } from '@/lib/rating/cdrs/queries/get-cdr-detail'
import { isClosed } from '@/lib/rating/core/dispute-state'
import { findCdrDispute } from '@/lib/rating/disputes/queries/get-dispute'
import { DisputeChosen } from './dispute-chosen'

/** The case about a CDR, or the way to open one. */
export async function DisputeAction({ ctx, detail }: { ctx: StaffCtx; detail: CdrDetail }) {
  const [t, locale, dispute] = await Promise.all([
    getTranslations('disputes'),
    formatLocale(),
    findCdrDispute(ctx, detail.cdrId),
  ])
  const live = dispute !== null && !isClosed(dispute.state)
  const contestable = ['accepted', 'held', 'disputed'].includes(detail.status) && !detail.cdr.credit
  return (
    <>
      {dispute ? (
        <Notice
          tone={live ? (dispute.overdue ? 'fail' : 'held') : undefined}
          title={
            <Link href={`/staff/disputes/${dispute.id}`}>
              {t('caseTitle', { number: String(dispute.number), state: t(`states.${dispute.state}`) })}
            </Link>
          }
        >
          {t('caseClaim', { amount: formatMoney(dispute.claimMinor, dispute.currency, locale) })}
          {dispute.deadline ? ` ${t('caseBy', { date: formatCalendarDate(dispute.deadline, 'date', locale) })}` : null}
        </Notice>
      ) : null}
      {!live && contestable ? (
        <div className="pt-2">
          <DisputeChosen
            ctx={ctx}
            ids={[detail.cdrId]}
            values={{ cdrIds: detail.cdrId }}
            trigger={t('open')}
            title={t('openTitle', { partner: detail.partner.name })}
          />
        </div>
      ) : null}
    </>
  )
}
