import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Consequences, type Consequence } from '@/components/ui/side-panel'
import { Kbd, Notice } from '@/components/ui/states'
import { ReasonField } from '@/components/ui/reason-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatAmount, formatMoney } from '@/lib/kernel/format/money'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import type { CdrId } from '@/lib/kernel/ids'
import type { MoneyEffect } from '@/lib/rating/core/money-effect'
import { listCorrections, reviewConsequences } from '@/lib/rating/reviews/queries'
import { correctCdrAction, rejectCdrAction, releaseCdrAction } from './actions'

export type Decision = 'ours' | 'cpo' | 'reject'
/** Digits, because the letters differ between languages and `g` begins a jump. */
export const DECISION_KEYS: Readonly<Record<Decision, string>> = { ours: '1', cpo: '2', reject: '3' }

/** The three amounts of a decision, in the order of the table's header. */
export function effectAmounts(effect: MoneyEffect | null, currency: string, locale: FormatLocale) {
  if (!effect) return [{ text: '–' }, { text: '–' }, { text: '–' }]
  return [
    { text: formatAmount(effect.toCpoMinor, currency, locale) },
    { text: formatAmount(effect.customerPaysMinor, currency, locale) },
    { text: formatAmount(effect.marginMinor, currency, locale, 'always'), loss: effect.marginMinor < 0n },
  ]
}

/** What can be decided about one held CDR, each with what it costs whom. */
export async function ReviewActions({ ctx, cdrId, partnerName }: { ctx: StaffCtx; cdrId: CdrId; partnerName: string }) {
  const [t, ti, locale, found, corrections] = await Promise.all([
    getTranslations('cdrs'),
    getTranslations('inbox'),
    formatLocale(),
    reviewConsequences(ctx, cdrId),
    listCorrections(ctx, cdrId),
  ])
  const { advised } = found
  const currency = 'SEK'
  const effects: Record<Decision, MoneyEffect | null> = {
    ours: found.atOurPrice.ok ? found.atOurPrice.effect : null,
    cpo: found.atCpoPrice.ok ? found.atCpoPrice.effect : null,
    reject: found.rejected,
  }
  // Wh where kWh belong are right for nobody: then the correction comes first.
  const wrongUnit = corrections.some(({ source }) => source === 'unit')
  const first = ({ atOurPrice: 'ours', atCpoPrice: 'cpo', rejected: 'reject' } as const)[advised]
  const order = [first, ...(['ours', 'cpo', 'reject'] as const).filter((decision) => decision !== first)]
  const money = (minor: bigint) => formatMoney(minor, currency, locale)
  const rows: Consequence[] = order.map((decision) => {
    const effect = effects[decision]
    const amounts = effect && {
      partner: partnerName,
      toCpo: money(effect.toCpoMinor),
      customer: money(effect.customerPaysMinor),
      margin: money(effect.marginMinor),
    }
    return {
      key: decision,
      amounts: effectAmounts(effect, currency, locale),
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
            look: decision === 'reject' ? 'stop' : decision === first && !wrongUnit ? 'go' : 'plain',
          }}
          shortcut={DECISION_KEYS[decision]}
          disabled={!amounts}
          destroys={decision === 'reject'}
          title={t(`decideTitle.${decision}`)}
          consequence={amounts ? t(`decideEffect.${decision}`, amounts) : ''}
          confirmText={t(`decide.${decision}`)}
          pendingText={t('saving')}
          cancelText={t('cancel')}
          failedText={t('refused')}
          action={decision === 'reject' ? rejectCdrAction : releaseCdrAction}
          values={decision === 'reject' ? { cdrId } : { cdrId, price: decision }}
        >
          <ReasonField id={`reason-${decision}`} label={t('reason')} />
        </ConfirmDialog>
      ),
    }
  })
  const corrected: Consequence[] = corrections.map(({ source, energyKwh, effect }) => ({
    key: source,
    amounts: effectAmounts(effect, currency, locale),
    action: (
      <ConfirmDialog
        dense
        trigger={ti('correct', { kwh: formatEnergy(energyKwh, locale) })}
        triggerLook={{ size: 'row', look: source === 'unit' ? 'go' : 'plain' }}
        title={ti('correctTitle', { kwh: formatEnergy(energyKwh, locale) })}
        consequence={ti('correctEffect', {
          source: ti(`correctBy.${source}`),
          partner: partnerName,
          toCpo: money(effect.toCpoMinor),
          customer: money(effect.customerPaysMinor),
          margin: money(effect.marginMinor),
        })}
        confirmText={ti('correctConfirm')}
        pendingText={t('saving')}
        cancelText={t('cancel')}
        failedText={t('refused')}
        action={correctCdrAction}
        values={{ cdrId, source }}
      >
        <ReasonField id={`reason-${source}`} label={t('reason')} />
      </ConfirmDialog>
    ),
  }))
  const blocked = [found.atOurPrice, found.atCpoPrice].flatMap((answer) => (answer.ok ? [] : [answer.reason]))
  return (
    <>
      {ctx.permissions.has('cdr:review') ? (
        <Consequences
          label={t('decision')}
          parties={[t('short.partner'), t('short.customer'), t('short.margin')]}
          rows={wrongUnit ? [...corrected, ...rows] : [...rows, ...corrected]}
          note={[t('kronorExclVat'), ...new Set(blocked.map((reason) => t(`refusal.${reason}`)))].join(' ')}
        />
      ) : (
        <Notice>{t('readsOnly')}</Notice>
      )}
    </>
  )
}
