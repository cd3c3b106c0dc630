import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { sellerOf, type Seller } from '../ensure-seller'

/** Who stands on the next invoice as its sender; issued ones keep the particulars that they were issued with. */
export function getSeller(ctx: StaffCtx): Promise<Seller> {
  authorize(ctx, 'invoice:read')
  return sellerOf(reader(ctx))
}
