-- What the model promises about money, promised by the database as well.

-- The ledger: entries balance per currency, nothing is changed or removed.
create function forbid_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger journal_entries_append_only before update or delete on journal_entries for each row execute function forbid_change();
--> statement-breakpoint
create trigger postings_append_only before update or delete on postings for each row execute function forbid_change();
--> statement-breakpoint
create trigger audit_events_append_only before update or delete on audit_events for each row execute function forbid_change();
--> statement-breakpoint
create trigger cdr_reviews_append_only before update or delete on cdr_reviews for each row execute function forbid_change();
--> statement-breakpoint
create trigger price_plan_versions_append_only before update or delete on price_plan_versions for each row execute function forbid_change();
--> statement-breakpoint
create trigger tariff_versions_append_only before update or delete on tariff_versions for each row execute function forbid_change();
--> statement-breakpoint
create function check_journal_balance() returns trigger language plpgsql as $$
declare unbalanced text;
begin
  select min(entry_id) into unbalanced from (
    select p.entry_id from postings p where p.entry_id in (select distinct entry_id from added)
    group by p.entry_id, p.currency having sum(p.amount_minor) <> 0
  ) broken;
  if unbalanced is not null then
    raise exception 'journal entry % does not balance', unbalanced using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
-- Per statement, not per row: an entry's postings are inserted by one statement, many entries may be in it.
create trigger postings_balance after insert on postings referencing new table as added for each statement execute function check_journal_balance();
--> statement-breakpoint
alter table postings add constraint postings_not_zero check (amount_minor <> 0);
--> statement-breakpoint
create function check_entry_has_postings() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from postings where entry_id = new.id) then
    raise exception 'journal entry % has no postings', new.id using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger journal_entries_have_postings after insert on journal_entries deferrable initially deferred for each row execute function check_entry_has_postings();
--> statement-breakpoint

-- Invoices: what was issued stays. Only state and settlement move.
alter table invoices
  add constraint invoices_sum check (gross_minor = net_minor + vat_minor and payable_minor = gross_minor + rounding_minor),
  add constraint invoices_issued check (state = 'draft' or (number is not null and series is not null and invoice_date is not null and snapshot is not null and finalized_at is not null)),
  add constraint invoices_settled check (abs(settled_minor) <= abs(payable_minor)),
  add constraint invoices_credit_original check ((kind = 'credit_note') = (original_id is not null)),
  add constraint invoices_original_fk foreign key (original_id) references invoices (id);
--> statement-breakpoint
create function guard_issued_invoice() returns trigger language plpgsql as $$
begin
  if old.state = 'draft' then return case when tg_op = 'DELETE' then old else new end; end if;
  if tg_op = 'DELETE' then raise exception 'invoice % is issued', old.id using errcode = 'restrict_violation'; end if;
  if (to_jsonb(new) - 'state' - 'settled_minor' - 'snapshot') is distinct from (to_jsonb(old) - 'state' - 'settled_minor' - 'snapshot')
     or new.snapshot::text is distinct from old.snapshot::text or new.state = 'draft' then
    raise exception 'invoice % is issued', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger invoices_immutable before update or delete on invoices for each row execute function guard_issued_invoice();
--> statement-breakpoint
create function guard_issued_invoice_part() returns trigger language plpgsql as $$
begin
  if exists (select 1 from invoices where id = old.invoice_id and state <> 'draft') then
    raise exception 'invoice % is issued', old.invoice_id using errcode = 'restrict_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
--> statement-breakpoint
create trigger invoice_lines_immutable before update or delete on invoice_lines for each row execute function guard_issued_invoice_part();
--> statement-breakpoint
create trigger invoiced_cdrs_immutable before update or delete on invoiced_cdrs for each row execute function guard_issued_invoice_part();
--> statement-breakpoint
create trigger invoiced_months_immutable before update or delete on invoiced_months for each row execute function guard_issued_invoice_part();
--> statement-breakpoint
alter table payments
  add constraint payments_positive check (amount_minor > 0),
  add constraint payments_unallocated check (unallocated_minor between 0 and amount_minor);
--> statement-breakpoint
alter table payment_allocations add constraint payment_allocations_positive check (amount_minor > 0);
--> statement-breakpoint

-- CDRs: the body never changes, only where the CDR stands and whose it is.
create function guard_cdr() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.content_hash is distinct from old.content_hash or new.received is distinct from old.received
     or new.key is distinct from old.key or new.partner_id is distinct from old.partner_id or new.total_excl is distinct from old.total_excl then
    raise exception 'CDR % is immutable', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger cdrs_immutable before update or delete on cdrs for each row execute function guard_cdr();
--> statement-breakpoint
create index cdrs_open on cdrs (status, received_at) where status in ('pending', 'held', 'disputed');
--> statement-breakpoint
create index cdrs_credited on cdrs (partner_id, credited_key) where credit;
--> statement-breakpoint
create unique index price_plans_one_public on price_plans (audience) where audience = 'public';
--> statement-breakpoint
create unique index billing_runs_one_open on billing_runs (period) where state in ('draft', 'approved') and customer_id is null;
--> statement-breakpoint
alter table users add constraint users_customer check ((role = 'customer') = (customer_id is not null));
--> statement-breakpoint

-- BAS accounts that we post to.
insert into accounts (number, name_sv, name_en) values
  (1510, 'Kundfordringar', 'Accounts receivable'),
  (1580, 'Fordringar för kontokort och Swish', 'Card and Swish receivables'),
  (1930, 'Företagskonto', 'Bank account'),
  (2420, 'Förskott från kunder', 'Advances from customers'),
  (2611, 'Utgående moms 25 %', 'Output VAT 25 %'),
  (3001, 'Försäljning el, 25 % moms', 'Sales of electricity, 25 % VAT'),
  (3041, 'Försäljning avgifter, 25 % moms', 'Sales of access fees, 25 % VAT'),
  (3740, 'Öres- och kronutjämning', 'Rounding');
--> statement-breakpoint
alter table customers add constraint customers_charging_reason check (charging_allowed = (charging_denied_reason is null));
