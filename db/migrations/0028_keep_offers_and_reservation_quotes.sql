CREATE TABLE "connector_offers" (
	"evse_id" text NOT NULL,
	"connector_key" text NOT NULL,
	"tariff_ids" jsonb NOT NULL,
	"known_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "connector_offers_evse_id_connector_key_known_at_pk" PRIMARY KEY("evse_id","connector_key","known_at")
);
--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "kind" text DEFAULT 'charge' NOT NULL;--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "reserved_minutes" integer;--> statement-breakpoint
ALTER TABLE "quotes" ADD COLUMN "used_gross_minor" bigint;--> statement-breakpoint
ALTER TABLE "connector_offers" ADD CONSTRAINT "connector_offers_evse_id_evses_id_fk" FOREIGN KEY ("evse_id") REFERENCES "public"."evses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "quotes_created" ON "quotes" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "rating_promises_quote" ON "rating_promises" USING btree ("quote_id");--> statement-breakpoint
-- What is offered now is all that is known of the time before.
insert into connector_offers (evse_id, connector_key, tariff_ids, known_at)
select distinct on (e.id, upper(c ->> 'id')) e.id, upper(c ->> 'id'), c -> 'tariffIds', now()
from evses e cross join lateral jsonb_array_elements(e.body -> 'connectors') c;
--> statement-breakpoint
alter table quotes add constraint quotes_reservation check (
  (kind = 'reservation') = (reserved_minutes is not null) and kind in ('charge', 'reservation'));
