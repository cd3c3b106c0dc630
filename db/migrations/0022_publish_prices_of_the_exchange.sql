CREATE TABLE "customer_groups" (
	"customer_id" text NOT NULL,
	"group" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	CONSTRAINT "customer_groups_customer_id_group_valid_from_pk" PRIMARY KEY("customer_id","group","valid_from")
);
--> statement-breakpoint
CREATE TABLE "exchange_rates" (
	"currency" text NOT NULL,
	"day" date NOT NULL,
	"revision" smallint NOT NULL,
	"publication_id" text NOT NULL,
	"rate" numeric NOT NULL,
	CONSTRAINT "exchange_rates_currency_day_revision_pk" PRIMARY KEY("currency","day","revision")
);
--> statement-breakpoint
CREATE TABLE "location_areas" (
	"location_key" text PRIMARY KEY NOT NULL,
	"area" text NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text
);
--> statement-breakpoint
CREATE TABLE "price_plan_drafts" (
	"id" text PRIMARY KEY NOT NULL,
	"price_plan_id" text NOT NULL,
	"state" text NOT NULL,
	"rules" jsonb NOT NULL,
	"valid_from" date NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"written_by" text NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"version_id" text
);
--> statement-breakpoint
CREATE TABLE "price_plan_notices" (
	"version_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"notify_by" date NOT NULL,
	"notified_at" timestamp (3) with time zone,
	"notified_by" text,
	CONSTRAINT "price_plan_notices_version_id_customer_id_pk" PRIMARY KEY("version_id","customer_id")
);
--> statement-breakpoint
CREATE TABLE "price_publications" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"area" text NOT NULL,
	"day" date NOT NULL,
	"revision" smallint NOT NULL,
	"source" text NOT NULL,
	"origin" text NOT NULL,
	"sha256" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"received_by" text,
	"currency" text NOT NULL,
	"rate" numeric,
	"rate_source" text,
	"rate_day" date,
	"entries" integer NOT NULL,
	"changed" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spot_prices" (
	"area" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"revision" smallint NOT NULL,
	"publication_id" text NOT NULL,
	"source" text NOT NULL,
	"minutes" smallint NOT NULL,
	"per_mwh" numeric NOT NULL,
	"per_kwh" numeric NOT NULL,
	CONSTRAINT "spot_prices_area_started_at_revision_pk" PRIMARY KEY("area","started_at","revision")
);
--> statement-breakpoint
ALTER TABLE "price_plans" ADD COLUMN "notice_days" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_groups" ADD CONSTRAINT "customer_groups_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "exchange_rates" ADD CONSTRAINT "exchange_rates_publication_id_price_publications_id_fk" FOREIGN KEY ("publication_id") REFERENCES "public"."price_publications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_plan_drafts" ADD CONSTRAINT "price_plan_drafts_price_plan_id_price_plans_id_fk" FOREIGN KEY ("price_plan_id") REFERENCES "public"."price_plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_plan_notices" ADD CONSTRAINT "price_plan_notices_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spot_prices" ADD CONSTRAINT "spot_prices_publication_id_price_publications_id_fk" FOREIGN KEY ("publication_id") REFERENCES "public"."price_publications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "price_plan_drafts_plan" ON "price_plan_drafts" USING btree ("price_plan_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "price_publications_revision" ON "price_publications" USING btree ("kind","area","day","revision");--> statement-breakpoint
CREATE INDEX "price_publications_received" ON "price_publications" USING btree ("kind","received_at");