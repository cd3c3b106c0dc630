ALTER TABLE "dispute_cdrs" ADD COLUMN "loss_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What was lost before lines said so stands on the first line of its case.
update dispute_cdrs l set loss_minor = d.loss_minor
from disputes d
where d.id = l.dispute_id and d.loss_minor > 0
  and l.cdr_id = (select min(k.cdr_id) from dispute_cdrs k where k.dispute_id = d.id);
--> statement-breakpoint
-- A closed case stays as it was decided, but for what the operator gives back after all.
create or replace function guard_dispute() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then raise exception 'dispute % stays', old.id using errcode = 'restrict_violation'; end if;
  if old.state = 'won' and new.state <> 'won'
    or old.state in ('partial', 'written_off', 'withdrawn') and new.state not in (old.state, 'partial', 'won') then
    raise exception 'dispute % is closed', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
alter table disputes drop constraint disputes_loss, add constraint disputes_loss check (loss_minor >= 0);
--> statement-breakpoint
alter table dispute_cdrs add constraint dispute_cdrs_loss check (loss_minor >= 0 and (loss_minor = 0 or settled_at is not null));
