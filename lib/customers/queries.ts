import { and, asc, count, eq, ilike, or, sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { customers } from '@/db/schema/customers'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'

export type Customer = {
  id: CustomerId
  number: number
  kind: 'private' | 'business'
  name: string
  email: string
  organisationNumber: string | null
  street: string
  postalCode: string
  city: string
  country: string
  locale: 'sv' | 'en'
  chargingAllowed: boolean
  chargingDeniedReason: 'no_credit' | 'blocked' | 'ended' | null
  createdAt: Instant
}

const columns = {
  id: customers.id,
  number: customers.number,
  kind: customers.kind,
  name: customers.name,
  email: customers.email,
  organisationNumber: customers.organisationNumber,
  street: customers.street,
  postalCode: customers.postalCode,
  city: customers.city,
  country: customers.country,
  locale: customers.locale,
  chargingAllowed: customers.chargingAllowed,
  chargingDeniedReason: customers.chargingDeniedReason,
  createdAt: customers.createdAt,
}

/** `after` is the name and id of the last row seen, joined by a line feed. */
export type CustomerFilter = {
  search?: string
  kind?: 'private' | 'business'
  charging?: 'allowed' | 'denied'
  after?: string
}

function conditions(filter: CustomerFilter): SQL | undefined {
  const search = filter.search?.trim()
  const like = search ? `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%` : ''
  return and(
    search
      ? or(
          ilike(customers.name, like),
          ilike(customers.email, like),
          ilike(customers.city, like),
          /^\d{1,9}$/.test(search) ? eq(customers.number, Number(search)) : undefined,
          eq(customers.organisationNumber, search),
        )
      : undefined,
    filter.kind ? eq(customers.kind, filter.kind) : undefined,
    filter.charging ? eq(customers.chargingAllowed, filter.charging === 'allowed') : undefined,
  )
}

/** By name, keyset-paged. */
export async function listCustomers(
  ctx: StaffCtx,
  filter: CustomerFilter,
  limit = 50,
): Promise<{ rows: Customer[]; next: string | null; total: number }> {
  authorize(ctx, 'customer:read')
  const where = conditions(filter)
  const [name, id] = filter.after?.split('\n') ?? []
  const seen =
    name !== undefined && id !== undefined ? sql`(${customers.name}, ${customers.id}) > (${name}, ${id})` : undefined
  const [rows, totals] = await Promise.all([
    reader(ctx)
      .select(columns)
      .from(customers)
      .where(and(where, seen))
      .orderBy(asc(customers.name), asc(customers.id))
      .limit(limit + 1),
    reader(ctx).select({ total: count() }).from(customers).where(where),
  ])
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    rows: page,
    next: rows.length > limit && last ? `${last.name}\n${last.id}` : null,
    total: totals[0]?.total ?? 0,
  }
}

export async function getCustomer(ctx: StaffCtx, customerId: CustomerId): Promise<Customer> {
  authorize(ctx, 'customer:read')
  const [customer] = await reader(ctx).select(columns).from(customers).where(eq(customers.id, customerId))
  if (!customer) throw new NotFoundError('customer', customerId)
  return customer
}

export async function getMyCustomer(ctx: CustomerCtx): Promise<Customer> {
  const [customer] = await reader(ctx).select(columns).from(customers).where(eq(customers.id, ctx.customerId))
  if (!customer) throw new NotFoundError('customer', ctx.customerId)
  return customer
}

/** For the choice of a customer in a form: the first few by name or number. */
export async function suggestCustomers(
  ctx: StaffCtx,
  search: string,
): Promise<Pick<Customer, 'id' | 'name' | 'number'>[]> {
  return (await listCustomers(ctx, { search }, 8)).rows.map(({ id, name, number }) => ({ id, name, number }))
}
