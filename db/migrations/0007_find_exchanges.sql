ALTER TABLE "ocpi_exchanges" ADD COLUMN "version" text;--> statement-breakpoint
ALTER TABLE "ocpi_exchanges" ADD COLUMN "object_key" text;--> statement-breakpoint
ALTER TABLE "ocpi_exchanges" ADD COLUMN "request_headers" text;--> statement-breakpoint
ALTER TABLE "ocpi_exchanges" ADD COLUMN "response_headers" text;--> statement-breakpoint
CREATE INDEX "ocpi_exchanges_partner_module" ON "ocpi_exchanges" USING btree ("partner_id","module","id");--> statement-breakpoint
CREATE INDEX "ocpi_exchanges_module" ON "ocpi_exchanges" USING btree ("module","id");--> statement-breakpoint
CREATE INDEX "ocpi_exchanges_request" ON "ocpi_exchanges" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "ocpi_exchanges_at" ON "ocpi_exchanges" USING btree ("at");--> statement-breakpoint
CREATE INDEX "ocpi_exchanges_object" ON "ocpi_exchanges" USING btree ("object_key","id") WHERE "ocpi_exchanges"."object_key" is not null;--> statement-breakpoint
CREATE INDEX "ocpi_exchanges_failed" ON "ocpi_exchanges" USING btree ("id") WHERE (coalesce("ocpi_exchanges"."http_status", 0) not between 200 and 299 or coalesce("ocpi_exchanges"."ocpi_status", 0) not between 1000 and 1999);--> statement-breakpoint
CREATE INDEX "ocpi_exchanges_partner_failed" ON "ocpi_exchanges" USING btree ("partner_id","id") WHERE (coalesce("ocpi_exchanges"."http_status", 0) not between 200 and 299 or coalesce("ocpi_exchanges"."ocpi_status", 0) not between 1000 and 1999);