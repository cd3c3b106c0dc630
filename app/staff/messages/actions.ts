'use server'
import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { PreconditionError } from '@/lib/kernel/errors'
import { replayExchange } from '@/lib/ocpi/client/replay-exchange'
import { getExchange } from '@/lib/partners/exchanges/queries'
import { MESSAGES_PATH } from './message-state'

const Input = z.object({ messageId: z.coerce.number().int().positive(), kept: z.string().max(2000).optional() })

/** Makes a message again where that is safe, and shows what came of it beside the first time. */
export async function replayAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('message:replay')
  const t = await getTranslations('inspector')
  let reason = ''
  const state = await runAction(form, Input, async ({ messageId, kept }) => {
    let made: number | null
    try {
      made = await replayExchange(ctx, await getExchange(ctx, messageId))
    } catch (error) {
      if (error instanceof PreconditionError) reason = error.message
      throw error
    }
    const query = new URLSearchParams(kept)
    query.set('again', made === null ? 'read' : String(made))
    redirect(`${MESSAGES_PATH}/${messageId}?${query}`)
  })
  return reason ? { ...state, message: t('replayRefused', { reason }) } : state
}
