// Sessions of one customer and month that are priced together: each sees what those before it have used.
import { decimal, toDecimalString, ZERO, type Decimal } from '@/lib/kernel/decimal'
import { BILLING_ZONE, monthOf } from '@/lib/kernel/time'
import { dependsOnMonth } from './price-plan'
import type { RetailPrice } from './retail'
import type { RetailContext } from './retail-context'
import { whenOf, type CdrSubject } from './subject'

type Used = { netMinor: bigint; freeKwh: Decimal }

/** The free energy that a price has taken from the month's allowance; each supply's share names the same kWh. */
export function freeKwhOf({ lines }: Pick<RetailPrice, 'lines'>): Decimal {
  const line = lines.find((entry) => entry.kind === 'allowance')
  return line ? decimal(line.quantity).negated() : ZERO
}

function keyOf({ customerId, cdr }: CdrSubject): string {
  return `${customerId} ${monthOf(whenOf(cdr), BILLING_ZONE)}`
}

function withUsed(context: RetailContext, { netMinor, freeKwh }: Used): RetailContext {
  const { month } = context
  const free = toDecimalString(freeKwh.plus(month.freeKwh))
  return { ...context, month: { netMinor: month.netMinor + netMinor, freeKwh: free } }
}

export type MonthTally = {
  /** The subject with what earlier ones of its month have used. */
  meet(subject: CdrSubject): CdrSubject
  add(subject: CdrSubject, price: RetailPrice | null): void
  /** What a price that gives way to another had used counts no more. */
  take(subject: CdrSubject, price: RetailPrice | null): void
}

export function createMonthTally(): MonthTally {
  const months = new Map<string, Used>()
  function change(subject: CdrSubject, netMinor: bigint, freeKwh: Decimal): void {
    if (subject.customerId === null) return
    const key = keyOf(subject)
    const used = months.get(key) ?? { netMinor: 0n, freeKwh: ZERO }
    months.set(key, { netMinor: used.netMinor + netMinor, freeKwh: used.freeKwh.plus(freeKwh) })
  }
  return {
    meet(subject) {
      const used = months.get(keyOf(subject))
      if (!used) return subject
      const { plan, promised } = subject
      const context = plan && dependsOnMonth(plan.rules) ? withUsed(subject.context, used) : subject.context
      // What was promised by another plan sees the same month.
      const own = promised?.context && dependsOnMonth(promised.plan.rules) ? promised.context : null
      if (context === subject.context && !own) return subject
      return {
        ...subject,
        context,
        promised: own && promised ? { ...promised, context: withUsed(own, used) } : promised,
      }
    },
    add(subject, price) {
      if (price) change(subject, price.netMinor, freeKwhOf(price))
    },
    take(subject, price) {
      if (price) change(subject, -price.netMinor, freeKwhOf(price).negated())
    },
  }
}
