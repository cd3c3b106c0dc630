import { sql } from 'drizzle-orm'

/**
 * Whether a CDR `c` with its current rating `r` may be billed to its customer: it is accepted, or held for nothing but
 * what the operator asks, so that the customer pays our calculation (docs/decisions/0015).
 */
export const isBillable = sql.raw(
  `(c.status = 'accepted' or c.status in ('held', 'disputed') and coalesce(r.protects_customer, false))`,
)
