'use server'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { PreconditionError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { nextLocalTime } from '@/lib/kernel/time'
import { sendPreferences } from '@/lib/ocpi/client/send-preferences'
import { steerSession } from '@/lib/ocpi/client/send-profile'
import { PROFILE_TYPES } from '@/lib/roaming/core/charging-profile'
import { findMySteering } from '@/lib/roaming/profiles/queries'

const sessionId = z.string().refine((id) => isId('session', id))
const LimitInput = z.object({ sessionId, limit: z.string().max(8) })
const WishInput = z.object({
  sessionId,
  profileType: z.enum(PROFILE_TYPES),
  departure: z.union([z.literal(''), z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)]).default(''),
  energyKwh: z
    .string()
    .default('')
    .transform((text) => text.trim().replace(',', '.'))
    .pipe(z.union([z.literal(''), z.string().regex(/^\d{1,4}(\.\d{1,3})?$/)])),
  discharge: z.string().optional(),
})

/** Asks the operator for less power, or for all of it again. What became of it is told by the charge, which is polled. */
export async function limitPowerAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('steering')
  return runAction(
    form,
    LimitInput,
    async (input) => {
      const wish =
        input.limit === 'full' ? ({ kind: 'clear' } as const) : ({ kind: 'set', limitKw: input.limit } as const)
      await steerSession(ctx, input.sessionId, wish)
    },
    { precondition_failed: t('limit.underWay'), limit_exceeded: t('limit.wait'), invalid: t('limit.invalid') },
  )
}

/** Tells the operator when the car should be ready. Its answer is told by the charge, which is polled. */
export async function sendPreferencesAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('steering')
  return runAction(
    form,
    WishInput,
    async (input) => {
      const steering = await findMySteering(ctx, input.sessionId)
      if (!steering) throw new PreconditionError('the session has ended')
      await sendPreferences(ctx, input.sessionId, {
        profileType: input.profileType,
        departureAt: input.departure === '' ? null : nextLocalTime(ctx.clock.now(), input.departure, steering.timeZone),
        energyKwh: input.energyKwh === '' ? null : input.energyKwh,
        dischargeAllowed: input.discharge === 'on',
      })
    },
    { precondition_failed: t('wish.ended') },
  )
}
