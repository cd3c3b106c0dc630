CREATE TABLE "charge_limits" (
	"customer_id" text PRIMARY KEY NOT NULL,
	"monthly_minor" bigint,
	"per_charge_minor" bigint,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "charge_notices" (
	"id" text PRIMARY KEY NOT NULL,
	"session_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"kind" text NOT NULL,
	"facts" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "charge_watches" (
	"session_id" text PRIMARY KEY NOT NULL,
	"energy_kwh" numeric NOT NULL,
	"energy_since" timestamp (3) with time zone NOT NULL,
	"net_minor" bigint,
	"gross_minor" bigint,
	"session_updated" timestamp (3) with time zone NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "evses" ADD COLUMN "status_stated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "evses" ADD COLUMN "stated" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "locations" ADD COLUMN "stated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "locations" ADD COLUMN "stated" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tokens" ADD COLUMN "allowed_places" jsonb;--> statement-breakpoint
ALTER TABLE "tokens" ADD COLUMN "told_whitelist" text GENERATED ALWAYS AS (case when allowed_places is null then whitelist else 'NEVER' end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "charge_limits" ADD CONSTRAINT "charge_limits_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge_notices" ADD CONSTRAINT "charge_notices_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge_notices" ADD CONSTRAINT "charge_notices_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charge_watches" ADD CONSTRAINT "charge_watches_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "charge_notices_kind" ON "charge_notices" USING btree ("session_id","kind");--> statement-breakpoint
CREATE INDEX "charge_notices_customer" ON "charge_notices" USING btree ("customer_id","at");