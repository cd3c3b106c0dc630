'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type CustomerId, type TokenId } from '@/lib/kernel/ids'
import { issueToken } from '@/lib/roaming/tokens/issue-token'
import { allowTokenPlace, liftTokenPlaces, removeTokenPlace } from '@/lib/roaming/tokens/allow-token-place'
import { setTokenGroup } from '@/lib/roaming/tokens/set-token-group'
import { setTokenState } from '@/lib/roaming/tokens/set-token-state'

const PATH = '/staff/tokens'
const tokenId = z.custom<TokenId>((id) => typeof id === 'string' && isId('token', id))
const customerId = z.custom<CustomerId>((id) => typeof id === 'string' && isId('customer', id))
const emptyToNull = z
  .string()
  .trim()
  .max(64)
  .transform((text) => text || null)

export async function issueTokenAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('token:write')
  const t = await getTranslations('tokens')
  const schema = z.object({
    customerId,
    uid: z.string().trim().min(1).max(36),
    whitelist: z.enum(['ALWAYS', 'ALLOWED', 'ALLOWED_OFFLINE', 'NEVER']),
    visualNumber: emptyToNull,
    label: emptyToNull,
  })
  return runAction(
    form,
    schema,
    async (input) => {
      const issued = await issueToken(ctx, { ...input, type: 'RFID' })
      revalidatePath(PATH)
      redirect(`${PATH}?token=${issued.tokenId}`)
    },
    { conflict: t('uidTaken'), invalid: t('uidWrong') },
  )
}

export async function setTokenStateAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('token:write')
  const schema = z.object({
    tokenId,
    state: z.enum(['active', 'blocked', 'lost']),
    reason: z.string().trim().min(1).max(500),
  })
  return runAction(form, schema, async (input) => {
    await setTokenState(ctx, input.tokenId, input.state, input.reason)
    revalidatePath(PATH)
  })
}

const reason = z.string().trim().min(1).max(500)
const location = z.string().min(6).max(80)
const refresh = (id: TokenId) => {
  revalidatePath(PATH)
  revalidatePath(`${PATH}/${id}/places`)
}

export async function allowTokenPlaceAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('token:write')
  const evseUids = form.getAll('evse').filter((uid) => typeof uid === 'string')
  return runAction(form, z.object({ tokenId, location, reason }), async (input) => {
    await allowTokenPlace(ctx, input.tokenId, { location: input.location, evseUids }, input.reason)
    refresh(input.tokenId)
  })
}

export async function removeTokenPlaceAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('token:write')
  return runAction(form, z.object({ tokenId, location, reason }), async (input) => {
    await removeTokenPlace(ctx, input.tokenId, input.location, input.reason)
    refresh(input.tokenId)
  })
}

export async function liftTokenPlacesAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('token:write')
  return runAction(form, z.object({ tokenId, reason }), async (input) => {
    await liftTokenPlaces(ctx, input.tokenId, input.reason)
    refresh(input.tokenId)
  })
}

export async function setTokenGroupAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('token:write')
  const t = await getTranslations('tokenPlaces')
  const schema = z.object({ tokenId, groupId: emptyToNull, reason })
  return runAction(
    form,
    schema,
    async (input) => {
      await setTokenGroup(ctx, input.tokenId, input.groupId, input.reason)
      refresh(input.tokenId)
    },
    { invalid: t('groupWrong') },
  )
}
