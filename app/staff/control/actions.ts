'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { unlockConnector } from '@/lib/ocpi/client/send-command'
import { steerSession } from '@/lib/ocpi/client/send-profile'
import { getCommand } from '@/lib/roaming/commands/list-commands'

const sessionId = z.string().refine((id) => isId('session', id))
const UnlockInput = z.object({
  evseId: z.string().refine((id) => isId('evse', id)),
  connectorId: z.string().min(1).max(36),
  reason: z.string().trim().min(1).max(200),
  path: z.string().startsWith('/staff/').max(200),
})
const SteerInput = z.object({
  sessionId,
  kind: z.enum(['set', 'clear', 'read']),
  limitKw: z
    .string()
    .default('')
    .transform((text) => text.trim().replace(',', '.')),
})

/** Asks the station to let go of a cable, and tells what the operator said at once; the station's answer comes later. */
export async function unlockAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('evse:unlock')
  const t = await getTranslations('control')
  let refusal: string | null = null
  const state = await runAction(
    form,
    UnlockInput,
    async ({ path, ...input }) => {
      const { state: stands, result } = await getCommand(ctx, await unlockConnector(ctx, input))
      revalidatePath(path)
      if (stands === 'rejected') refusal = t('unlock.refusedBy', { result: result ?? '–' })
      if (stands === 'unknown') refusal = t('unlock.silent')
      return t('unlock.sent')
    },
    { precondition_failed: t('unlock.impossible') },
  )
  // The command is written down and sent: what the operator said to it is the answer.
  return refusal === null ? state : { status: 'error', message: refusal }
}

/** Limits the power of a session, lifts the limit, or asks what the station goes by. */
export async function steerAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('session:steer')
  const t = await getTranslations('control')
  return runAction(
    form,
    SteerInput,
    async (input) => {
      const { kind, limitKw } = input
      await steerSession(ctx, input.sessionId, kind === 'set' ? { kind, limitKw } : { kind })
      revalidatePath('/staff/sessions')
      return t('profile.sent')
    },
    {
      precondition_failed: t('profile.impossible'),
      limit_exceeded: t('profile.wait'),
      invalid: t('profile.invalid'),
    },
  )
}
