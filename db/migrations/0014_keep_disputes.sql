CREATE TABLE "dispute_cdrs" (
	"dispute_id" text NOT NULL,
	"cdr_id" text NOT NULL,
	"asked_minor" bigint NOT NULL,
	"ours_minor" bigint,
	"claim_minor" bigint NOT NULL,
	"keeps_off" boolean NOT NULL,
	"report_cause" text,
	"report_text" text,
	"reported_at" timestamp (3) with time zone,
	"credit_cdr_id" text,
	"replacement_cdr_id" text,
	"recovered_minor" bigint DEFAULT 0 NOT NULL,
	"cost_minor" bigint,
	"customer_pays" boolean,
	"outcome" text,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "dispute_cdrs_dispute_id_cdr_id_pk" PRIMARY KEY("dispute_id","cdr_id")
);
--> statement-breakpoint
CREATE TABLE "dispute_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"dispute_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"actor" text NOT NULL,
	"user_id" text,
	"cdr_id" text,
	"note" text DEFAULT '' NOT NULL,
	"amount_minor" bigint,
	"deadline" date
);
--> statement-breakpoint
CREATE TABLE "dispute_links" (
	"id" text PRIMARY KEY NOT NULL,
	"dispute_id" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "disputes_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1001 CACHE 1),
	"partner_id" text NOT NULL,
	"origin" text NOT NULL,
	"cause" text NOT NULL,
	"state" text NOT NULL,
	"currency" text NOT NULL,
	"statement" text DEFAULT '' NOT NULL,
	"deadline" date,
	"overdue_at" timestamp (3) with time zone,
	"opened_by" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"loss_minor" bigint DEFAULT 0 NOT NULL,
	"loss_booked_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "ratings" ADD COLUMN "protects_customer" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "dispute_cdrs" ADD CONSTRAINT "dispute_cdrs_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_cdrs" ADD CONSTRAINT "dispute_cdrs_cdr_id_cdrs_id_fk" FOREIGN KEY ("cdr_id") REFERENCES "public"."cdrs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_events" ADD CONSTRAINT "dispute_events_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dispute_links" ADD CONSTRAINT "dispute_links_dispute_id_disputes_id_fk" FOREIGN KEY ("dispute_id") REFERENCES "public"."disputes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disputes" ADD CONSTRAINT "disputes_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "dispute_cdrs_live" ON "dispute_cdrs" USING btree ("cdr_id") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "dispute_cdrs_cdr" ON "dispute_cdrs" USING btree ("cdr_id");--> statement-breakpoint
CREATE INDEX "dispute_cdrs_credit" ON "dispute_cdrs" USING btree ("credit_cdr_id");--> statement-breakpoint
CREATE INDEX "dispute_events_dispute" ON "dispute_events" USING btree ("dispute_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "dispute_links_token" ON "dispute_links" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "dispute_links_dispute" ON "dispute_links" USING btree ("dispute_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "disputes_number" ON "disputes" USING btree ("number");--> statement-breakpoint
CREATE INDEX "disputes_state" ON "disputes" USING btree ("state","deadline");--> statement-breakpoint
CREATE INDEX "disputes_partner" ON "disputes" USING btree ("partner_id","opened_at");