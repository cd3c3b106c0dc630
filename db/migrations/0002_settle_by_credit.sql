CREATE TABLE "credit_allocations" (
	"credit_note_id" text NOT NULL,
	"invoice_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "credit_allocations_credit_note_id_invoice_id_pk" PRIMARY KEY("credit_note_id","invoice_id")
);
--> statement-breakpoint
CREATE TABLE "invoice_documents" (
	"invoice_id" text NOT NULL,
	"format" text NOT NULL,
	"sha256" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invoice_documents_invoice_id_format_pk" PRIMARY KEY("invoice_id","format")
);
--> statement-breakpoint
ALTER TABLE "invoiced_cdrs" ALTER COLUMN "invoice_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "invoiced_cdrs" ALTER COLUMN "rating_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice_lines" ADD COLUMN "credited_line_id" text;--> statement-breakpoint
ALTER TABLE "invoiced_cdrs" ADD COLUMN "outcome" text DEFAULT 'billed' NOT NULL;--> statement-breakpoint
ALTER TABLE "invoiced_cdrs" ADD COLUMN "counterpart_cdr_id" text;--> statement-breakpoint
ALTER TABLE "invoiced_cdrs" ADD COLUMN "billing_run_id" text;--> statement-breakpoint
ALTER TABLE "invoices" ADD COLUMN "reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "credit_allocations" ADD CONSTRAINT "credit_allocations_credit_note_id_invoices_id_fk" FOREIGN KEY ("credit_note_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_allocations" ADD CONSTRAINT "credit_allocations_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_documents" ADD CONSTRAINT "invoice_documents_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credit_allocations_invoice" ON "credit_allocations" USING btree ("invoice_id");--> statement-breakpoint
ALTER TABLE "invoiced_cdrs" ADD CONSTRAINT "invoiced_cdrs_billing_run_id_billing_runs_id_fk" FOREIGN KEY ("billing_run_id") REFERENCES "public"."billing_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "billing_runs_one_open_per_customer" ON "billing_runs" USING btree ("period","customer_id") WHERE state in ('draft', 'approved') and customer_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "invoice_lines_credited" ON "invoice_lines" USING btree ("credited_line_id") WHERE credited_line_id is not null;--> statement-breakpoint
CREATE INDEX "invoiced_cdrs_run" ON "invoiced_cdrs" USING btree ("billing_run_id") WHERE billing_run_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "invoices_run_invoice" ON "invoices" USING btree ("billing_run_id","customer_id") WHERE kind = 'invoice';--> statement-breakpoint
alter table invoiced_cdrs
  add constraint invoiced_cdrs_outcome check (
    case outcome
      when 'billed' then invoice_id is not null and rating_id is not null and counterpart_cdr_id is null
      when 'credited' then invoice_id is not null and counterpart_cdr_id is not null
      when 'netted' then invoice_id is null and counterpart_cdr_id is not null and billing_run_id is not null
      else false
    end);
--> statement-breakpoint
-- A netted CDR belongs to no document: it is guarded by its run instead.
create function guard_netted_cdr() returns trigger language plpgsql as $$
begin
  if old.outcome = 'netted' and not exists (select 1 from billing_runs where id = old.billing_run_id and state in ('draft', 'approved', 'discarded')) then
    raise exception 'CDR % was netted by a finalised run', old.cdr_id using errcode = 'restrict_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
--> statement-breakpoint
create trigger invoiced_cdrs_netted before update or delete on invoiced_cdrs for each row execute function guard_netted_cdr();
--> statement-breakpoint
alter table credit_allocations add constraint credit_allocations_positive check (amount_minor > 0);
--> statement-breakpoint
create trigger credit_allocations_append_only before update or delete on credit_allocations for each row execute function forbid_change();
--> statement-breakpoint
create trigger invoice_documents_append_only before update or delete on invoice_documents for each row execute function forbid_change();
