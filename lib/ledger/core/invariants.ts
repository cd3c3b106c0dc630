// What must hold between journal, invoices, payments and CDRs, each as the SQL that finds what breaks it.
// A query answers rows with one text column, `broken`; no row means the invariant holds.

export type InvariantName = keyof typeof INVARIANTS

export const INVARIANTS = {
  entries_balance: `
    select entry_id as broken from postings group by entry_id, currency having sum(amount_minor) <> 0`,
  entries_have_postings: `
    select id as broken from journal_entries e where not exists (select 1 from postings p where p.entry_id = e.id)`,
  issued_documents_booked_once: `
    select coalesce(i.id, e.source_id) as broken
    from (select * from invoices where state <> 'draft') i
    full join (select source_id, count(*) as n, min(template) as template from journal_entries
      where template in ('invoice-finalized', 'credit-note-finalized') group by source_id) e on e.source_id = i.id
    where i.id is null or e.n is distinct from 1
      or e.template <> case i.kind when 'invoice' then 'invoice-finalized' else 'credit-note-finalized' end`,
  documents_equal_their_lines: `
    select i.id as broken from invoices i
    left join (select invoice_id, sum(net_minor) as net from invoice_lines group by invoice_id) l on l.invoice_id = i.id
    where i.net_minor <> coalesce(l.net, 0)`,
  documents_equal_their_postings: `
    select i.id as broken from invoices i
    join journal_entries e on e.idempotency_key =
      case i.kind when 'invoice' then 'invoice-finalized:' else 'credit-note-finalized:' end || i.id
    join lateral (select
      coalesce(sum(amount_minor) filter (where account in (1510, 2420)), 0) as payable,
      coalesce(-sum(amount_minor) filter (where account in (3001, 3041)), 0) as net,
      coalesce(-sum(amount_minor) filter (where account = 2611), 0) as vat,
      coalesce(-sum(amount_minor) filter (where account = 3740), 0) as rounding
      from postings where entry_id = e.id) p on true
    where i.state <> 'draft' and
      (p.payable, p.net, p.vat, p.rounding) is distinct from (i.payable_minor, i.net_minor, i.vat_minor, i.rounding_minor)`,
  receivable_equals_open_amounts: `
    select coalesce(i.id, p.invoice_id) as broken
    from (select id, payable_minor - settled_minor as open from invoices where kind = 'invoice' and state <> 'draft') i
    full join (select invoice_id, sum(amount_minor) as balance from postings where account = 1510 group by invoice_id) p
      on p.invoice_id = i.id
    where coalesce(p.balance, 0) <> coalesce(i.open, 0)`,
  settled_equals_allocations: `
    select i.id as broken from invoices i
    left join (select invoice_id, sum(amount_minor) as paid from payment_allocations group by 1) a on a.invoice_id = i.id
    left join (select invoice_id, sum(amount_minor) as credited from credit_allocations group by 1) c on c.invoice_id = i.id
    left join (select credit_note_id, sum(amount_minor) as used from credit_allocations group by 1) u on u.credit_note_id = i.id
    left join (select invoice_id, sum(amount_minor) as netted from compensation_settlements where invoice_id is not null group by 1) n
      on n.invoice_id = i.id
    where i.settled_minor <> coalesce(a.paid, 0) + coalesce(c.credited, 0) - coalesce(u.used, 0) + coalesce(n.netted, 0)`,
  states_follow_settlement: `
    select id as broken from invoices where kind = 'invoice' and state <> 'draft'
      and (state = 'finalized') is distinct from (settled_minor < payable_minor)`,
  payments_equal_allocations: `
    select p.id as broken from payments p
    left join (select payment_id, sum(amount_minor) as allocated from payment_allocations group by 1) a on a.payment_id = p.id
    where p.amount_minor <> p.unallocated_minor + coalesce(a.allocated, 0)`,
  payments_booked_once: `
    select coalesce(p.id, e.source_id) as broken
    from payments p full join (select e.source_id, count(distinct e.id) as n, sum(t.amount_minor) as amount
      from journal_entries e join postings t on t.entry_id = e.id and t.account in (1580, 1930)
      where e.template = 'payment-received' group by e.source_id) e on e.source_id = p.id
    where p.id is null or e.n is distinct from 1 or e.amount is distinct from p.amount_minor`,
  advances_equal_unallocated: `
    select 'account 2420' as broken where
      (select coalesce(-sum(amount_minor), 0) from postings where account = 2420) <>
      (select coalesce(sum(unallocated_minor), 0) from payments) +
      (select coalesce(sum(settled_minor - payable_minor), 0) from invoices where kind = 'credit_note' and state <> 'draft')`,
  compensations_equal_settlements: `
    select c.id as broken from compensations c
    left join (select compensation_id, sum(amount_minor) as settled from compensation_settlements group by 1) s on s.compensation_id = c.id
    where c.amount_minor <> c.open_minor + coalesce(s.settled, 0)
    union all
    select 'set off ' || min(id) from compensation_settlements where counterpart_id is not null having coalesce(sum(amount_minor), 0) <> 0`,
  compensations_booked_once: `
    select coalesce(c.id, e.source_id) as broken
    from compensations c full join (select e.source_id, count(distinct e.id) as n, -sum(t.amount_minor) as amount
      from journal_entries e join postings t on t.entry_id = e.id and t.account = 2899
      where e.template = 'compensation-approved' group by e.source_id) e on e.source_id = c.id
    where c.id is null or e.n is distinct from 1 or e.amount is distinct from c.amount_minor`,
  compensation_owed_equals_open: `
    select coalesce(c.customer_id, p.customer_id) as broken
    from (select customer_id, sum(open_minor) as open from compensations group by 1) c
    full join (select customer_id, -sum(amount_minor) as owed from postings where account = 2899 group by 1) p
      on p.customer_id = c.customer_id
    where coalesce(c.open, 0) <> coalesce(p.owed, 0)`,
  payouts_equal_settlements: `
    select coalesce(o.id, e.source_id) as broken from payouts o
    left join (select payout_id, sum(amount_minor) as settled from compensation_settlements group by 1) s on s.payout_id = o.id
    full join (select e.source_id, -sum(t.amount_minor) as paid from journal_entries e join postings t on t.entry_id = e.id and t.account = 1930
      where e.template = 'compensation-paid' group by 1) e on e.source_id = o.id
    where o.id is null or s.settled is distinct from o.amount_minor or e.paid is distinct from o.amount_minor`,
  dispute_losses_booked_once: `
    select coalesce(d.id, e.source_id) as broken
    from (select id, loss_minor from disputes where loss_booked_at is not null) d
    full join (select e.source_id, sum(t.amount_minor) as amount
      from journal_entries e join postings t on t.entry_id = e.id and t.account = 4095
      where e.template = 'dispute-lost' group by e.source_id) e on e.source_id = d.id
    where d.id is null or e.amount is distinct from d.loss_minor`,
  home_charging_never_billed: `
    select l.cdr_id as broken from invoice_lines l join cdrs c on c.id = l.cdr_id where c.home_charging`,
  numbers_unbroken: `
    select n.seller_id || ' ' || n.series as broken from number_series n
    left join (select seller_id, series, count(*) as count, min(number) as first, max(number) as last
      from invoices where number is not null group by 1, 2) i using (seller_id, series)
    where coalesce(i.count, 0) <> n.next_number - 1 or (i.count > 0 and (i.first <> 1 or i.last <> i.count))
    union all
    select distinct i.seller_id || ' ' || i.series from invoices i where i.number is not null and not exists
      (select 1 from number_series n where n.seller_id = i.seller_id and n.series = i.series)`,
  charges_billed_once: `
    select l.cdr_id as broken from invoice_lines l join invoices i on i.id = l.invoice_id and i.kind = 'invoice'
    where l.cdr_id is not null group by l.cdr_id having count(distinct l.invoice_id) > 1
    union all
    select l.cdr_id from invoice_lines l join invoices i on i.id = l.invoice_id and i.kind = 'invoice'
    where l.cdr_id is not null and not exists
      (select 1 from invoiced_cdrs b where b.cdr_id = l.cdr_id and b.invoice_id = l.invoice_id and b.outcome = 'billed')`,
  credits_stay_within_their_invoice: `
    select o.id as broken from invoices o
    join (select original_id, sum(payable_minor) as payable, sum(gross_minor) as gross, sum(vat_minor) as vat
      from invoices where kind = 'credit_note' and state <> 'draft' group by 1) c on c.original_id = o.id
    where o.payable_minor + c.payable < 0 or o.gross_minor + c.gross < 0 or o.vat_minor + c.vat < 0`,
} as const
