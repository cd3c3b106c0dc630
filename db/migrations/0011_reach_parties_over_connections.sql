CREATE TABLE "parties" (
	"partner_id" text NOT NULL,
	"country_code" text NOT NULL,
	"party_id" text NOT NULL,
	"key" text NOT NULL,
	"role" text NOT NULL,
	"name" text,
	"status" text DEFAULT 'unknown' NOT NULL,
	"status_at" timestamp (3) with time zone NOT NULL,
	"last_updated" timestamp (3) with time zone,
	"source" text NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	CONSTRAINT "parties_partner_id_key_role_pk" PRIMARY KEY("partner_id","key","role")
);
--> statement-breakpoint
CREATE TABLE "party_routes" (
	"key" text NOT NULL,
	"module" text NOT NULL,
	"partner_id" text NOT NULL,
	"rank" integer NOT NULL,
	"chosen_at" timestamp (3) with time zone,
	"chosen_by" text,
	CONSTRAINT "party_routes_key_module_partner_id_pk" PRIMARY KEY("key","module","partner_id")
);
--> statement-breakpoint
CREATE TABLE "cdr_copies" (
	"cdr_id" text NOT NULL,
	"partner_id" text NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"received" text NOT NULL,
	"differences" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"source" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cdr_copies_cdr_id_partner_id_pk" PRIMARY KEY("cdr_id","partner_id")
);
--> statement-breakpoint
DROP INDEX "partners_party";--> statement-breakpoint
DROP INDEX "cdrs_key";--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "hub_party" text;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "hub_pull" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "parties" ADD CONSTRAINT "parties_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "party_routes" ADD CONSTRAINT "party_routes_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cdr_copies" ADD CONSTRAINT "cdr_copies_cdr_id_cdrs_id_fk" FOREIGN KEY ("cdr_id") REFERENCES "public"."cdrs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cdr_copies" ADD CONSTRAINT "cdr_copies_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "parties_key" ON "parties" USING btree ("key");--> statement-breakpoint
CREATE INDEX "party_routes_partner" ON "party_routes" USING btree ("partner_id");--> statement-breakpoint
CREATE INDEX "locations_owner" ON "locations" USING btree ("key");--> statement-breakpoint
CREATE INDEX "sessions_owner" ON "sessions" USING btree ("key");--> statement-breakpoint
CREATE INDEX "partners_party" ON "partners" USING btree ("country_code","party_id");--> statement-breakpoint
CREATE UNIQUE INDEX "cdrs_key" ON "cdrs" USING btree ("key");