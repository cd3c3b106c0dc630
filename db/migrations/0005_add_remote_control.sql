CREATE TABLE "active_profiles" (
	"session_id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"profile" jsonb NOT NULL,
	"received" json NOT NULL,
	"source" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "charging_preferences" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"session_id" text NOT NULL,
	"customer_id" text,
	"profile_type" text NOT NULL,
	"departure_at" timestamp (3) with time zone,
	"energy_kwh" numeric,
	"discharge_allowed" boolean NOT NULL,
	"answer" text,
	"message" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "profile_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"session_id" text NOT NULL,
	"requested_by" text,
	"actor" text NOT NULL,
	"kind" text NOT NULL,
	"profile" jsonb,
	"state" text NOT NULL,
	"response_hash" "bytea" NOT NULL,
	"result" text,
	"message" text,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"timeout_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"retry_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "reservations" (
	"id" text PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "reservations_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"partner_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"token_id" text NOT NULL,
	"evse_id" text NOT NULL,
	"location_ocpi_id" text NOT NULL,
	"evse_uid" text NOT NULL,
	"place_name" text NOT NULL,
	"socket_name" text NOT NULL,
	"time_zone" text NOT NULL,
	"authorization_reference" text NOT NULL,
	"command_id" text NOT NULL,
	"state" text NOT NULL,
	"cancellable" boolean NOT NULL,
	"quote" jsonb,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	"session_id" text
);
--> statement-breakpoint
ALTER TABLE "commands" ADD COLUMN "reservation_id" text;--> statement-breakpoint
ALTER TABLE "active_profiles" ADD CONSTRAINT "active_profiles_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "active_profiles" ADD CONSTRAINT "active_profiles_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charging_preferences" ADD CONSTRAINT "charging_preferences_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "charging_preferences" ADD CONSTRAINT "charging_preferences_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profile_requests" ADD CONSTRAINT "profile_requests_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "profile_requests" ADD CONSTRAINT "profile_requests_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_evse_id_evses_id_fk" FOREIGN KEY ("evse_id") REFERENCES "public"."evses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "charging_preferences_session" ON "charging_preferences" USING btree ("session_id","requested_at");--> statement-breakpoint
CREATE INDEX "profile_requests_session" ON "profile_requests" USING btree ("session_id","requested_at");--> statement-breakpoint
CREATE INDEX "profile_requests_open" ON "profile_requests" USING btree ("state","timeout_at");--> statement-breakpoint
CREATE UNIQUE INDEX "profile_requests_response" ON "profile_requests" USING btree ("response_hash");--> statement-breakpoint
CREATE INDEX "reservations_customer" ON "reservations" USING btree ("customer_id","requested_at");--> statement-breakpoint
CREATE INDEX "reservations_open" ON "reservations" USING btree ("state","expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reservations_reference" ON "reservations" USING btree ("authorization_reference");--> statement-breakpoint
CREATE UNIQUE INDEX "reservations_number" ON "reservations" USING btree ("number");--> statement-breakpoint
CREATE INDEX "commands_place" ON "commands" USING btree ("partner_id","location_ocpi_id","requested_at");--> statement-breakpoint
CREATE INDEX "commands_session" ON "commands" USING btree ("session_id","requested_at");