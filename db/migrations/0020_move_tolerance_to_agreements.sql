-- Every partner's tolerance becomes its first agreement, in force from the beginning, under which all was rated so far.
insert into roaming_agreements (id, partner_id, version, valid_from, price_basis, tolerance_minor, tolerance_percent,
  energy_tolerance_percent, time_tolerance_minutes, free_below_kwh, free_below_minutes, emsp_role, reverse_charge,
  dispute_days, cdr_deadline_days, payment_days, published_at)
select 'agr_' || substr(id, 5), id, 1, '1970-01-01', '{"kind": "list"}', tolerance_minor, tolerance_percent,
  1, 1, 0.2, 2, 'commissionaire', country_code not in ('SE', '--'), 30, 90, 30, created_at
from partners;
--> statement-breakpoint
update ratings set agreement_id = 'agr_' || substr(partner_id, 5), agreed_excl = wholesale_excl;
--> statement-breakpoint
alter table roaming_agreements
  add constraint roaming_agreements_days check (dispute_days between 0 and 3650 and cdr_deadline_days between 1 and 3650 and payment_days between 0 and 365),
  add constraint roaming_agreements_tolerances check (tolerance_minor >= 0 and tolerance_percent between 0 and 100 and energy_tolerance_percent between 0 and 100
    and time_tolerance_minutes >= 0 and free_below_kwh >= 0 and free_below_minutes >= 0),
  add constraint roaming_agreements_ends_after_start check (valid_to >= valid_from);
--> statement-breakpoint
-- What was agreed stays as it was agreed: a version may end or be taken back, once. Only a partner that never said who
-- it is takes its own with it.
create function guard_roaming_agreement() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if exists (select 1 from partners p where p.id = old.partner_id and p.country_code = '--') then
      return old;
    end if;
    raise exception 'agreement % is published', old.id using errcode = 'restrict_violation';
  end if;
  if to_jsonb(new) - array['valid_to', 'ended_at', 'ended_by', 'withdrawn_at', 'withdrawn_by']
       is distinct from to_jsonb(old) - array['valid_to', 'ended_at', 'ended_by', 'withdrawn_at', 'withdrawn_by']
     or old.ended_at is not null or old.withdrawn_at is not null then
    raise exception 'agreement % is published', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger roaming_agreements_immutable before update or delete on roaming_agreements for each row execute function guard_roaming_agreement();
