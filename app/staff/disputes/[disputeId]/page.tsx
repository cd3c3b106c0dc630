import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { CopyButton } from '@/components/ui/copy-button'
import { Finding } from '@/components/ui/lead'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { Notice } from '@/components/ui/states'
import { TextArea } from '@/components/ui/text-field'
import { requireStaff } from '@/lib/auth/session'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { sumMinor } from '@/lib/kernel/money'
import { addDays, BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { DISPUTE_DEFAULTS } from '@/lib/rating/core/dispute-terms'
import { exportLetter } from '@/lib/rating/disputes/export-evidence'
import { getEvidence } from '@/lib/rating/disputes/queries/find-evidence'
import { getDispute, type DisputeDetail } from '@/lib/rating/disputes/queries/get-dispute'
import { DISPUTE_STATE } from '../dispute-columns'
import { CaseActions } from './case-actions'
import { CaseCdrs, CaseReports } from './case-cdrs'
import { CaseLinks } from './case-links'
import { CaseTimeline } from './case-timeline'
import { isDecidedUnsent } from './decided-unsent'

type Params = { params: Promise<{ disputeId: string }> }

async function find(ctx: StaffCtx, id: string): Promise<DisputeDetail> {
  if (!isId('dispute', id)) notFound()
  try {
    return await getDispute(ctx, id)
  } catch (error) {
    if (error instanceof NotFoundError) notFound()
    throw error
  }
}

export async function generateMetadata() {
  return { title: (await getTranslations('disputes'))('label') }
}

/** One case: the money, the next step, the text for the operator, and what happened. */
export default async function DisputePage({ params }: Params) {
  const ctx = await requireStaff('dispute:read')
  const [{ disputeId }, t, locale] = await Promise.all([params, getTranslations('disputes'), formatLocale()])
  const dispute = await find(ctx, disputeId)
  const evidence = await getEvidence(ctx, dispute.id)
  const path = `/staff/disputes/${dispute.id}`
  const answerBy =
    dispute.state === 'sent' && dispute.deadline !== null
      ? dispute.deadline
      : addDays(localDate(ctx.clock.now(), BILLING_ZONE), DISPUTE_DEFAULTS.answerDays)
  const letter = exportLetter(evidence, answerBy)
  const windowEnds = evidence.cdrs.map((cdr) => cdr.windowEnds).toSorted()[0]
  return (
    <>
      <StaffHead
        crumb={{ label: t('inbox'), steps: [{ href: '/staff/disputes', text: t('inbox') }] }}
        title={t('title', { number: String(dispute.number) })}
        state={
          <StateMark state={DISPUTE_STATE[dispute.state]}>
            {isDecidedUnsent(dispute) ? t('decidedUnsent') : t(`states.${dispute.state}`)}
          </StateMark>
        }
        note={`${dispute.partner.name}, ${t(`causes.${dispute.cause}`)}`}
      />
      <Money dispute={dispute} locale={locale} windowEnds={dispute.waitsFor === 'us' ? windowEnds : undefined} />
      <div className="staff-grid">
        <div>
          <Section title={t('next')}>
            <CaseActions ctx={ctx} dispute={dispute} />
          </Section>
          <Section title={t('cdrsTitle')} className="mt-6">
            <CaseCdrs ctx={ctx} dispute={dispute} locale={locale} />
            <CaseReports dispute={dispute} locale={locale} />
          </Section>
          <Section title={t('letter')} className="mt-6">
            <p className="note">{t('letterText')}</p>
            <p className="py-2">
              <CopyButton value={letter} text={t('copy')} copiedText={t('copied')} />
            </p>
            <TextArea name="letter" label={t('letter')} hideLabel readOnly rows={18} defaultValue={letter} />
          </Section>
        </div>
        <div>
          <Section title={t('bundle')}>
            <p className="pb-2">{t('bundleText')}</p>
            <p>
              <a href={`${path}/evidence`}>{t('page')}</a>, <a href={`${path}/evidence.pdf`}>{t('pdf')}</a>,{' '}
              <a href={`${path}/evidence.json`} download>
                {t('json')}
              </a>
            </p>
          </Section>
          <CaseLinks ctx={ctx} dispute={dispute} locale={locale} />
          <Section title={t('timeline')} className="mt-6">
            <CaseTimeline dispute={dispute} locale={locale} />
          </Section>
        </div>
      </div>
    </>
  )
}

type MoneyProps = { dispute: DisputeDetail; locale: FormatLocale; windowEnds: CalendarDate | undefined }

async function Money({ dispute, locale, windowEnds }: MoneyProps) {
  const t = await getTranslations('disputes')
  const { currency, cdrs, partner, deadline, closedAt, lossMinor, lossBookedAt, waitsFor } = dispute
  const money = (minor: bigint) => formatMoney(minor, currency, locale)
  const total = (pick: (cdr: DisputeDetail['cdrs'][number]) => bigint) => sumMinor(cdrs.map(pick))
  const claim = total((cdr) => cdr.claimMinor)
  const recovered = total((cdr) => cdr.recoveredMinor)
  const ours = cdrs.every((cdr) => cdr.oursMinor !== null) ? total((cdr) => cdr.oursMinor ?? 0n) : null
  const b = (chunks: React.ReactNode) => <b>{chunks}</b>
  const names = { partner: partner.name, claim: money(claim), asked: money(total((cdr) => cdr.askedMinor)) }
  return (
    <>
      <Finding>
        {closedAt === null
          ? t.rich('finding', { ...names, b })
          : isDecidedUnsent(dispute)
            ? t.rich('findingUnsent', { ...names, cost: money(total((cdr) => cdr.askedMinor - cdr.recoveredMinor)), b })
            : t.rich('findingRecovered', { ...names, recovered: money(recovered), b })}{' '}
        {lossMinor > 0n ? t.rich('findingLoss', { loss: formatMoney(lossMinor, 'SEK', locale), b }) : null}
      </Finding>
      <div className="staff-pad">
        {waitsFor !== null && deadline !== null ? (
          <Notice tone={dispute.overdue ? 'fail' : 'held'} title={dispute.overdue ? t('late') : undefined}>
            {t(`turn.${waitsFor}`, { partner: partner.name, date: formatCalendarDate(deadline, 'date', locale) })}{' '}
            {windowEnds ? t('windowEnds', { date: formatCalendarDate(windowEnds, 'date', locale) }) : null}
          </Notice>
        ) : null}
        {closedAt === null ? null : (
          <Notice>{t('turn.none', { date: formatInstant(closedAt, BILLING_ZONE, 'date', locale) })}</Notice>
        )}
        {dispute.statement === '' ? null : <p className="pb-2">{dispute.statement}</p>}
        <div className="max-w-prose">
          <ReceiptLine label={t('lineAsked')} amount={names.asked} />
          <ReceiptLine label={t('lineOurs')} amount={ours === null ? '–' : money(ours)} />
          <ReceiptSum label={t('lineClaim')} amount={names.claim} />
          {recovered > 0n && !isDecidedUnsent(dispute) ? (
            <ReceiptLine kind="sub" label={t('lineRecovered')} amount={money(recovered)} />
          ) : null}
          {lossMinor > 0n ? (
            <ReceiptLine
              kind="sub"
              label={t('lineLoss')}
              note={
                lossBookedAt === null
                  ? undefined
                  : t('lossBooked', { date: formatInstant(lossBookedAt, BILLING_ZONE, 'date', locale) })
              }
              amount={formatMoney(lossMinor, 'SEK', locale)}
            />
          ) : null}
        </div>
        <p className="note">{t('exclVat')}</p>
      </div>
    </>
  )
}
