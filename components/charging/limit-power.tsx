'use client'
import { useTranslations } from 'next-intl'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { RadioGroup } from '@/components/ui/choice-fields'
import { Notice } from '@/components/ui/states'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatPower } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import type { SteeringView } from './steering-view'

type Props = { sessionId: string; steering: SteeringView; locale: FormatLocale; action: FormAction }

const FULL = 'full'

/** The highest power that the station may give this car, or all of it again. */
export function LimitPower({ sessionId, steering, locale, action }: Props) {
  const t = useTranslations('steering')
  const { state, formAction } = useForm(action)
  const power = (kw: number) => formatPower(String(kw), locale)
  const { maxPowerKw, choicesKw, limitKw, active } = steering
  const full = maxPowerKw === null ? t('limit.fullUnknown') : t('limit.full', { power: power(maxPowerKw) })
  const choices = [{ value: FULL, label: full }, ...choicesKw.map((kw) => ({ value: String(kw), label: power(kw) }))]
  return (
    <form action={formAction} className="form">
      <p>{t('limit.text')}</p>
      <Latest steering={steering} locale={locale} />
      {active?.limitKw === undefined || active.limitKw === null || active.limitKw === limitKw ? null : (
        <p className="note">{t('limit.station', { power: power(active.limitKw) })}</p>
      )}
      {state.status === 'error' ? <FormMessage state={state} title={t('limit.failed')} /> : null}
      <input type="hidden" name="sessionId" value={sessionId} />
      <RadioGroup
        legend={t('limit.legend')}
        name="limit"
        options={choices}
        defaultValue={state.values?.['limit'] ?? (limitKw === null ? FULL : String(limitKw))}
        hint={t('limit.lowest')}
        required
      />
      <SubmitButton look="plain" wide pendingText={t('limit.setting')}>
        {t('limit.set')}
      </SubmitButton>
    </form>
  )
}

/** What became of the newest wish; without one, the limit in force. */
function Latest({ steering: { latest, limitKw, timeZone }, locale }: Pick<Props, 'steering' | 'locale'>) {
  const t = useTranslations('steering')
  const power = (kw: number) => formatPower(String(kw), locale)
  if (!latest || latest.kind === 'read')
    return limitKw === null ? null : <p className="font-strong">{t('limit.now', { power: power(limitKw) })}</p>
  const asked = latest.kind === 'set' && latest.limitKw !== null ? power(latest.limitKw) : null
  switch (latest.state) {
    case 'requested':
    case 'accepted_by_cpo':
      return <Notice role="status">{asked ? t('limit.asked', { power: asked }) : t('limit.askedFull')}</Notice>
    case 'done':
      return (
        <Notice tone="ours" role="status">
          {asked ? t('limit.done', { power: asked }) : t('limit.doneFull')}
        </Notice>
      )
    case 'rejected':
      return (
        <Notice tone="fail" role="status">
          {t(latest.result === 'NOT_SUPPORTED' ? 'limit.notSupported' : 'limit.refused')}
        </Notice>
      )
    case 'too_often': {
      const time = latest.retryAt === null ? '' : formatInstant(latest.retryAt, timeZone, 'time', locale)
      return (
        <Notice tone="held" role="status">
          {t('limit.tooOften', { time })}
        </Notice>
      )
    }
    case 'unknown':
      return (
        <Notice tone="held" role="status">
          {t('limit.unknown')}
        </Notice>
      )
  }
}
