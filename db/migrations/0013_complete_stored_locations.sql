-- Locations and EVSEs that were stored before their parking places, images and energy mix were read: what is not known
-- of them is empty, not missing.
update locations set body = '{"relatedLocations":[],"suboperator":null,"owner":null,"images":[],"energyMix":null,"parkingPlaces":[]}'::jsonb || body
where not body ? 'parkingPlaces';
--> statement-breakpoint
update evses set body = '{"statusSchedule":[],"parking":[],"images":[],"acceptedServiceProviders":[]}'::jsonb || body || jsonb_build_object('connectors',
  (select coalesce(jsonb_agg('{"capabilities":[]}'::jsonb || connector), '[]'::jsonb) from jsonb_array_elements(body -> 'connectors') connector))
where not body ? 'parking';
