CREATE TABLE "invoice_records" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"side" text NOT NULL,
	"country_code" text NOT NULL,
	"party_id" text NOT NULL,
	"ocpi_id" text NOT NULL,
	"key" text NOT NULL,
	"invoice_id" text NOT NULL,
	"cdr_ids" jsonb NOT NULL,
	"received" text NOT NULL,
	"findings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"last_updated" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reconciliation_lines" (
	"reconciliation_id" text NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"listed" boolean NOT NULL,
	"times" integer DEFAULT 1 NOT NULL,
	"cdr_id" text,
	"outcome" text NOT NULL,
	"reasons" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"theirs_minor" bigint,
	"ours_minor" bigint,
	"other_id" text,
	CONSTRAINT "reconciliation_lines_reconciliation_id_name_pk" PRIMARY KEY("reconciliation_id","name")
);
--> statement-breakpoint
CREATE TABLE "reconciliations" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"source" text NOT NULL,
	"record_id" text,
	"invoice_number" text NOT NULL,
	"invoice_key" text NOT NULL,
	"state" text NOT NULL,
	"currency" text DEFAULT 'SEK' NOT NULL,
	"stated_minor" bigint,
	"matched" integer DEFAULT 0 NOT NULL,
	"missing" integer DEFAULT 0 NOT NULL,
	"different" integer DEFAULT 0 NOT NULL,
	"twice" integer DEFAULT 0 NOT NULL,
	"unlisted" integer DEFAULT 0 NOT NULL,
	"theirs_minor" bigint DEFAULT 0 NOT NULL,
	"ours_minor" bigint DEFAULT 0 NOT NULL,
	"matched_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text,
	"reason" text,
	"created_by" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "compensation_settlements" (
	"id" text PRIMARY KEY NOT NULL,
	"compensation_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"payout_id" text,
	"invoice_id" text,
	"counterpart_id" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "compensations" (
	"id" text PRIMARY KEY NOT NULL,
	"cdr_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"open_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"automatic" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "compensations_cdr_id_unique" UNIQUE("cdr_id")
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"paid_on" date NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"reference" text DEFAULT '' NOT NULL,
	"entered_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"idempotency_key" text NOT NULL,
	CONSTRAINT "payouts_idempotency_key_unique" UNIQUE("idempotency_key")
);
--> statement-breakpoint
ALTER TABLE "cdr_conflicts" ADD COLUMN "decision" text;--> statement-breakpoint
ALTER TABLE "cdr_conflicts" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "cdr_conflicts" ADD COLUMN "decided_by" text;--> statement-breakpoint
ALTER TABLE "cdr_conflicts" ADD COLUMN "decided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "cdrs" ADD COLUMN "invoice_reference" text;--> statement-breakpoint
ALTER TABLE "cdrs" ADD COLUMN "home_charging" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "cdr_reviews" ADD COLUMN "deadline" date;--> statement-breakpoint
ALTER TABLE "invoice_records" ADD CONSTRAINT "invoice_records_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_lines" ADD CONSTRAINT "reconciliation_lines_reconciliation_id_reconciliations_id_fk" FOREIGN KEY ("reconciliation_id") REFERENCES "public"."reconciliations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compensation_settlements" ADD CONSTRAINT "compensation_settlements_compensation_id_compensations_id_fk" FOREIGN KEY ("compensation_id") REFERENCES "public"."compensations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compensation_settlements" ADD CONSTRAINT "compensation_settlements_payout_id_payouts_id_fk" FOREIGN KEY ("payout_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compensation_settlements" ADD CONSTRAINT "compensation_settlements_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compensation_settlements" ADD CONSTRAINT "compensation_settlements_counterpart_id_compensations_id_fk" FOREIGN KEY ("counterpart_id") REFERENCES "public"."compensations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "compensations" ADD CONSTRAINT "compensations_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_records_key" ON "invoice_records" USING btree ("partner_id","side","key");--> statement-breakpoint
CREATE INDEX "invoice_records_updated" ON "invoice_records" USING btree ("partner_id","side","last_updated");--> statement-breakpoint
CREATE INDEX "reconciliation_lines_cdr" ON "reconciliation_lines" USING btree ("cdr_id");--> statement-breakpoint
CREATE INDEX "reconciliation_lines_name" ON "reconciliation_lines" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "reconciliations_record" ON "reconciliations" USING btree ("record_id");--> statement-breakpoint
CREATE INDEX "reconciliations_partner" ON "reconciliations" USING btree ("partner_id","invoice_key");--> statement-breakpoint
CREATE INDEX "reconciliations_state" ON "reconciliations" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "compensation_settlements_compensation" ON "compensation_settlements" USING btree ("compensation_id");--> statement-breakpoint
CREATE INDEX "compensation_settlements_invoice" ON "compensation_settlements" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "compensation_settlements_payout" ON "compensation_settlements" USING btree ("payout_id");--> statement-breakpoint
CREATE INDEX "compensations_customer" ON "compensations" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "payouts_customer" ON "payouts" USING btree ("customer_id","id");--> statement-breakpoint
CREATE INDEX "cdr_conflicts_open" ON "cdr_conflicts" USING btree ("cdr_id") WHERE decision is null;--> statement-breakpoint
CREATE INDEX "cdrs_invoice_reference" ON "cdrs" USING btree ("partner_id","invoice_reference") WHERE invoice_reference is not null;--> statement-breakpoint
CREATE INDEX "cdrs_authorization" ON "cdrs" USING btree ("authorization_reference") WHERE authorization_reference is not null;