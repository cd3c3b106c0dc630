import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { BillingRunId, CustomerId } from '@/lib/kernel/ids'
import { minorToDecimalString } from '@/lib/kernel/money'
import type { Month } from '@/lib/kernel/time'
import { approveBillingRun } from './approve-billing-run'
import { collectCustomers, countSkipped } from './collect-invoice-lines'
import type { SkippedCharges } from './core/invoice-types'
import { createBillingRun } from './create-billing-run'
import { draftBillingRun } from './draft-billing-run'
import { finalizeBillingRun } from './finalize-billing-run'

export type RunBillingInput = { period: Month; customerId?: CustomerId; finalize: boolean }
/** What the period's runs contain: invoices and credit notes, kronor before rounding to whole kronor. */
export type BillingResult = {
  customers: number
  invoices: number
  lines: number
  exclVat: string
  vat: string
  inclVat: string
  skipped: SkippedCharges[]
}

/**
 * Bills a month from beginning to end: takes up the open run or makes one where there is something to bill, drafts it
 * and, if asked, finalises it. It answers what the period's runs contain, so that a second call answers the same.
 */
export async function runBilling(
  ctx: StaffCtx | SystemCtx,
  { period, customerId, finalize }: RunBillingInput,
): Promise<BillingResult> {
  authorize(ctx, 'billing-run:write')
  if (finalize) authorize(ctx, 'billing-run:finalize')
  const open = await findOpenRun(period, customerId ?? null)
  const due = open ? [] : await collectCustomers(reader(ctx), period, customerId ?? null)
  if (open || due.length > 0) {
    const { billingRunId } = await createBillingRun(ctx, { period, customerId }, { inBackground: false })
    if (!open || open.state === 'draft') await draftBillingRun(ctx, billingRunId)
    if (finalize) {
      await approveBillingRun(ctx, billingRunId)
      await finalizeBillingRun(ctx, billingRunId)
    }
  }
  return summarize(period, customerId ?? null)
}

async function findOpenRun(period: Month, customerId: CustomerId | null) {
  const [run] = (await reader().execute(sql`
    select id, state from billing_runs where period = ${period} and state in ('draft', 'approved')
      and customer_id is not distinct from ${customerId}`)) as unknown as {
    id: BillingRunId
    state: 'draft' | 'approved'
  }[] // by the select list
  return run
}

async function summarize(period: Month, customerId: CustomerId | null): Promise<BillingResult> {
  const [sums] = (await reader().execute(sql`
    select count(distinct i.customer_id)::int as customers, count(*)::int as invoices,
      coalesce(sum((select count(*) from invoice_lines l where l.invoice_id = i.id)), 0)::int as lines,
      coalesce(sum(i.net_minor), 0)::text as net, coalesce(sum(i.vat_minor), 0)::text as vat, coalesce(sum(i.gross_minor), 0)::text as gross
    from billing_runs r join invoices i on i.billing_run_id = r.id
    where r.period = ${period} and r.state <> 'discarded'
      and (${customerId}::text is null or i.customer_id = ${customerId})`)) as unknown as [
    { customers: number; invoices: number; lines: number; net: string; vat: string; gross: string },
  ] // an aggregate without group
  const kronor = (minor: string) => minorToDecimalString(BigInt(minor), 'SEK')
  return {
    customers: sums.customers,
    invoices: sums.invoices,
    lines: sums.lines,
    exclVat: kronor(sums.net),
    vat: kronor(sums.vat),
    inclVat: kronor(sums.gross),
    skipped: await countSkipped(reader(), period, customerId),
  }
}
