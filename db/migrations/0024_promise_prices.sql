CREATE TABLE "customer_cars" (
	"customer_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"battery_kwh" numeric NOT NULL,
	"ac_kw" numeric NOT NULL,
	"dc_kw" numeric NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"partner_id" text NOT NULL,
	"evse_id" text NOT NULL,
	"connector_id" text NOT NULL,
	"power_type" text NOT NULL,
	"max_power_kw" double precision,
	"time_zone" text NOT NULL,
	"shown_at" timestamp (3) with time zone NOT NULL,
	"valid_until" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"tariff_version_id" text,
	"price_plan_version_id" text,
	"engine_version" text NOT NULL,
	"step_mode" text NOT NULL,
	"behaviour" jsonb NOT NULL,
	"net_minor" bigint,
	"vat_minor" bigint,
	"gross_minor" bigint,
	"lines" json NOT NULL,
	"breakdown" json NOT NULL,
	"changes" jsonb NOT NULL,
	"ad_hoc_gross_minor" bigint,
	"ad_hoc_currency" text,
	"ad_hoc_tariff_version_id" text,
	"unknown_agreed" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rating_promises" (
	"rating_id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"quote_id" text,
	"authorization_id" text,
	"promised_at" timestamp (3) with time zone NOT NULL,
	"tariff_version_id" text,
	"price_plan_version_id" text NOT NULL,
	"promised_gross_minor" bigint,
	"usual_gross_minor" bigint,
	"ruled" boolean NOT NULL,
	"recover_minor" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "quote_id" text;--> statement-breakpoint
ALTER TABLE "customer_cars" ADD CONSTRAINT "customer_cars_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "quotes_customer" ON "quotes" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "commands_quote" ON "commands" USING btree ("quote_id");