import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { partners } from '@/db/schema/partners'
import { enqueue } from '@/lib/platform/queue'

/** One waiting job per registered partner: whatever changed until it runs is sent in its latest state (guide TR-42). */
export async function queueTokenPush(tx: Tx): Promise<void> {
  const registered = await tx.select({ id: partners.id }).from(partners).where(eq(partners.state, 'registered'))
  for (const { id } of registered)
    await enqueue(tx, 'push-tokens', { partnerId: id }, { key: `push-tokens:${id}`, queue: `push:${id}` })
}
