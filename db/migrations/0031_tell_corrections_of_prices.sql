CREATE TABLE "price_corrections" (
	"publication_id" text NOT NULL,
	"cdr_id" text NOT NULL,
	"outcome" text NOT NULL,
	"before_minor" bigint,
	"after_minor" bigint,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "price_corrections_publication_id_cdr_id_pk" PRIMARY KEY("publication_id","cdr_id")
);
--> statement-breakpoint
ALTER TABLE "price_corrections" ADD CONSTRAINT "price_corrections_publication_id_price_publications_id_fk" FOREIGN KEY ("publication_id") REFERENCES "public"."price_publications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "price_corrections_cdr" ON "price_corrections" USING btree ("cdr_id");