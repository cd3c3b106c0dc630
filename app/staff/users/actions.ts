'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { STAFF_ROLES } from '@/lib/auth/permissions'
import { requireStaff } from '@/lib/auth/session'
import { addUser } from '@/lib/auth/users/add-user'
import { changeUser } from '@/lib/auth/users/change-user'
import { isId } from '@/lib/kernel/ids'

const AddInput = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.email().max(200),
  role: z.enum(STAFF_ROLES),
  password: z.string(),
})
const UserIdField = z.string().refine((id) => isId('user', id))

export async function addUserAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('user:write')
  const t = await getTranslations('users')
  return runAction(
    form,
    AddInput,
    async (input) => {
      await addUser(ctx, input)
      revalidatePath('/staff/users')
      return t('added', { name: input.name })
    },
    { conflict: t('taken'), invalid: t('passwordHint') },
  )
}

export async function changeRoleAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('user:write')
  return runAction(form, z.object({ userId: UserIdField, role: z.enum(STAFF_ROLES) }), async ({ userId, role }) => {
    await changeUser(ctx, { userId, role })
    revalidatePath('/staff/users')
  })
}

export async function disableUserAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('user:write')
  const schema = z.object({ userId: UserIdField, disabled: z.enum(['yes', 'no']) })
  return runAction(form, schema, async ({ userId, disabled }) => {
    await changeUser(ctx, { userId, disabled: disabled === 'yes' })
    revalidatePath('/staff/users')
  })
}
