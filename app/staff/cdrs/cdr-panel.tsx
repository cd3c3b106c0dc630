import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { SidePanel, type SidePanelProps } from '@/components/ui/side-panel'
import { StateMark } from '@/components/ui/state-mark'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { getCdrDetail, type CdrDetail } from '@/lib/rating/cdrs/queries/get-cdr-detail'
import type { CdrId } from '@/lib/kernel/ids'
import { CDR_STATE } from './cdr-columns'
import { CdrFinding, CdrPeriods, CdrPrices, CdrReasons, CdrSources } from './cdr-evidence'
import { placeText } from './place-text'
import { DisputeAction } from './dispute-action'
import { ReviewActions } from './review-actions'

type Steps = Pick<SidePanelProps, 'previous' | 'next' | 'close'>

/** A look at one CDR beside its list, with what can be decided below it. */
export async function CdrPanel({ ctx, cdrId, steps }: { ctx: StaffCtx; cdrId: CdrId; steps: Steps }) {
  const [t, detail] = await Promise.all([getTranslations('cdrs'), getCdrDetail(ctx, cdrId)])
  const undecided = detail.status === 'held' || detail.status === 'disputed'
  return (
    <SidePanel
      {...steps}
      label={t('oneCdr')}
      kicker={`CDR ${detail.ocpiId}`}
      title={placeText({ placeName: detail.place.name, city: detail.place.city })}
      full={{ href: `/staff/cdrs/${detail.cdrId}`, text: t('openPage') }}
      state={<StateMark state={CDR_STATE[detail.status]}>{t(`status.${detail.status}`)}</StateMark>}
      actions={
        undecided ? (
          <>
            <ReviewActions key={cdrId} ctx={ctx} cdrId={cdrId} partnerName={detail.partner.name} />
            <DisputeAction key={`dispute ${cdrId}`} ctx={ctx} detail={detail} />
          </>
        ) : undefined
      }
    >
      <CdrFinding detail={detail} />
      {undecided ? null : <LastReview detail={detail} />}
      <CdrPrices detail={detail} />
      <h3>{t('periods')}</h3>
      <CdrPeriods detail={detail} />
      <CdrReasons detail={detail} />
      <h3>{t('evidence')}</h3>
      <CdrSources detail={detail} />
      <p className="note">
        <Link href={`/staff/cdrs/${detail.cdrId}?tab=raw`}>{t('rawData')}</Link>{' '}
        <Link href={`/staff/cdrs?show=all&q=${encodeURIComponent(detail.place.name)}`}>{t('samePlace')}</Link>
      </p>
    </SidePanel>
  )
}

async function LastReview({ detail }: { detail: CdrDetail }) {
  const [t, locale] = await Promise.all([getTranslations('cdrs'), formatLocale()])
  const last = detail.reviews.at(-1)
  if (!last) return null
  return (
    <p className="note">
      {t('decidedBy', {
        decision: t(`decisions.${last.decision}`),
        name: last.userName,
        at: formatInstant(last.at, BILLING_ZONE, 'shortTime', locale),
        reason: last.reason,
      })}
    </p>
  )
}
