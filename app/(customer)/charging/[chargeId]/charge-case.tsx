import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Pairs } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import { Disclosure, Notice } from '@/components/ui/states'
import { Timeline } from '@/components/ui/timeline'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import { BILLING_ZONE, toIsoInstant } from '@/lib/kernel/time'
import type { MyChargeDetail } from '@/lib/rating/charges/queries/get-my-charge'
import { REPORT_CAUSES } from '@/lib/rating/core/dispute-state'
import type { MyDispute } from '@/lib/rating/disputes/queries/my-disputes'
import { reportChargeAction, withdrawReportAction } from './actions'
import { CreditNoteLink } from '../credit-note-link'
import { billText, statusText } from '../case-texts'
import { ReportForm } from './report-form'

const CURRENCY = 'SEK'

type Props = { charge: MyChargeDetail; dispute: MyDispute | null }

/** Where the operator asked too much: what it asked, what is right, and what the customer pays. */
export async function Protection({ charge, dispute }: Props) {
  const { overcharge, price, state } = charge
  if (!overcharge || !price || charge.homeCharging) return null
  const [t, locale] = await Promise.all([getTranslations('reports'), formatLocale()])
  const money = (minor: bigint) => formatMoney(minor, CURRENCY, locale)
  const off = state !== 'checked'
  const claim = overcharge.askedMinor - overcharge.rightMinor
  return (
    <Notice tone="ours" title={t('protection.title')}>
      {t('protection.text', {
        asked: money(overcharge.askedMinor),
        right: money(overcharge.rightMinor),
        yours: money(off ? 0n : price.grossMinor),
        plan: off || price.grossMinor === overcharge.rightMinor ? 'same' : 'other',
      })}{' '}
      {dispute === null
        ? t('protection.reviewing')
        : dispute.closedAt === null
          ? t('protection.claiming', { claim: money(claim) })
          : t('protection.done')}
    </Notice>
  )
}

/** The case about a charge, in the customer's words: how it stands, who waits for whom, and what it means for the bill. */
export async function ChargeCase({ dispute }: { dispute: MyDispute }) {
  const [t, locale] = await Promise.all([getTranslations('reports'), formatLocale()])
  const { number, operatorName, waitsFor, report, replacementId, grossMinor, origin, state } = dispute
  const at = (moment: MyDispute['openedAt']) => formatInstant(moment, BILLING_ZONE, 'short', locale)
  const withdrawable = origin === 'customer' && state === 'open' && grossMinor !== null
  return (
    <section id="case">
      <Section title={t('case.title', { number: String(number) })}>
        <Notice tone={waitsFor === null ? undefined : 'held'} title={await statusText(dispute)}>
          {await billText(dispute)} <CreditNoteLink dispute={dispute} />{' '}
          {replacementId ? (
            <>
              {t('case.replaced')} <Link href={`/charging/${replacementId}`}>{t('case.replacedLink')}</Link>
            </>
          ) : null}
        </Notice>
        <Pairs
          lines
          className="pt-3"
          pairs={[
            {
              label: t('case.waits'),
              value:
                waitsFor === null
                  ? t('case.nobody')
                  : waitsFor === 'us'
                    ? t('case.us')
                    : t('case.operator', { name: operatorName }),
            },
            ...(report
              ? [
                  {
                    label: t('case.youSaid'),
                    value: `${t(`report.causes.${report.cause}`)}${report.text === '' ? '' : `: ${report.text}`}`,
                  },
                ]
              : []),
          ]}
        />
        <Disclosure summary={t('case.course')}>
          <Timeline
            entries={dispute.events.map((event) => ({
              key: `${event.kind} ${event.at}`,
              time: at(event.at),
              dateTime: toIsoInstant(event.at),
              text: t(`case.events.${event.kind}`),
            }))}
          />
        </Disclosure>
        {withdrawable ? (
          <div className="pt-3">
            <ConfirmDialog
              trigger={t('case.withdraw')}
              title={t('case.withdrawTitle')}
              consequence={t('case.withdrawEffect', { amount: formatMoney(grossMinor, CURRENCY, locale) })}
              confirmText={t('case.withdraw')}
              pendingText={t('case.withdrawing')}
              cancelText={t('case.cancel')}
              failedText={t('case.failed')}
              action={withdrawReportAction}
              values={{ disputeId: dispute.id }}
            />
          </div>
        ) : null}
      </Section>
    </section>
  )
}

/** The way to say that something is wrong; gone where it was said, and where nobody pays anything. */
export async function SomethingWrong({ charge, dispute }: Props) {
  const live = dispute !== null && dispute.outcome === null
  const reportable = charge.state === 'checked' || charge.state === 'reviewing' || charge.state === 'disputed'
  if (!reportable || charge.homeCharging || (live && dispute.report !== null)) return null
  const t = await getTranslations('reports')
  return (
    <Section title={t('report.title')}>
      <Disclosure summary={t('report.what')}>
        <p className="pb-3">{t('report.lead')}</p>
        <ReportForm
          action={reportChargeAction}
          cdrId={charge.cdrId}
          causes={REPORT_CAUSES.map((value) => ({ value, label: t(`report.causes.${value}`) }))}
          texts={{
            what: t('report.what'),
            text: t('report.text'),
            textHint: t('report.textHint'),
            send: t('report.send'),
            sending: t('report.sending'),
            failed: t('report.failed'),
          }}
        />
      </Disclosure>
    </Section>
  )
}
