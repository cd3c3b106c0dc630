import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { createLoader, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { formatLocale } from '@/app/locale'
import { SignedValues } from '@/components/charging/signed-values'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { StaffHead } from '@/components/layout/staff-head'
import { CopyButton } from '@/components/ui/copy-button'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { Tabs } from '@/components/ui/tabs'
import { ReasonField } from '@/components/ui/reason-field'
import { requireStaff } from '@/lib/auth/session'
import type { StaffCtx } from '@/lib/auth/context'
import { formatTimeRange, formatInstant } from '@/lib/kernel/format/datetime'
import { isId } from '@/lib/kernel/ids'
import { getCdrDetail, type CdrDetail } from '@/lib/rating/cdrs/queries/get-cdr-detail'
import { NotFoundError } from '@/lib/kernel/errors'
import { listCdrCopies } from '@/lib/roaming/cdrs/list-cdr-copies'
import { holdCdrAction } from '../actions'
import { CDR_STATE } from '../cdr-columns'
import { CdrCopies } from '../cdr-copies'
import { CdrFinding, CdrPeriods, CdrPrices, CdrReasons, CdrSources } from '../cdr-evidence'
import { placeText } from '../place-text'
import { DisputeAction } from '../dispute-action'
import { ReviewActions } from '../review-actions'
import { CdrConflicts } from './cdr-conflicts'
import { CdrHistory } from './cdr-history'
import { CdrPromise } from './cdr-promise'

const TABS = ['overview', 'history', 'raw'] as const
const load = createLoader({ tab: parseAsStringLiteral(TABS).withDefault('overview') })
type Params = { params: Promise<{ cdrId: string }>; searchParams: Promise<SearchParams> }

async function find(ctx: StaffCtx, cdrId: string): Promise<CdrDetail> {
  if (!isId('cdr', cdrId)) notFound()
  try {
    return await getCdrDetail(ctx, cdrId)
  } catch (error) {
    if (error instanceof NotFoundError) notFound()
    throw error
  }
}

export async function generateMetadata({ params }: Params) {
  return { title: `CDR ${(await params).cdrId}` }
}

export default async function CdrPage({ params, searchParams }: Params) {
  const ctx = await requireStaff('cdr:read')
  const [{ cdrId }, { tab }, t, locale] = await Promise.all([
    params,
    load(searchParams),
    getTranslations('cdrs'),
    formatLocale(),
  ])
  const detail = await find(ctx, cdrId)
  const path = `/staff/cdrs/${detail.cdrId}`
  const mayHold =
    ctx.permissions.has('cdr:review') &&
    !detail.invoice &&
    (detail.status === 'accepted' || detail.status === 'rejected')
  return (
    <>
      <StaffHead
        crumb={{ label: t('title'), steps: [{ href: '/staff/cdrs', text: t('inbox') }] }}
        title={placeText({ placeName: detail.place.name, city: detail.place.city })}
        state={<StateMark state={CDR_STATE[detail.status]}>{t(`status.${detail.status}`)}</StateMark>}
        note={`${detail.partner.name}, CDR ${detail.ocpiId}, ${formatInstant(detail.cdr.startedAt, detail.timeZone, 'shortYear', locale)} ${formatTimeRange(detail.cdr.startedAt, detail.cdr.endedAt, detail.timeZone, locale)}`}
        end={
          mayHold ? (
            <ConfirmDialog
              dense
              trigger={t('hold')}
              title={t('holdTitle')}
              consequence={t('holdEffect')}
              confirmText={t('hold')}
              pendingText={t('saving')}
              cancelText={t('cancel')}
              failedText={t('refused')}
              action={holdCdrAction}
              values={{ cdrId: detail.cdrId }}
            >
              <ReasonField label={t('reason')} />
            </ConfirmDialog>
          ) : undefined
        }
      />
      <Tabs
        label={t('tabs')}
        tabs={TABS.map((key) => ({
          href: key === 'overview' ? path : `${path}?tab=${key}`,
          text: t(`tab.${key}`),
          current: key === tab,
        }))}
      />
      {tab === 'overview' ? <Overview ctx={ctx} detail={detail} /> : null}
      {tab === 'history' ? <CdrHistory detail={detail} /> : null}
      {tab === 'raw' ? <Raw detail={detail} /> : null}
    </>
  )
}

async function Overview({ ctx, detail }: { ctx: StaffCtx; detail: CdrDetail }) {
  const [t, copies] = await Promise.all([getTranslations('cdrs'), listCdrCopies(ctx, detail.cdrId)])
  const undecided = detail.status === 'held' || detail.status === 'disputed'
  return (
    <>
      <CdrFinding detail={detail} />
      <div className="staff-grid">
        <div>
          <Section title={t('price')}>
            <CdrPrices detail={detail} />
          </Section>
          <Section title={t('periods')} className="mt-6">
            <CdrPeriods detail={detail} />
          </Section>
          <CdrPromise ctx={ctx} cdrId={detail.cdrId} timeZone={detail.timeZone} />
          <CdrConflicts ctx={ctx} detail={detail} />
        </div>
        <div>
          {undecided ? (
            <Section title={t('decision')}>
              <ReviewActions ctx={ctx} cdrId={detail.cdrId} partnerName={detail.partner.name} />
              <DisputeAction ctx={ctx} detail={detail} />
            </Section>
          ) : (
            <div className="pb-6 empty:hidden">
              <DisputeAction ctx={ctx} detail={detail} />
            </div>
          )}
          <Section title={t('checks')} className={undecided ? 'mt-6' : undefined}>
            <CdrReasons detail={detail} />
          </Section>
          <Section title={t('evidence')} className="mt-6">
            <CdrSources detail={detail} />
          </Section>
          <CdrCopies copies={copies} className="mt-6" />
          <SignedValues
            signed={
              detail.cdr.signedData && {
                method: detail.cdr.signedData.encodingMethod,
                values: detail.cdr.signedData.signedValues,
                url: detail.cdr.signedData.url,
              }
            }
            href={`/staff/cdrs/${detail.cdrId}/signed`}
          />
        </div>
      </div>
    </>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // Kept as it came, which need not be readable.
    return text
  }
}

async function Raw({ detail }: { detail: CdrDetail }) {
  const t = await getTranslations('cdrs')
  return (
    <div className="staff-pad">
      <Section title={t('rawTitle')}>
        <p className="note">{t('rawText')}</p>
        <CopyButton value={detail.received} text={t('copy')} copiedText={t('copied')} />
        <pre className="code-block">{pretty(detail.received)}</pre>
      </Section>
      {detail.wireFindings.length === 0 ? null : (
        <Section title={t('wireFindings')}>
          <pre className="code-block">{JSON.stringify(detail.wireFindings, null, 2)}</pre>
        </Section>
      )}
      {detail.conflicts.map((conflict) => (
        <Section key={conflict.receivedAt} title={t('conflict')}>
          <pre className="code-block">{pretty(conflict.received)}</pre>
        </Section>
      ))}
    </div>
  )
}
