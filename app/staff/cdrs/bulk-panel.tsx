import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Finding } from '@/components/ui/lead'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { Consequences, SidePanel, type Consequence } from '@/components/ui/side-panel'
import { Kbd, Notice } from '@/components/ui/states'
import { TextArea } from '@/components/ui/text-field'
import type { StaffCtx } from '@/lib/auth/context'
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import { formatMoney } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import type { CdrListRow } from '@/lib/rating/cdrs/queries/list-cdrs'
import { ZERO_EFFECT } from '@/lib/rating/core/money-effect'
import { bulkConsequences } from '@/lib/rating/reviews/queries'
import { reviewCdrsAction } from './actions'
import { placeText } from './place-text'
import { BulkDispute } from './dispute-action'
import { DECISION_KEYS, effectAmounts, type Decision } from './review-actions'

/** One decision on all that were ticked, with the total of what it moves. */
export async function BulkPanel({
  ctx,
  rows,
  closeHref,
}: {
  ctx: StaffCtx
  rows: readonly CdrListRow[]
  closeHref: string
}) {
  const ids = rows.map((row) => row.cdrId)
  const [t, locale, found] = await Promise.all([getTranslations('cdrs'), formatLocale(), bulkConsequences(ctx, ids)])
  const kronor = (minor: bigint) => formatMoney(minor, 'SEK', locale, 'always')
  const difference = sum(rows.map((row) => decimal(row.currency === 'SEK' ? (row.differenceExcl ?? '0') : '0')))
  const choices = [
    { decision: 'ours' as Decision, effect: found.atOurPrice, possible: found.atOurPrice.possible },
    { decision: 'cpo' as Decision, effect: found.atCpoPrice, possible: found.atCpoPrice.possible },
    { decision: 'reject' as Decision, effect: ZERO_EFFECT, possible: ids.length },
  ]
  const effects: Consequence[] = choices.map(({ decision, effect, possible }) => ({
    key: decision,
    amounts: effectAmounts(effect, 'SEK', locale),
    action: (
      <ConfirmDialog
        dense
        trigger={
          <>
            {t(`decide.${decision}`)} <Kbd>{DECISION_KEYS[decision]}</Kbd>
          </>
        }
        triggerLook={{
          size: 'row',
          look: decision === 'reject' ? 'stop' : decision === 'ours' && effect.marginMinor >= 0n ? 'go' : 'plain',
        }}
        shortcut={DECISION_KEYS[decision]}
        disabled={possible === 0}
        destroys={decision === 'reject'}
        title={t(`bulkTitle.${decision}`, { count: possible })}
        consequence={t(`bulkEffect.${decision}`, {
          count: possible,
          left: ids.length - possible,
          toCpo: formatMoney(effect.toCpoMinor, 'SEK', locale),
          customer: formatMoney(effect.customerPaysMinor, 'SEK', locale),
          margin: formatMoney(effect.marginMinor, 'SEK', locale),
        })}
        confirmText={t(`decide.${decision}`)}
        pendingText={t('saving')}
        cancelText={t('cancel')}
        failedText={t('refused')}
        action={reviewCdrsAction}
        values={{ cdrIds: ids.join(' '), decision }}
      >
        <TextArea
          size="row"
          name="reason"
          id={`bulk-reason-${decision}`}
          label={t('reason')}
          required
          maxLength={500}
          rows={2}
        />
      </ConfirmDialog>
    ),
  }))
  return (
    <SidePanel
      label={t('chosen', { count: rows.length })}
      kicker="CDR"
      title={t('chosen', { count: rows.length })}
      close={{ href: closeHref, text: t('close') }}
      actions={
        ctx.permissions.has('cdr:review') ? (
          <>
            <Consequences
              label={t('decision')}
              parties={[t('short.partner'), t('short.customer'), t('short.margin')]}
              rows={effects}
              note={t('exclVat')}
            />
            <BulkDispute ctx={ctx} rows={rows} />
          </>
        ) : (
          <Notice>{t('readsOnly')}</Notice>
        )
      }
    >
      <Finding>{t('chosenFinding', { amount: kronor(roundToMinor(difference, 'SEK')) })}</Finding>
      {rows.map((row) => (
        <ReceiptLine
          key={row.cdrId}
          label={placeText(row)}
          note={row.partnerName}
          amount={
            row.differenceExcl === null
              ? '–'
              : formatMoney(roundToMinor(row.differenceExcl, row.currency), row.currency, locale, 'always')
          }
        />
      ))}
      <ReceiptSum label={t('sum')} amount={kronor(roundToMinor(toDecimalString(difference), 'SEK'))} />
    </SidePanel>
  )
}
