import type { Tx } from './client'
import { getDb } from './client'

/**
 * Runs `work` in one transaction, or in the caller's when the context already carries one. `work` gets a context
 * that carries it, so that verbs called from it join.
 */
export function withTransaction<Context extends { readonly db?: Tx }, T>(
  ctx: Context,
  work: (ctx: Context & { readonly db: Tx }) => Promise<T>,
): Promise<T> {
  const open = ctx.db
  if (open) return work({ ...ctx, db: open })
  return getDb().transaction((tx) => work({ ...ctx, db: tx }))
}
