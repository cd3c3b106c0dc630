ALTER TABLE "partners" DROP COLUMN "tolerance_minor";--> statement-breakpoint
ALTER TABLE "partners" DROP COLUMN "tolerance_percent";