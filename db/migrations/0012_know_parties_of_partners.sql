-- Until now a partner was one party, or a hub that did not say for whom it spoke.
update partners set hub_party = stated.hub
from (
  select p.id, upper(r ->> 'countryCode' || '*' || (r ->> 'partyId')) as hub
  from partners p cross join lateral jsonb_array_elements(p.roles) r where upper(r ->> 'role') = 'HUB'
) stated where stated.id = partners.id;
--> statement-breakpoint
insert into parties (partner_id, country_code, party_id, key, role, name, status, status_at, source, first_seen_at)
select p.id, r ->> 'countryCode', r ->> 'partyId', upper(r ->> 'countryCode' || '*' || (r ->> 'partyId')), upper(r ->> 'role'),
  r #>> '{businessDetails,name}', 'unknown', p.created_at, 'roles', p.created_at
from partners p cross join lateral jsonb_array_elements(p.roles) r
on conflict do nothing;
--> statement-breakpoint
insert into party_routes (key, module, partner_id, rank)
select key, module, partner_id, dense_rank() over (partition by key, module order by partner_id) - 1
from (select distinct key, partner_id from parties where role <> 'HUB') reached
cross join unnest(array['locations', 'sessions', 'cdrs', 'commands']) module
on conflict do nothing;
--> statement-breakpoint
-- A credit CDR may come over another connection than the CDR that it credits.
drop index cdrs_credited;
--> statement-breakpoint
create index cdrs_credited on cdrs (credited_key) where credit;
