import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '@/db/client'
import { sellers } from '@/db/schema/billing'
import { assert } from '@/lib/kernel/assert'

export type Seller = typeof sellers.$inferSelect

/** The retailer of the demonstration, until its own details are entered. Names and numbers are invented. */
const FIRST_SELLER: Seller = {
  id: 'nordviken',
  name: 'Nordviken Elhandel AB',
  tradeName: 'Nordviken Elhandel',
  organisationNumber: '559999-0012',
  vatNumber: 'SE559999001201',
  street: 'Box 114',
  postalCode: '821 22',
  city: 'Bollnäs',
  country: 'SE',
  seat: 'Bollnäs',
  bankgiro: '5050-1055',
  swish: '1231181189',
  phone: '0278-555 10',
  email: 'hej@nordviken.example',
  paymentDays: 30,
}

/** The seller in whose name we invoice. An empty portal gets its first one, so that a run never lacks a sender. */
export async function ensureSeller(db: Tx): Promise<Seller> {
  const find = () =>
    db
      .select()
      .from(sellers)
      .orderBy(sql`id`)
      .limit(1)
  const [known] = await find()
  if (known) return known
  await db.insert(sellers).values(FIRST_SELLER).onConflictDoNothing()
  const [made] = await find()
  assert(made, 'the seller was just made')
  return made
}

/** The seller that a preview shows: ours, or the one an empty portal would get. */
export async function sellerOf(db: Reader): Promise<Seller> {
  const [known] = await db
    .select()
    .from(sellers)
    .orderBy(sql`id`)
    .limit(1)
  return known ?? FIRST_SELLER
}
