'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { FormAction } from '@/components/forms/form-state'
import { Disclosure } from '@/components/ui/states'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { ChargeWish } from './charge-wish'
import { LimitPower } from './limit-power'
import type { SteeringView } from './steering-view'

export type SteerActions = { limit: FormAction; wish: FormAction }

type Props = { sessionId: string; steering: SteeringView; locale: FormatLocale; actions: SteerActions }

/** What the driver may ask of the station while it charges; each part only where the station can. */
export function SteerCharge({ sessionId, steering, locale, actions }: Props) {
  const t = useTranslations('steering')
  const client = useQueryClient()
  // What became of it stands in the charge, so that is asked for at once.
  const then = (action: FormAction): FormAction => {
    return async (previous, form) => {
      const answer = await action(previous, form)
      await client.invalidateQueries({ queryKey: ['charge'] })
      return answer
    }
  }
  const offersLimit = steering.canLimit && steering.choicesKw.length > 0
  const offersWish = steering.canWish || steering.wish !== null
  if (!offersLimit && !offersWish) return null
  const shared = { sessionId, steering, locale }
  return (
    <section className="pt-4" aria-label={t('title')}>
      {offersWish ? (
        <Disclosure summary={t('wish.title')}>
          <ChargeWish {...shared} action={then(actions.wish)} />
        </Disclosure>
      ) : null}
      {offersLimit ? (
        <Disclosure summary={t('limit.title')}>
          <LimitPower {...shared} action={then(actions.limit)} />
        </Disclosure>
      ) : null}
    </section>
  )
}
