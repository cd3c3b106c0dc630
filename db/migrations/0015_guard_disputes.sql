-- What a case promises about money and history, promised by the database as well.
create trigger dispute_events_append_only before update or delete on dispute_events for each row execute function forbid_change();
--> statement-breakpoint
alter table disputes
  add constraint disputes_closed check ((state in ('open', 'sent', 'answered')) = (closed_at is null)),
  add constraint disputes_loss check (loss_minor >= 0 and (loss_booked_at is null or loss_minor > 0));
--> statement-breakpoint
alter table dispute_cdrs
  add constraint dispute_cdrs_settled check ((settled_at is null) = (outcome is null)),
  add constraint dispute_cdrs_recovered check (recovered_minor >= 0);
--> statement-breakpoint
create function guard_dispute() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then raise exception 'dispute % stays', old.id using errcode = 'restrict_violation'; end if;
  if old.state in ('won', 'partial', 'written_off', 'withdrawn') and new.state <> old.state then
    raise exception 'dispute % is closed', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger disputes_guarded before update or delete on disputes for each row execute function guard_dispute();
--> statement-breakpoint
-- What a contested charge costs us in the end, until the operator's invoice for it is entered.
insert into accounts (number, name_sv, name_en) values
  (2990, 'Upplupna kostnader för laddning', 'Accrued charging costs'),
  (4095, 'Förlust på bestridda laddningar', 'Losses on disputed charges');
--> statement-breakpoint
-- Disputes so far were a state of the CDR with a reason and a deadline: each becomes a case of its own, which was sent.
insert into disputes (id, partner_id, origin, cause, state, currency, statement, deadline, opened_by, opened_at, sent_at)
select 'dsp_' || substr(c.id, 5), c.partner_id, 'staff', 'price', 'sent', c.currency, w.reason, w.deadline, w.user_id, w.at, w.at
from cdrs c join lateral (
  select * from cdr_reviews w where w.cdr_id = c.id and w.decision = 'disputed' order by w.id desc limit 1) w on true
where c.status = 'disputed';
--> statement-breakpoint
-- Kronor have two decimals, as every currency that a CDR in dispute can be held in so far.
insert into dispute_cdrs (dispute_id, cdr_id, asked_minor, ours_minor, claim_minor, keeps_off)
select d.id, c.id, coalesce(round(c.total_excl * 100), 0), round(r.wholesale_excl * 100),
  greatest(coalesce(round(c.total_excl * 100), 0) - case when r.wholesale_excl is null then 0 else round(r.wholesale_excl * 100) end, 0), false
from disputes d join cdrs c on c.id = 'cdr_' || substr(d.id, 5)
left join ratings r on r.cdr_id = c.id and r.superseded_at is null;
--> statement-breakpoint
insert into dispute_events (dispute_id, at, kind, actor, user_id, note, deadline)
select id, opened_at, 'opened', 'staff', opened_by, statement, null::date from disputes
union all select id, sent_at, 'sent', 'staff', opened_by, '', deadline from disputes
order by 3;
