-- What CDRs that are stored say already.
update cdrs set invoice_reference = upper(body->>'invoiceReferenceId') where body->>'invoiceReferenceId' is not null;
--> statement-breakpoint
update cdrs set home_charging = true where body->>'homeChargingCompensation' = 'true';
--> statement-breakpoint
-- Compensation for charging at home: our cost, and what we owe the customers.
insert into accounts (number, name_sv, name_en) values
  (2899, 'Ersättning för hemmaladdning, skuld till kunder', 'Home charging compensation owed to customers'),
  (4090, 'Ersättning för hemmaladdning', 'Home charging compensation');
--> statement-breakpoint
alter table compensations
  add constraint compensations_not_zero check (amount_minor <> 0),
  add constraint compensations_open check (case when amount_minor > 0 then open_minor between 0 and amount_minor else open_minor between amount_minor and 0 end);
--> statement-breakpoint
alter table compensation_settlements
  add constraint compensation_settlements_one_way check (num_nonnulls(payout_id, invoice_id, counterpart_id) = 1),
  add constraint compensation_settlements_not_zero check (amount_minor <> 0);
--> statement-breakpoint
alter table payouts add constraint payouts_positive check (amount_minor > 0);
--> statement-breakpoint
create trigger compensation_settlements_append_only before update or delete on compensation_settlements for each row execute function forbid_change();
--> statement-breakpoint
create trigger payouts_append_only before update or delete on payouts for each row execute function forbid_change();
--> statement-breakpoint
create function guard_compensation() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (to_jsonb(new) - 'open_minor') is distinct from (to_jsonb(old) - 'open_minor') then
    raise exception 'compensation % is booked', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger compensations_immutable before update or delete on compensations for each row execute function guard_compensation();
--> statement-breakpoint
-- A received invoice record never changes sides, and a decision on a conflicting CDR is taken once.
create function guard_cdr_conflict() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or new.received is distinct from old.received or new.content_hash is distinct from old.content_hash
     or new.cdr_id is distinct from old.cdr_id or old.decision is not null then
    raise exception 'conflict % is kept as it is', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger cdr_conflicts_immutable before update or delete on cdr_conflicts for each row execute function guard_cdr_conflict();
