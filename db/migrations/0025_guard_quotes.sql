-- What was shown and promised never changes.
create trigger quotes_append_only before update or delete on quotes for each row execute function forbid_change();
--> statement-breakpoint
create trigger rating_promises_append_only before update or delete on rating_promises for each row execute function forbid_change();
--> statement-breakpoint
alter table quotes
  add constraint quotes_price_whole check (num_nonnulls(net_minor, vat_minor, gross_minor) in (0, 3)),
  add constraint quotes_unknown_agreed check (gross_minor is not null or unknown_agreed);
--> statement-breakpoint
alter table rating_promises add constraint rating_promises_lower check (
  not ruled or promised_gross_minor is not null and (usual_gross_minor is null or promised_gross_minor < usual_gross_minor));
