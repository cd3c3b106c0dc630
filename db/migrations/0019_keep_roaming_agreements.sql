CREATE TABLE "roaming_agreements" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"party" text,
	"version" integer NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"price_basis" jsonb NOT NULL,
	"currency" text,
	"tolerance_minor" bigint NOT NULL,
	"tolerance_percent" numeric NOT NULL,
	"energy_tolerance_percent" numeric NOT NULL,
	"time_tolerance_minutes" integer NOT NULL,
	"free_below_kwh" numeric NOT NULL,
	"free_below_minutes" integer NOT NULL,
	"emsp_role" text NOT NULL,
	"reverse_charge" boolean NOT NULL,
	"dispute_days" integer NOT NULL,
	"cdr_deadline_days" integer NOT NULL,
	"payment_days" integer NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"published_by" text,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" text
);
--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "agreement_id" text;--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "agreed_excl" numeric;--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "evidence" jsonb;--> statement-breakpoint
ALTER TABLE "roaming_agreements" ADD CONSTRAINT "roaming_agreements_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "roaming_agreements_version" ON "roaming_agreements" USING btree ("partner_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "roaming_agreements_from" ON "roaming_agreements" USING btree ("partner_id",coalesce("party", ''),"valid_from") WHERE "roaming_agreements"."withdrawn_at" is null;