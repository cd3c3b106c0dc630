CREATE TABLE "audit_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"entity" text NOT NULL,
	"entity_id" text NOT NULL,
	"customer_id" text,
	"request_id" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "ocpi_exchanges" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"partner_id" text,
	"direction" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"module" text,
	"request_id" text,
	"correlation_id" text,
	"http_status" integer,
	"ocpi_status" integer,
	"duration_ms" numeric NOT NULL,
	"request_body" text,
	"response_body" text,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "partner_credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"side" text NOT NULL,
	"kind" text NOT NULL,
	"token_hash" "bytea",
	"token_cipher" "bytea",
	"encoding" text DEFAULT 'base64' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "partner_endpoints" (
	"partner_id" text NOT NULL,
	"version" text NOT NULL,
	"identifier" text NOT NULL,
	"role" text NOT NULL,
	"url" text NOT NULL,
	CONSTRAINT "partner_endpoints_partner_id_version_identifier_role_pk" PRIMARY KEY("partner_id","version","identifier","role")
);
--> statement-breakpoint
CREATE TABLE "partner_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"step" text NOT NULL,
	"outcome" text NOT NULL,
	"detail" text
);
--> statement-breakpoint
CREATE TABLE "partners" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"country_code" text NOT NULL,
	"party_id" text NOT NULL,
	"state" text NOT NULL,
	"version" text,
	"versions_url" text,
	"roles" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"quirks" jsonb NOT NULL,
	"tolerance_minor" bigint NOT NULL,
	"tolerance_percent" numeric NOT NULL,
	"paused" boolean DEFAULT false NOT NULL,
	"last_error" text,
	"last_seen_at" timestamp (3) with time zone,
	"registered_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sync_marks" (
	"partner_id" text NOT NULL,
	"module" text NOT NULL,
	"high_water" timestamp (3) with time zone,
	"last_full_at" timestamp (3) with time zone,
	"last_run_at" timestamp (3) with time zone,
	"last_received_at" timestamp (3) with time zone,
	"state" text DEFAULT 'idle' NOT NULL,
	"fetched" integer DEFAULT 0 NOT NULL,
	"total" integer,
	"rejected" integer DEFAULT 0 NOT NULL,
	"error" text,
	CONSTRAINT "sync_marks_partner_id_module_pk" PRIMARY KEY("partner_id","module")
);
--> statement-breakpoint
CREATE TABLE "customer_price_plans" (
	"customer_id" text NOT NULL,
	"price_plan_id" text NOT NULL,
	"valid_from" date NOT NULL,
	CONSTRAINT "customer_price_plans_customer_id_valid_from_pk" PRIMARY KEY("customer_id","valid_from")
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "customers_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 48001 CACHE 1),
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"organisation_number" text,
	"street" text DEFAULT '' NOT NULL,
	"postal_code" text DEFAULT '' NOT NULL,
	"city" text DEFAULT '' NOT NULL,
	"country" text DEFAULT 'SE' NOT NULL,
	"locale" text DEFAULT 'sv' NOT NULL,
	"charging_allowed" boolean DEFAULT true NOT NULL,
	"charging_denied_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"key" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"customer_id" text,
	"password_hash" text,
	"session_version" integer DEFAULT 1 NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"last_sign_in_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "authorizations" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"partner_id" text NOT NULL,
	"token_id" text,
	"customer_id" text,
	"token_uid" text NOT NULL,
	"allowed" text NOT NULL,
	"reason" text NOT NULL,
	"location_id" text,
	"evse_uid" text,
	"request_id" text
);
--> statement-breakpoint
CREATE TABLE "cdr_conflicts" (
	"id" text PRIMARY KEY NOT NULL,
	"cdr_id" text NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"received" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cdrs" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"country_code" text NOT NULL,
	"party_id" text NOT NULL,
	"ocpi_id" text NOT NULL,
	"key" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"customer_id" text,
	"token_id" text,
	"token_uid" text NOT NULL,
	"session_ocpi_id" text,
	"authorization_reference" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone NOT NULL,
	"currency" text NOT NULL,
	"energy_kwh" numeric NOT NULL,
	"total_excl" numeric,
	"total_incl" numeric,
	"credit" boolean NOT NULL,
	"credited_key" text,
	"place_name" text NOT NULL,
	"city" text NOT NULL,
	"country" text NOT NULL,
	"evse_uid" text NOT NULL,
	"time_zone" text NOT NULL,
	"zone_source" text NOT NULL,
	"power_type" text NOT NULL,
	"max_power_kw" double precision,
	"body" json NOT NULL,
	"received" text NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"wire_findings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"source" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "commands" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"partner_id" text NOT NULL,
	"customer_id" text,
	"requested_by" text,
	"token_id" text,
	"location_ocpi_id" text,
	"evse_uid" text,
	"connector_id" text,
	"session_id" text,
	"authorization_reference" text,
	"state" text NOT NULL,
	"response_hash" "bytea",
	"result" text,
	"message" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"timeout_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "evses" (
	"id" text PRIMARY KEY NOT NULL,
	"location_id" text NOT NULL,
	"uid" text NOT NULL,
	"uid_key" text NOT NULL,
	"evse_id" text,
	"status" text NOT NULL,
	"physical_reference" text,
	"max_power_kw" double precision,
	"body" jsonb NOT NULL,
	"received" json NOT NULL,
	"last_updated" timestamp (3) with time zone NOT NULL,
	"status_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "locations" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"country_code" text NOT NULL,
	"party_id" text NOT NULL,
	"ocpi_id" text NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	"city" text NOT NULL,
	"country" text NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"time_zone" text NOT NULL,
	"publish" boolean NOT NULL,
	"operator_name" text,
	"body" jsonb NOT NULL,
	"received" json NOT NULL,
	"findings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"last_updated" timestamp (3) with time zone NOT NULL,
	"missed_crawls" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"country_code" text NOT NULL,
	"party_id" text NOT NULL,
	"ocpi_id" text NOT NULL,
	"key" text NOT NULL,
	"status" text NOT NULL,
	"customer_id" text,
	"token_id" text,
	"authorization_reference" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"energy_kwh" numeric NOT NULL,
	"currency" text NOT NULL,
	"total_excl" numeric,
	"location_ocpi_id" text NOT NULL,
	"evse_uid" text NOT NULL,
	"place_name" text NOT NULL,
	"time_zone" text NOT NULL,
	"body" jsonb NOT NULL,
	"received" json NOT NULL,
	"findings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"last_updated" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tariff_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"tariff_id" text NOT NULL,
	"version" integer NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"body" jsonb NOT NULL,
	"received" json NOT NULL,
	"findings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"content_hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tariffs" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"country_code" text NOT NULL,
	"party_id" text NOT NULL,
	"ocpi_id" text NOT NULL,
	"key" text NOT NULL,
	"current_version_id" text,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "token_pushes" (
	"token_id" text NOT NULL,
	"partner_id" text NOT NULL,
	"acknowledged" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_attempt_at" timestamp (3) with time zone,
	"error" text,
	CONSTRAINT "token_pushes_token_id_partner_id_pk" PRIMARY KEY("token_id","partner_id")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"uid" text NOT NULL,
	"uid_key" text NOT NULL,
	"type" text NOT NULL,
	"contract_id" text NOT NULL,
	"visual_number" text,
	"issuer" text NOT NULL,
	"group_id" text,
	"whitelist" text NOT NULL,
	"state" text NOT NULL,
	"label" text,
	"language" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_updated" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cdr_findings" (
	"cdr_id" text NOT NULL,
	"code" text NOT NULL,
	"severity" text NOT NULL,
	"params" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cdr_findings_cdr_id_code_pk" PRIMARY KEY("cdr_id","code")
);
--> statement-breakpoint
CREATE TABLE "cdr_reviews" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"cdr_id" text NOT NULL,
	"decision" text NOT NULL,
	"reason" text NOT NULL,
	"user_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "price_plan_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"price_plan_id" text NOT NULL,
	"version" integer NOT NULL,
	"valid_from" date NOT NULL,
	"rules" jsonb NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"published_by" text
);
--> statement-breakpoint
CREATE TABLE "price_plans" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"audience" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "price_plans_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "ratings" (
	"id" text PRIMARY KEY NOT NULL,
	"cdr_id" text NOT NULL,
	"revision" smallint NOT NULL,
	"customer_id" text,
	"partner_id" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"engine_version" text NOT NULL,
	"price_plan_version_id" text,
	"tariff_version_id" text,
	"tariff_source" text NOT NULL,
	"currency" text NOT NULL,
	"cpo_excl" numeric,
	"wholesale_excl" numeric,
	"cost_minor" bigint,
	"retail_net_minor" bigint,
	"retail_vat_minor" bigint,
	"retail_gross_minor" bigint,
	"margin_minor" bigint,
	"lines" json NOT NULL,
	"breakdown" json NOT NULL,
	"rated_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "billing_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"period" text NOT NULL,
	"state" text NOT NULL,
	"customer_id" text,
	"created_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"approved_by" text,
	"approved_at" timestamp (3) with time zone,
	"finalized_at" timestamp (3) with time zone,
	"done" integer DEFAULT 0 NOT NULL,
	"total" integer
);
--> statement-breakpoint
CREATE TABLE "invoice_lines" (
	"id" text PRIMARY KEY NOT NULL,
	"invoice_id" text NOT NULL,
	"position" integer NOT NULL,
	"cdr_id" text,
	"rating_id" text,
	"kind" text NOT NULL,
	"supply" text NOT NULL,
	"quantity" numeric NOT NULL,
	"unit" text NOT NULL,
	"unit_price" numeric NOT NULL,
	"net_minor" bigint NOT NULL,
	"vat_category" text NOT NULL,
	"vat_code" text NOT NULL,
	"vat_percent" numeric NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invoiced_cdrs" (
	"cdr_id" text PRIMARY KEY NOT NULL,
	"invoice_id" text NOT NULL,
	"rating_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invoiced_months" (
	"customer_id" text NOT NULL,
	"month" text NOT NULL,
	"invoice_id" text NOT NULL,
	CONSTRAINT "invoiced_months_customer_id_month_pk" PRIMARY KEY("customer_id","month")
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"seller_id" text NOT NULL,
	"series" text,
	"number" bigint,
	"customer_id" text NOT NULL,
	"billing_run_id" text,
	"period" text NOT NULL,
	"original_id" text,
	"currency" text NOT NULL,
	"net_minor" bigint NOT NULL,
	"vat_minor" bigint NOT NULL,
	"gross_minor" bigint NOT NULL,
	"rounding_minor" bigint NOT NULL,
	"payable_minor" bigint NOT NULL,
	"settled_minor" bigint NOT NULL,
	"invoice_date" date,
	"due_date" date,
	"ocr" text,
	"snapshot" json,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finalized_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "number_series" (
	"seller_id" text NOT NULL,
	"series" text NOT NULL,
	"next_number" bigint NOT NULL,
	CONSTRAINT "number_series_seller_id_series_pk" PRIMARY KEY("seller_id","series")
);
--> statement-breakpoint
CREATE TABLE "payment_allocations" (
	"payment_id" text NOT NULL,
	"invoice_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payment_allocations_payment_id_invoice_id_pk" PRIMARY KEY("payment_id","invoice_id")
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"received_on" date NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"method" text NOT NULL,
	"reference" text DEFAULT '' NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"customer_id" text,
	"unallocated_minor" bigint NOT NULL,
	"entered_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"idempotency_key" text NOT NULL,
	CONSTRAINT "payments_idempotency_key_unique" UNIQUE("idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "sellers" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"trade_name" text NOT NULL,
	"organisation_number" text NOT NULL,
	"vat_number" text NOT NULL,
	"street" text NOT NULL,
	"postal_code" text NOT NULL,
	"city" text NOT NULL,
	"country" text NOT NULL,
	"seat" text NOT NULL,
	"bankgiro" text NOT NULL,
	"swish" text NOT NULL,
	"phone" text NOT NULL,
	"email" text NOT NULL,
	"payment_days" integer DEFAULT 30 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"number" smallint PRIMARY KEY NOT NULL,
	"name_sv" text NOT NULL,
	"name_en" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "journal_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" bigserial NOT NULL,
	"entry_date" date NOT NULL,
	"posted_at" timestamp (3) with time zone NOT NULL,
	"template" text NOT NULL,
	"source_id" text NOT NULL,
	"description" text NOT NULL,
	"idempotency_key" text NOT NULL,
	CONSTRAINT "journal_entries_idempotency_key_unique" UNIQUE("idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "postings" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"entry_id" text NOT NULL,
	"account" smallint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"customer_id" text,
	"invoice_id" text
);
--> statement-breakpoint
ALTER TABLE "partner_credentials" ADD CONSTRAINT "partner_credentials_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_endpoints" ADD CONSTRAINT "partner_endpoints_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_events" ADD CONSTRAINT "partner_events_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sync_marks" ADD CONSTRAINT "sync_marks_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_price_plans" ADD CONSTRAINT "customer_price_plans_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_price_plans" ADD CONSTRAINT "customer_price_plans_price_plan_id_price_plans_id_fk" FOREIGN KEY ("price_plan_id") REFERENCES "public"."price_plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cdr_conflicts" ADD CONSTRAINT "cdr_conflicts_cdr_id_cdrs_id_fk" FOREIGN KEY ("cdr_id") REFERENCES "public"."cdrs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cdrs" ADD CONSTRAINT "cdrs_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commands" ADD CONSTRAINT "commands_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evses" ADD CONSTRAINT "evses_location_id_locations_id_fk" FOREIGN KEY ("location_id") REFERENCES "public"."locations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "locations" ADD CONSTRAINT "locations_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tariff_versions" ADD CONSTRAINT "tariff_versions_tariff_id_tariffs_id_fk" FOREIGN KEY ("tariff_id") REFERENCES "public"."tariffs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tariffs" ADD CONSTRAINT "tariffs_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token_pushes" ADD CONSTRAINT "token_pushes_token_id_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."tokens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token_pushes" ADD CONSTRAINT "token_pushes_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_plan_versions" ADD CONSTRAINT "price_plan_versions_price_plan_id_price_plans_id_fk" FOREIGN KEY ("price_plan_id") REFERENCES "public"."price_plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD CONSTRAINT "invoice_lines_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoiced_cdrs" ADD CONSTRAINT "invoiced_cdrs_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoiced_months" ADD CONSTRAINT "invoiced_months_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_seller_id_sellers_id_fk" FOREIGN KEY ("seller_id") REFERENCES "public"."sellers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "number_series" ADD CONSTRAINT "number_series_seller_id_sellers_id_fk" FOREIGN KEY ("seller_id") REFERENCES "public"."sellers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_allocations" ADD CONSTRAINT "payment_allocations_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_allocations" ADD CONSTRAINT "payment_allocations_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_entry_id_journal_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."journal_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postings" ADD CONSTRAINT "postings_account_accounts_number_fk" FOREIGN KEY ("account") REFERENCES "public"."accounts"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_events_entity" ON "audit_events" USING btree ("entity_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_actor" ON "audit_events" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "audit_events_customer" ON "audit_events" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "ocpi_exchanges_partner" ON "ocpi_exchanges" USING btree ("partner_id","id");--> statement-breakpoint
CREATE INDEX "ocpi_exchanges_correlation" ON "ocpi_exchanges" USING btree ("correlation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "partner_credentials_hash" ON "partner_credentials" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "partner_credentials_partner" ON "partner_credentials" USING btree ("partner_id");--> statement-breakpoint
CREATE INDEX "partner_events_partner" ON "partner_events" USING btree ("partner_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "partners_party" ON "partners" USING btree ("country_code","party_id");--> statement-breakpoint
CREATE UNIQUE INDEX "customers_number" ON "customers" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "customers_email" ON "customers" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "customers_name" ON "customers" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "sign_in_attempts_key" ON "sign_in_attempts" USING btree ("key","at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "users_customer" ON "users" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "authorizations_token" ON "authorizations" USING btree ("token_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "cdr_conflicts_content" ON "cdr_conflicts" USING btree ("cdr_id","content_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "cdrs_key" ON "cdrs" USING btree ("partner_id","key");--> statement-breakpoint
CREATE INDEX "cdrs_customer" ON "cdrs" USING btree ("customer_id","started_at","id");--> statement-breakpoint
CREATE INDEX "cdrs_partner" ON "cdrs" USING btree ("partner_id","received_at");--> statement-breakpoint
CREATE INDEX "cdrs_started" ON "cdrs" USING btree ("started_at","id");--> statement-breakpoint
CREATE INDEX "commands_customer" ON "commands" USING btree ("customer_id","requested_at");--> statement-breakpoint
CREATE INDEX "commands_reference" ON "commands" USING btree ("authorization_reference");--> statement-breakpoint
CREATE UNIQUE INDEX "commands_response" ON "commands" USING btree ("response_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "evses_uid" ON "evses" USING btree ("location_id","uid_key");--> statement-breakpoint
CREATE INDEX "evses_evse_id" ON "evses" USING btree ("evse_id");--> statement-breakpoint
CREATE UNIQUE INDEX "locations_key" ON "locations" USING btree ("partner_id","key");--> statement-breakpoint
CREATE INDEX "locations_city" ON "locations" USING btree ("city","id");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_key" ON "sessions" USING btree ("partner_id","key");--> statement-breakpoint
CREATE INDEX "sessions_customer" ON "sessions" USING btree ("customer_id","started_at");--> statement-breakpoint
CREATE INDEX "sessions_status" ON "sessions" USING btree ("status","updated_at");--> statement-breakpoint
CREATE INDEX "sessions_reference" ON "sessions" USING btree ("authorization_reference");--> statement-breakpoint
CREATE UNIQUE INDEX "tariff_versions_number" ON "tariff_versions" USING btree ("tariff_id","version");--> statement-breakpoint
CREATE INDEX "tariff_versions_valid" ON "tariff_versions" USING btree ("tariff_id","valid_from");--> statement-breakpoint
CREATE UNIQUE INDEX "tariffs_key" ON "tariffs" USING btree ("partner_id","key");--> statement-breakpoint
CREATE UNIQUE INDEX "tokens_uid" ON "tokens" USING btree ("uid_key","type");--> statement-breakpoint
CREATE UNIQUE INDEX "tokens_contract" ON "tokens" USING btree ("contract_id","type","uid_key");--> statement-breakpoint
CREATE INDEX "tokens_customer" ON "tokens" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "tokens_created" ON "tokens" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "tokens_updated" ON "tokens" USING btree ("last_updated");--> statement-breakpoint
CREATE INDEX "cdr_findings_code" ON "cdr_findings" USING btree ("code","severity");--> statement-breakpoint
CREATE INDEX "cdr_reviews_cdr" ON "cdr_reviews" USING btree ("cdr_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "price_plan_versions_number" ON "price_plan_versions" USING btree ("price_plan_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "price_plan_versions_from" ON "price_plan_versions" USING btree ("price_plan_id","valid_from");--> statement-breakpoint
CREATE UNIQUE INDEX "ratings_revision" ON "ratings" USING btree ("cdr_id","revision");--> statement-breakpoint
CREATE INDEX "ratings_customer" ON "ratings" USING btree ("customer_id","started_at");--> statement-breakpoint
CREATE INDEX "billing_runs_period" ON "billing_runs" USING btree ("period","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_lines_position" ON "invoice_lines" USING btree ("invoice_id","position");--> statement-breakpoint
CREATE INDEX "invoice_lines_cdr" ON "invoice_lines" USING btree ("cdr_id");--> statement-breakpoint
CREATE INDEX "invoiced_cdrs_invoice" ON "invoiced_cdrs" USING btree ("invoice_id");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_number" ON "invoices" USING btree ("seller_id","series","number");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_ocr" ON "invoices" USING btree ("ocr");--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_run_customer" ON "invoices" USING btree ("billing_run_id","customer_id","kind","original_id");--> statement-breakpoint
CREATE INDEX "invoices_customer" ON "invoices" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "invoices_state" ON "invoices" USING btree ("state","due_date");--> statement-breakpoint
CREATE INDEX "invoices_original" ON "invoices" USING btree ("original_id");--> statement-breakpoint
CREATE INDEX "payment_allocations_invoice" ON "payment_allocations" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "payments_received" ON "payments" USING btree ("received_on","id");--> statement-breakpoint
CREATE INDEX "payments_customer" ON "payments" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "journal_entries_date" ON "journal_entries" USING btree ("entry_date","sequence");--> statement-breakpoint
CREATE INDEX "journal_entries_source" ON "journal_entries" USING btree ("source_id");--> statement-breakpoint
CREATE INDEX "postings_entry" ON "postings" USING btree ("entry_id");--> statement-breakpoint
CREATE INDEX "postings_account" ON "postings" USING btree ("account","id");--> statement-breakpoint
CREATE INDEX "postings_invoice" ON "postings" USING btree ("invoice_id");