'use server'
import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { forgetCar, keepCar } from '@/lib/rating/cars/keep-car'
import { CAR_PRESETS } from '@/lib/rating/core/charge-wish'
import { KeepCarInput } from '@/lib/rating/schema'
import { backFrom } from './back-from'

const HERE = '/start/car'

/** Keeps the car and goes back to the price that it was wanted for. */
export async function keepCarAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('quotes')
  return runAction(form, KeepCarInput, async (input) => {
    await keepCar(ctx, input)
    const back = backFrom(form.get('back'))
    if (back) redirect(back)
    return t('kept', { car: input.name })
  })
}

/** The same with a kind of car; what is none is left alone. */
export async function usePresetAction(form: FormData): Promise<void> {
  const ctx = await requireCustomer()
  const t = await getTranslations('quotes')
  const asked = form.get('preset')
  const [preset] = Object.entries(CAR_PRESETS).filter(([name]) => name === asked)
  if (preset) {
    const [name, car] = preset as [keyof typeof CAR_PRESETS, (typeof CAR_PRESETS)[keyof typeof CAR_PRESETS]] // its entry
    await keepCar(ctx, { name: t(`presets.${name}`), ...car })
  }
  redirect(backFrom(form.get('back')) ?? HERE)
}

export async function forgetCarAction(form: FormData): Promise<void> {
  const ctx = await requireCustomer()
  await forgetCar(ctx)
  redirect(backFrom(form.get('back')) ?? HERE)
}
