import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Checkbox } from '@/components/ui/choice-fields'
import { Notice } from '@/components/ui/states'
import { ReasonField } from '@/components/ui/reason-field'
import { DateField, TextArea, TextField } from '@/components/ui/text-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatDecimal, formatMoney } from '@/lib/kernel/format/money'
import { minorToDecimalString, sumMinor } from '@/lib/kernel/money'
import { addDays, BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { mayFollow } from '@/lib/rating/core/dispute-state'
import { customerUsuallyPays, DISPUTE_DEFAULTS, likelyRecovered, settleLines } from '@/lib/rating/core/dispute-terms'
import type { DisputeCdr, DisputeDetail } from '@/lib/rating/disputes/queries/get-dispute'
import {
  answerDisputeAction,
  changeClaimAction,
  closeDisputeAction,
  noteDisputeAction,
  sendDisputeAction,
} from '../actions'

const OUTCOMES = ['settled', 'refused', 'written_off', 'withdrawn'] as const
const NEXT = { settled: 'partial', refused: 'refused', written_off: 'written_off', withdrawn: 'withdrawn' } as const

type Props = { ctx: StaffCtx; dispute: DisputeDetail }

/** What can be done now, the likely step first, each with what it does to money. */
export async function CaseActions({ ctx, dispute }: Props) {
  const t = await getTranslations('disputes')
  const may = (permission: 'dispute:open' | 'dispute:write' | 'dispute:write-off') => ctx.permissions.has(permission)
  const { state } = dispute
  if (!may('dispute:open')) return <Notice>{t('readsOnly')}</Notice>
  const outcomes = OUTCOMES.filter(
    (outcome) =>
      mayFollow(state, NEXT[outcome]) && (outcome === 'written_off' ? may('dispute:write-off') : may('dispute:write')),
  )
  const live = mayFollow(state, 'sent') && may('dispute:write')
  return (
    <div className="flex flex-wrap gap-2">
      {live && state !== 'sent' ? <Send ctx={ctx} dispute={dispute} /> : null}
      {live ? <Answer dispute={dispute} /> : null}
      {live && state === 'sent' ? <Send ctx={ctx} dispute={dispute} /> : null}
      {outcomes.map((outcome) => (
        <Close key={outcome} dispute={dispute} outcome={outcome} />
      ))}
      <Note dispute={dispute} />
    </div>
  )
}

/** As people write it beside an amount. */
function currencyText(currency: string): string {
  return currency === 'SEK' ? 'kr' : currency
}

async function texts() {
  const t = await getTranslations('disputes')
  return { dense: true, pendingText: t('saving'), cancelText: t('cancel'), failedText: t('failed') }
}

async function Send({ ctx, dispute }: Props) {
  const [t, locale, common] = await Promise.all([getTranslations('disputes'), formatLocale(), texts()])
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const claim = sumMinor(dispute.cdrs.map((cdr) => cdr.claimMinor))
  return (
    <ConfirmDialog
      {...common}
      trigger={t(dispute.sentAt === null ? 'send' : 'sendAgain')}
      triggerLook={{ size: 'row', look: dispute.state === 'open' ? 'go' : 'plain' }}
      title={t('sendTitle', { partner: dispute.partner.name })}
      consequence={t('sendEffect', { claim: formatMoney(claim, dispute.currency, locale) })}
      confirmText={t('send')}
      action={sendDisputeAction}
      values={{ disputeId: dispute.id }}
    >
      <DateField
        size="row"
        name="deadline"
        label={t('answerBy')}
        min={today}
        required
        defaultValue={addDays(today, DISPUTE_DEFAULTS.answerDays)}
      />
      <TextArea size="row" name="note" id="send-note" label={t('note')} maxLength={2000} rows={2} />
    </ConfirmDialog>
  )
}

async function Answer({ dispute }: { dispute: DisputeDetail }) {
  const [t, common] = await Promise.all([getTranslations('disputes'), texts()])
  return (
    <ConfirmDialog
      {...common}
      trigger={t('answer')}
      triggerLook={{ size: 'row', look: dispute.state === 'sent' ? 'go' : 'plain' }}
      title={t('answerTitle', { partner: dispute.partner.name })}
      consequence={t('answerEffect')}
      confirmText={t('answer')}
      action={answerDisputeAction}
      values={{ disputeId: dispute.id }}
    >
      <TextArea size="row" name="answer" label={t('answerText')} required maxLength={2000} rows={3} />
    </ConfirmDialog>
  )
}

async function Note({ dispute }: { dispute: DisputeDetail }) {
  const [t, common] = await Promise.all([getTranslations('disputes'), texts()])
  return (
    <ConfirmDialog
      {...common}
      trigger={t('noteAdd')}
      triggerLook={{ size: 'row', look: 'plain' }}
      title={t('noteAdd')}
      consequence={t('noteEffect')}
      confirmText={t('noteAdd')}
      action={noteDisputeAction}
      values={{ disputeId: dispute.id }}
    >
      <TextArea size="row" name="note" id="only-note" label={t('noteText')} required maxLength={2000} rows={2} />
    </ConfirmDialog>
  )
}

async function Close({ dispute, outcome }: { dispute: DisputeDetail; outcome: (typeof OUTCOMES)[number] }) {
  const [t, locale, common] = await Promise.all([getTranslations('disputes'), formatLocale(), texts()])
  const { currency, cause, partner } = dispute
  const open = dispute.cdrs.filter((cdr) => cdr.outcome === null || cdr.outcome === 'refused')
  const money = (minor: bigint) => formatMoney(minor, currency, locale)
  const recoveredMinor = likelyRecovered(open)
  const priced = open.every((cdr) => cdr.retailGrossMinor !== null)
  const customerPays = customerUsuallyPays(cause, outcome) && priced
  const ended = settleLines(open, { outcome, recoveredMinor, customerPays })
  const billed = open.filter((cdr) => cdr.invoice?.issued).length
  const names = {
    partner: partner.name,
    asked: money(sumMinor(open.map((cdr) => cdr.askedMinor))),
    claim: money(sumMinor(open.map((cdr) => cdr.claimMinor))),
    cost: money(sumMinor(ended.map((line) => line.costMinor))),
    loss: money(sumMinor(ended.map((line) => line.lossMinor))),
  }
  const again = dispute.state === 'refused'
  return (
    <ConfirmDialog
      {...common}
      trigger={t(`settle.${outcome}`)}
      triggerLook={{ size: 'row', look: outcome === 'written_off' ? 'stop' : 'plain' }}
      destroys={outcome === 'written_off'}
      title={t(`settleTitle.${outcome}`, names)}
      consequence={`${t(`settleEffect.${outcome}`, names)} ${again ? '' : t('customerEffect', { billed })}`}
      confirmText={t(`settle.${outcome}`)}
      action={closeDisputeAction}
      values={{ disputeId: dispute.id, outcome }}
    >
      {outcome === 'settled' ? (
        <TextField
          size="row"
          name="recovered"
          label={t('recovered', { currency: currencyText(currency) })}
          inputMode="decimal"
          required
          defaultValue={formatDecimal(minorToDecimalString(recoveredMinor, currency), 2, locale)}
        />
      ) : null}
      {again ? null : <Checkbox name="customerPays" label={t('customerPays')} defaultChecked={customerPays} />}
      <ReasonField id={`close-reason-${outcome}`} label={t('reason')} />
    </ConfirmDialog>
  )
}

/** Another amount for one CDR of the case, while it is open. */
export async function ChangeClaim({ dispute, cdr }: { dispute: DisputeDetail; cdr: DisputeCdr }) {
  const [t, locale, common] = await Promise.all([getTranslations('disputes'), formatLocale(), texts()])
  const { currency } = dispute
  const money = (minor: bigint) => formatMoney(minor, currency, locale)
  return (
    <ConfirmDialog
      {...common}
      trigger={t('claimChange')}
      triggerLook={{ size: 'row', look: 'plain' }}
      title={t('claimTitle', { cdr: cdr.ocpiId })}
      consequence={t('claimEffect', { asked: money(cdr.askedMinor), claim: money(cdr.claimMinor) })}
      confirmText={t('claimChange')}
      action={changeClaimAction}
      values={{ disputeId: dispute.id, cdrId: cdr.cdrId }}
    >
      <TextField
        size="row"
        name="claim"
        label={t('claimAmount', { currency: currencyText(currency) })}
        inputMode="decimal"
        required
        defaultValue={formatDecimal(minorToDecimalString(cdr.claimMinor, currency), 2, locale)}
      />
      <ReasonField id={`claim-${cdr.cdrId}`} label={t('reason')} />
    </ConfirmDialog>
  )
}
