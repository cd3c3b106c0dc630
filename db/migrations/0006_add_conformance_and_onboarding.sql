CREATE TABLE "conformance_findings" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"rule" text NOT NULL,
	"module" text NOT NULL,
	"outcome" text NOT NULL,
	"severity" text NOT NULL,
	"checked" integer NOT NULL,
	"occurrences" integer NOT NULL,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conformance_links" (
	"id" text PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "conformance_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"version" text NOT NULL,
	"state" text NOT NULL,
	"requested_by" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"stages_done" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"facts" jsonb NOT NULL,
	"error" text,
	"errors" integer DEFAULT 0 NOT NULL,
	"warnings" integer DEFAULT 0 NOT NULL,
	"notes" integer DEFAULT 0 NOT NULL,
	"passed" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conformance_steps" (
	"run_id" text NOT NULL,
	"step" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"asked_by" text,
	"satisfied_at" timestamp (3) with time zone,
	"evidence" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "conformance_steps_run_id_step_pk" PRIMARY KEY("run_id","step")
);
--> statement-breakpoint
CREATE TABLE "onboardings" (
	"partner_id" text PRIMARY KEY NOT NULL,
	"direction" text NOT NULL,
	"started_by" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"test_token_id" text,
	"checks" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "live_at" timestamp (3) with time zone DEFAULT now();--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "contacts" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "conformance_findings" ADD CONSTRAINT "conformance_findings_run_id_conformance_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."conformance_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conformance_links" ADD CONSTRAINT "conformance_links_run_id_conformance_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."conformance_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conformance_runs" ADD CONSTRAINT "conformance_runs_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conformance_steps" ADD CONSTRAINT "conformance_steps_run_id_conformance_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."conformance_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "onboardings" ADD CONSTRAINT "onboardings_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "conformance_findings_rule" ON "conformance_findings" USING btree ("run_id","rule","module");--> statement-breakpoint
CREATE UNIQUE INDEX "conformance_links_hash" ON "conformance_links" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "conformance_links_run" ON "conformance_links" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "conformance_runs_partner" ON "conformance_runs" USING btree ("partner_id","id");