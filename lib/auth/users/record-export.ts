import { withTransaction } from '@/db/transaction'
import { audit } from '@/lib/platform/audit'
import { authorize } from '../authorize'
import type { StaffCtx } from '../context'
import type { Permission } from '../permissions'

/** Writes down that somebody took a list out of the house, before the first row leaves. Refuses who may not read it. */
export async function recordExport(
  ctx: StaffCtx,
  permission: Permission,
  taken: { list: string; filter: Readonly<Record<string, string>> },
): Promise<void> {
  authorize(ctx, permission)
  await withTransaction(ctx, (tx) =>
    audit(tx, { action: 'list.export', entity: 'list', entityId: taken.list, after: taken.filter }),
  )
}
