// Two changes of prices that somebody has tried: one that few would notice, one that many would.
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { mintStaffCtx } from '@/lib/auth/mint'
import { newId, type UserId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, localDate, type Instant } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { listTriableRules } from '@/lib/rating/back-tests/list-triable-rules'
import { startBackTest } from '@/lib/rating/back-tests/start-back-test'

export async function addBackTests(now: Instant): Promise<void> {
  const [user] = (await getDb().execute(sql`select id from users where role = 'finance' limit 1`)) as unknown as {
    id: UserId
  }[] // the column of the statement
  if (!user) return
  const ctx = mintStaffCtx({ requestId: newId('request', now), clock: systemClock, userId: user.id, role: 'finance' })
  const rules = await listTriableRules(ctx)
  const today = localDate(now, BILLING_ZONE)
  const period = { from: addDays(today, -88), to: addDays(today, -1), scope: 'plan' as const }
  const tried = [
    { plan: 'Laddnota Medlem', name: 'Tjugo öre mer för medlemmar', markupPercent: '0', markupPerKwh: '0.28' },
    { plan: 'Laddnota Företag', name: 'Femton procent för företag', markupPercent: '15', markupPerKwh: '0.04' },
  ]
  for (const { plan, name, ...markup } of tried) {
    const base = rules.find((entry) => entry.name === plan && entry.rules.energy.method === 'pass_through')
    if (!base) continue
    const energy = { method: 'pass_through' as const, ...markup }
    await startBackTest(ctx, { pricePlanId: base.pricePlanId, name, rules: { ...base.rules, energy }, ...period })
  }
}
