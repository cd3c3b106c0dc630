// What must be true after any number of crashes, each as the SQL that finds what breaks it.
import type { Sql } from 'postgres'

const RULES: Record<string, string> = {
  'nothing is pending': `select id from cdrs where status = 'pending'`,
  'every CDR is accepted': `select id from cdrs where status <> 'accepted'`,
  'a CDR is stored once': `select key as id from cdrs group by key having count(*) > 1`,
  'a CDR has one rating, and that is current': `
    select c.id from cdrs c left join ratings r on r.cdr_id = c.id
    group by c.id having count(r.id) <> 1 or count(*) filter (where r.superseded_at is null) <> 1`,
  'each stored CDR is audited once': `
    select c.id from cdrs c left join audit_events a on a.entity_id = c.id and a.action = 'cdr.store'
    group by c.id having count(a.entity_id) <> 1`,
  'no conflict was made of a repeat': `select cdr_id as id from cdr_conflicts`,
  'a CDR is billed exactly once': `
    select c.id from cdrs c left join invoice_lines l on l.cdr_id = c.id and l.kind = 'energy'
    group by c.id having count(l.id) <> 1`,
  'what is billed is the current rating': `
    select b.cdr_id as id from invoiced_cdrs b join ratings r on r.id = b.rating_id
    where b.outcome <> 'billed' or r.superseded_at is not null or r.cdr_id <> b.cdr_id`,
  'no run is left open': `select id from billing_runs where state in ('draft', 'approved')`,
  'no draft is left': `select id from invoices where state = 'draft'`,
  'no invoice is empty': `select i.id from invoices i where not exists (select 1 from invoice_lines l where l.invoice_id = i.id)`,
  'an invoice is audited and booked once': `
    select i.id from invoices i where
      (select count(*) from audit_events a where a.entity_id = i.id and a.action = 'invoice.finalize') <> 1 or
      (select count(*) from journal_entries e where e.source_id = i.id) <> 1`,
  'an invoice has its document, or one job that will make it': `
    select i.id from invoices i
    left join invoice_documents d on d.invoice_id = i.id and d.format = 'pdf'
    left join graphile_worker._private_jobs j on j.key = 'document:' || i.id
    group by i.id having count(distinct d.invoice_id) + count(distinct j.id) = 0 or count(distinct j.id) > 1`,
  'no job is given up': `select id::text from graphile_worker._private_jobs where attempts >= max_attempts and last_error is not null`,
}

/** Every rule that is broken, with what breaks it. */
export async function brokenRules(sql: Sql): Promise<Record<string, string[]>> {
  const broken: Record<string, string[]> = {}
  for (const [rule, query] of Object.entries(RULES)) {
    const rows = await sql.unsafe<{ id: string }[]>(query)
    if (rows.length > 0) broken[rule] = rows.slice(0, 5).map(({ id }) => id)
  }
  return broken
}

/** How much was at stake. */
export async function countStakes(sql: Sql) {
  const [row] = await sql<[{ cdrs: number; ratings: number; invoices: number; runs: number; documents: number }]>`
    select (select count(*)::int from cdrs) as cdrs, (select count(*)::int from ratings) as ratings,
      (select count(*)::int from invoices) as invoices, (select count(*)::int from billing_runs) as runs,
      (select count(*)::int from invoice_documents) as documents`
  return row
}
