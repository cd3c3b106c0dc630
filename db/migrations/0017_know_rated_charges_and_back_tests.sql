CREATE TABLE "back_test_customers" (
	"back_test_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"charges" integer NOT NULL,
	"before_minor" bigint NOT NULL,
	"after_minor" bigint NOT NULL,
	"change_basis_points" integer,
	CONSTRAINT "back_test_customers_back_test_id_customer_id_pk" PRIMARY KEY("back_test_id","customer_id")
);
--> statement-breakpoint
CREATE TABLE "back_test_parts" (
	"back_test_id" text NOT NULL,
	"part" smallint NOT NULL,
	"charges" integer NOT NULL,
	"done_at" timestamp (3) with time zone NOT NULL,
	"report" json NOT NULL,
	CONSTRAINT "back_test_parts_back_test_id_part_pk" PRIMARY KEY("back_test_id","part")
);
--> statement-breakpoint
CREATE TABLE "back_tests" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"price_plan_id" text NOT NULL,
	"scope" text NOT NULL,
	"rules" json NOT NULL,
	"from_date" date NOT NULL,
	"to_date" date NOT NULL,
	"state" text NOT NULL,
	"total" integer,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"report" json
);
--> statement-breakpoint
CREATE TABLE "rated_charges" (
	"cdr_id" text PRIMARY KEY NOT NULL,
	"part" smallint GENERATED ALWAYS AS ((get_byte(decode(md5(customer_id), 'hex'), 0) & 63)::smallint) STORED,
	"customer_id" text,
	"partner_id" text NOT NULL,
	"price_plan_version_id" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"country" text NOT NULL,
	"city" text NOT NULL,
	"current" text NOT NULL,
	"power_kw" double precision NOT NULL,
	"energy_kwh" numeric NOT NULL,
	"currency" text NOT NULL,
	"credit" boolean NOT NULL,
	"reverses" text,
	"cost_minor" bigint,
	"cost_fees_minor" bigint,
	"net_minor" bigint,
	"vat_minor" bigint,
	"gross_minor" bigint,
	"margin_minor" bigint,
	"facts" text
);
--> statement-breakpoint
ALTER TABLE "back_test_customers" ADD CONSTRAINT "back_test_customers_back_test_id_back_tests_id_fk" FOREIGN KEY ("back_test_id") REFERENCES "public"."back_tests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "back_test_parts" ADD CONSTRAINT "back_test_parts_back_test_id_back_tests_id_fk" FOREIGN KEY ("back_test_id") REFERENCES "public"."back_tests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "back_test_customers_change" ON "back_test_customers" USING btree ("back_test_id","change_basis_points");--> statement-breakpoint
CREATE INDEX "back_tests_plan" ON "back_tests" USING btree ("price_plan_id","created_at");--> statement-breakpoint
CREATE INDEX "rated_charges_started" ON "rated_charges" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "rated_charges_part" ON "rated_charges" USING btree ("part","customer_id","started_at");--> statement-breakpoint
CREATE INDEX "rated_charges_reverses" ON "rated_charges" USING btree ("reverses") WHERE reverses is not null;--> statement-breakpoint
CREATE INDEX "rated_charges_loss" ON "rated_charges" USING btree ("margin_minor") WHERE margin_minor < 0 and not credit;