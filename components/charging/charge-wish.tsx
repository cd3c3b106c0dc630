'use client'
import { useTranslations } from 'next-intl'
import { FormMessage } from '@/components/forms/form-message'
import type { FormAction } from '@/components/forms/form-state'
import { SubmitButton } from '@/components/forms/submit-button'
import { useForm } from '@/components/forms/use-form'
import { Checkbox, RadioGroup } from '@/components/ui/choice-fields'
import { Notice } from '@/components/ui/states'
import { TextField } from '@/components/ui/text-field'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { PROFILE_TYPES } from '@/lib/roaming/core/charging-profile'
import type { SteeringView } from './steering-view'

type Props = { sessionId: string; steering: SteeringView; locale: FormatLocale; action: FormAction }

/** When the car should be ready, how much it needs and what matters most; and what the operator said to it. */
export function ChargeWish({ sessionId, steering, locale, action }: Props) {
  const t = useTranslations('steering')
  const { state, formAction, field } = useForm(action)
  const { wish, limitKw, canWish } = steering
  return (
    <form action={formAction} className="form">
      <p>{t('wish.text')}</p>
      {wish ? <Answer wish={wish} timeZone={steering.timeZone} locale={locale} /> : null}
      {limitKw !== null && wish?.answer === 'ACCEPTED' ? <p className="note">{t('wish.both')}</p> : null}
      {canWish ? (
        <>
          {state.status === 'error' ? <FormMessage state={state} title={t('wish.failed')} /> : null}
          <input type="hidden" name="sessionId" value={sessionId} />
          <RadioGroup
            legend={t('wish.legend')}
            name="profileType"
            options={PROFILE_TYPES.map((type) => ({ value: type, label: t(`wish.types.${type}`) }))}
            defaultValue={state.values?.['profileType'] ?? wish?.profileType ?? 'CHEAP'}
            required
          />
          <TextField
            {...field('departure')}
            type="time"
            label={t('wish.departure')}
            hint={t('wish.departureHint')}
            optional={t('wish.optional')}
          />
          <TextField
            {...field('energyKwh')}
            inputMode="decimal"
            unit="kWh"
            label={t('wish.energy')}
            hint={t('wish.energyHint')}
            optional={t('wish.optional')}
            maxLength={7}
          />
          <Checkbox name="discharge" label={t('wish.discharge')} hint={t('wish.dischargeHint')} />
          <SubmitButton look="plain" wide pendingText={t('wish.sending')}>
            {t('wish.send')}
          </SubmitButton>
        </>
      ) : null}
    </form>
  )
}

function Answer({
  wish,
  timeZone,
  locale,
}: {
  wish: NonNullable<SteeringView['wish']>
  timeZone: string
  locale: FormatLocale
}) {
  const t = useTranslations('steering')
  if (wish.answer === null) return <Notice role="status">{t('wish.sending')}</Notice>
  const current = t('wish.current', {
    type: t(`wish.types.${wish.profileType}`),
    time: wish.departureAt === null ? 'none' : formatInstant(wish.departureAt, timeZone, 'time', locale),
    energy: wish.energyKwh === null ? 'none' : formatEnergy(wish.energyKwh, locale),
  })
  return (
    <Notice tone={wish.answer === 'ACCEPTED' ? 'ours' : 'held'} role="status" title={t(`wish.answers.${wish.answer}`)}>
      {current}
    </Notice>
  )
}
