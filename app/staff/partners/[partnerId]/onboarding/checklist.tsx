import { getTranslations } from 'next-intl/server'
import { ActionButton } from '@/components/forms/action-button'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { StateMark } from '@/components/ui/state-mark'
import { Notice } from '@/components/ui/states'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE, instant } from '@/lib/kernel/time'
import { MANUAL_CHECKS, mayGoLive, readiness, type ManualCheck } from '@/lib/partners/core/onboarding'
import { goLiveAction, tickAction } from './actions'
import type { StepProps } from './step-props'

/** What must be so before customers meet the partner: read from the data, or ticked off by somebody. */
export async function Checklist({ ctx, partner, onboarding, locale, only }: StepProps & { only?: ManualCheck }) {
  const t = await getTranslations('lab')
  const { facts } = onboarding
  const mayWrite = ctx.permissions.has('partner:write')
  const at = (moment: number) => formatInstant(instant(moment), BILLING_ZONE, 'shortTime', locale)
  // Faults are accepted only where there are some.
  const manual = MANUAL_CHECKS.filter((check) =>
    only ? check === only : check !== 'report' || (facts.run?.state === 'done' && facts.run.errors > 0),
  )
  return (
    <>
      <ul className="checklist">
        {(only ? [] : readiness(facts)).map(({ check, ok }) => (
          <li key={check}>
            <StateMark state={ok ? 'ours' : 'open'}>{t(`wizard.check.${check}`)}</StateMark>
            <span className="note">{t('wizard.fromData')}</span>
          </li>
        ))}
        {manual.map((check) => {
          const tick = facts.checks[check]
          return (
            <li key={check}>
              <StateMark state={tick ? 'ours' : 'open'}>{t(`wizard.check.${check}`)}</StateMark>
              {tick ? <span className="note">{t('wizard.ticked', { at: at(tick.at) })}</span> : null}
              {mayWrite && !facts.live ? (
                <ActionButton
                  action={tickAction}
                  size="row"
                  values={{ partnerId: partner.id, check, done: tick ? 'no' : 'yes' }}
                >
                  {tick ? t('wizard.untick') : t('wizard.tick')}
                  <span className="vh">: {t(`wizard.check.${check}`)}</span>
                </ActionButton>
              ) : null}
            </li>
          )
        })}
      </ul>
      {only ? null : <GoLive ctx={ctx} partner={partner} onboarding={onboarding} locale={locale} />}
    </>
  )
}

async function GoLive({ ctx, partner, onboarding, locale }: StepProps) {
  const t = await getTranslations('lab')
  const { facts, liveAt } = onboarding
  if (liveAt !== null)
    return (
      <Notice tone="ours" role="status">
        {t('wizard.live', { at: formatInstant(liveAt, BILLING_ZONE, 'shortTime', locale) })}
      </Notice>
    )
  if (!mayGoLive(facts)) return <p className="dim pt-3">{t('wizard.goLiveNot')}</p>
  if (!ctx.permissions.has('partner:write')) return null
  return (
    <div className="pt-3">
      <ConfirmDialog
        dense
        trigger={t('wizard.goLive')}
        triggerLook={{ look: 'go' }}
        title={t('wizard.goLiveTitle', { name: partner.name })}
        consequence={t('wizard.goLiveEffect')}
        confirmText={t('wizard.goLive')}
        cancelText={t('wizard.cancel')}
        failedText={t('failed')}
        pendingText={t('wizard.saving')}
        action={goLiveAction}
        values={{ partnerId: partner.id }}
      />
    </div>
  )
}
