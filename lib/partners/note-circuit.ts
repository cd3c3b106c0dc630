import { eq } from 'drizzle-orm'
import { partners } from '@/db/schema/partners'
import { getDb } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import type { Circuit } from './core/circuit'
import { enqueuePull } from './enqueue-pull'
import { recordPartnerEvent } from './record-partner-event'

/**
 * Writes down that a partner is left in peace for a while, or is called again: other processes take it over with the
 * connection, and staff see it. Each further pause only moves the end.
 */
export async function noteCircuit(partnerId: PartnerId, circuit: Circuit | null): Promise<void> {
  await getDb().transaction(async (db) => {
    const [before] = await db
      .select({ circuit: partners.circuit })
      .from(partners)
      .where(eq(partners.id, partnerId))
      .for('update')
    if (!before || (before.circuit === null && circuit === null)) return
    await db.update(partners).set({ circuit }).where(eq(partners.id, partnerId))
    if (before.circuit !== null && circuit !== null) return
    // What it pushed into the void while it was away, and what we could not ask for.
    if (circuit === null)
      for (const name of ['sessions', 'cdrs', 'tariffs', 'locations'] as const)
        await enqueuePull(db, { partnerId, module: name, full: false })
    const step = circuit === null ? 'answers_again' : 'left_in_peace'
    await recordPartnerEvent(db, {
      partnerId,
      at: systemClock.now(),
      step,
      outcome: circuit === null ? 'ok' : 'failed',
      detail: circuit?.reason ?? null,
    })
  })
}
