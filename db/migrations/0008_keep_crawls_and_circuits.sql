ALTER TABLE "partners" ADD COLUMN "rotate_every_days" integer DEFAULT 30;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "circuit" jsonb;--> statement-breakpoint
ALTER TABLE "sync_marks" ADD COLUMN "cursor" jsonb;--> statement-breakpoint
ALTER TABLE "sync_marks" ADD COLUMN "observed" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "locations" ADD COLUMN "seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "stale_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tariffs" ADD COLUMN "seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "token_pushes" ADD COLUMN "acknowledged_valid" boolean;