import { readQuirks, type StoredQuirks } from '@/lib/partners/core/quirks'
import type { PricingPolicy } from '@/lib/pricing/breakdown'

export type PartnerPolicy = PricingPolicy & {
  /** `hub_remarks`: the CDR's remark says whether its total was computed by the hub, or means nothing (guide §11). */
  priceSource: 'partner' | 'hub_remarks'
}

/** How the prices of one partner are to be read, from the quirks in its row. */
export function readPolicy(stored: StoredQuirks): PartnerPolicy {
  const quirks = readQuirks(stored)
  return { stepMode: quirks.stepMode, priceSource: quirks.priceSource }
}
