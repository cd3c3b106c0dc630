import { ForbiddenError } from '@/lib/kernel/errors'
import type { Ctx } from './context'
import type { Permission } from './permissions'

/** A verb's first line: refuses staff without the permission. The system acts for the company and may. */
export function authorize(ctx: Ctx, permission: Permission): void {
  if (ctx.actor === 'system') return
  if (ctx.actor !== 'staff' || !ctx.permissions.has(permission)) throw new ForbiddenError(`needs ${permission}`)
}
