-- change: 0 nothing
select 1;
-- change: 1 add table
create table gifts (id bigint primary key, words text);
-- change: 2 add table with a foreign key to an old one
create table reviews (id bigint primary key, order_id bigint references orders (id), stars int);
-- change: 3a drop a table that is used
drop table visits;
-- change: 3b drop a table that nobody uses
drop table forgotten;
-- change: 4 rename a table
alter table stock rename to goods;
-- change: 5 rename a table, with a view of the old name
alter table visits rename to page_visits;
create view visits with (security_invoker) as select * from page_visits;
-- change: 6 move a table to another schema
create schema elsewhere; alter table audit set schema elsewhere;
-- change: 7 add nullable column
alter table orders add column gift text;
-- change: 8 add column not null with a default
alter table orders add column gift text not null default 'no';
-- change: 9a add column not null without default
alter table stock add column place text not null default 'x'; alter table stock alter column place drop default;
-- change: 9b add column not null without default, to a table that old code only reads or deletes from
create table extra (id int); alter table forgotten add column place text not null default ''; alter table forgotten alter place drop default;
-- change: 10 add column with a volatile default
alter table orders add column uid uuid default gen_random_uuid();
-- change: 11 add column with now()
alter table orders add column touched timestamptz not null default now();
-- change: 12 add identity column
alter table visits add column id bigint generated always as identity;
-- change: 13 add serial column
alter table visits add column id bigserial;
-- change: 14 add generated stored column
alter table orders add column total numeric generated always as (quantity * price) stored;
-- change: 15 add generated virtual column
-- only: 18
alter table orders add column total numeric generated always as (quantity * price) virtual;
-- change: 16 add nullable column with a foreign key
alter table orders add column tenant int references tenants (id);
-- change: 17 add unique nullable column
alter table orders add column reference text unique;
-- change: 18 add column whose name a joined table has
alter table orders add column name text;
-- change: 18b add column whose name is used without a table in a join
alter table customers add column quantity int;
-- change: 20a drop a column that nobody uses
alter table tenants add column spare text; alter table tenants drop column spare;
-- change: 20b drop an unused column of another table
alter table forgotten drop column words;
-- change: 21a drop a column that is selected
drop view order_summary; alter table orders drop column note;
create view order_summary as select o.id, c.email from orders o join customers c on c.id = o.customer_id;
-- change: 21b drop a column that only select star reads
alter table customers drop column motto;
-- change: 21c drop a column that only an insert writes
alter table customers drop column remark;
-- change: 21d drop a column of an update
alter table customers drop column version;
-- change: 21e drop a column under a view, with the view
alter table orders drop column note cascade;
-- change: 24 rename a column
alter table customers rename column score to points_scored;
-- change: 24b rename a column under a view, that statements use too
alter table orders rename column note to remark;
-- change: 25 rename a column that is read only through a view
alter table audit rename column words to message; create view words_of as select id, message as words from audit;
-- change: 26 int to bigint, read as Integer
alter table customers drop column doubled; alter table customers alter column score type bigint; alter table customers add column doubled int generated always as (score * 2) stored;
-- change: 26b int to bigint, read as int
alter table orders alter column quantity type bigint;
-- change: 28 bigint to int
alter table customers alter column points type int;
-- change: 29 smallint to int
alter table customers alter column small type int;
-- change: 30 int to text
alter table visits alter column tenant type text;
-- change: 31 text to int
alter table tenants alter column label type int using 1;
-- change: 32 int to numeric
alter table lines alter column amount type numeric;
-- change: 33a numeric wider
alter table orders alter column price type numeric(12,2);
-- change: 33b numeric without limits
alter table orders alter column price type numeric;
-- change: 34 numeric with more places
alter table customers alter column balance type numeric(14,4);
-- change: 35 numeric narrower
alter table customers alter column balance type numeric(4,2);
-- change: 35b numeric narrower, and too narrow for what is written
alter table customers alter column balance type numeric(3,2) using 1;
-- change: 36 numeric to double
alter table customers alter column balance type double precision;
-- change: 37 double to numeric
alter table customers alter column ratio type numeric;
-- change: 38 real to double
alter table customers alter column weight type double precision;
-- change: 39 varchar wider
alter table customers alter column nick type varchar(100);
-- change: 40 varchar to text
alter table customers alter column nick type text;
-- change: 41 varchar shortened, and too short for what is written
update customers set nick = left(nick, 20); alter table customers alter column nick type varchar(20);
-- change: 41b varchar shortened, and long enough
alter table audit alter column words type varchar(60);
-- change: 42 text to short varchar
update customers set remark = null; alter table customers alter column remark type varchar(60);
-- change: 43 char to varchar
alter table customers alter column code type varchar(5);
-- change: 45 timestamp to timestamptz
alter table customers alter column created_at type timestamptz;
-- change: 46 timestamptz to timestamp
alter table customers alter column joined type timestamp;
-- change: 48 date to timestamp
alter table customers alter column birthday type timestamp;
-- change: 48b date to text
alter table orders alter column placed_on type text;
-- change: 49 json to jsonb
alter table customers alter column prefs type jsonb;
-- change: 50 jsonb to text
alter table customers alter column doc type text;
-- change: 51 text to jsonb
alter table audit alter column words type jsonb using to_jsonb(words);
-- change: 52 text to uuid
alter table visits alter column page type uuid using gen_random_uuid();
-- change: 53 boolean to int
drop view active_customers; alter table customers alter column active drop default, alter column active type int using active::int, alter column active set default 1;
create view active_customers as select id, email, active, name from customers;
-- change: 54 text to enum
create type order_state as enum ('NEW', 'PAID'); alter table orders drop constraint orders_state;
alter table orders alter column state drop default, alter column state type order_state using state::order_state, alter column state set default 'NEW';
-- change: 55 enum to text
alter table customers alter column feeling type text;
-- change: 56 array to text
alter table customers alter column tags type text using array_to_string(tags, ',');
-- change: 56b key to uuid
drop index stock_sku_lower; alter table stock drop constraint stock_pkey; alter table stock alter column sku type uuid using gen_random_uuid(); 
-- change: 57 drop and add under the same name with another type
alter table orders drop column placed_on; alter table orders add column placed_on timestamp;
-- change: 57b drop and add under the same name with the same type
alter table lines drop column amount; alter table lines add column amount int;
-- change: 60 set not null, old code writes nulls
update customers set remark = ''; alter table customers alter column remark set not null;
-- change: 60b set not null, old code always writes it
alter table visits alter column page set not null;
-- change: 60c set not null on a column that old code leaves out
alter table lines alter column amount set not null; alter table audit alter column at set not null;
-- change: 60d set not null, old code leaves it out, no default
update customers set points = 0 where points is null; alter table customers alter column points set not null;
-- change: 62 not null, not valid
-- only: 18
alter table customers add constraint nick_there not null nick not valid;
-- change: 63 drop not null
alter table orders alter column item drop not null;
-- change: 64 set a default
alter table orders alter column price set default 1;
-- change: 65 drop the default of a column that is left out
alter table orders alter column state drop default;
-- change: 65b drop the default of a nullable column
alter table audit alter column at drop default;
-- change: 66 change a default
alter table orders alter column state set default 'PAID';
-- change: 67 identity by default to always
alter table customers alter column id set generated always;
-- change: 68 drop identity
alter table customers alter column id drop identity;
-- change: 69 serial to identity
alter table lines alter column id drop default; drop sequence lines_id_seq; alter table lines alter column id add generated by default as identity (start 1000);
-- change: 70 drop a sequence that is used
alter table orders alter column id drop default; drop sequence orders_seq; alter table orders alter column id add generated by default as identity (start 1000);
-- change: 71 rename a sequence
alter sequence orders_seq rename to order_numbers;
-- change: 74 sequence of another type
alter sequence orders_seq as int;
-- change: 75 generated to plain
alter table customers alter column doubled drop expression;
-- change: 76 plain to generated
alter table audit drop column words; alter table audit add column words text generated always as ('x') stored;
-- change: 77 another expression
-- only: 18
alter table customers alter column doubled set expression as (score * 3);
-- change: 80 composite primary key
alter table stock drop constraint stock_pkey; alter table stock add primary key (sku, amount);
-- change: 81 add unique that old code does not violate
alter table tenants add constraint tenants_label unique (label);
-- change: 82 add unique that old code violates
update visits set page = page || ctid::text; alter table visits add constraint visits_page unique (page);
-- change: 84 drop unique behind on conflict
alter table orders drop constraint orders_once;
-- change: 85 unique to partial unique
alter table orders drop constraint orders_once; create unique index orders_once on orders (customer_id, item) where state = 'NEW';
-- change: 86a add check that old code obeys
alter table orders add constraint orders_quantity check (quantity >= 0);
-- change: 86b add check that old code violates, rows mended
update orders set quantity = 1 where quantity < 1; alter table orders add constraint orders_quantity check (quantity > 0);
-- change: 87 add check not valid that old code violates
alter table orders add constraint orders_quantity check (quantity > 0) not valid;
-- change: 88 validate a check
alter table orders add constraint orders_quantity check (quantity >= 0) not valid; alter table orders validate constraint orders_quantity;
-- change: 89 widen a check
alter table orders drop constraint orders_state; alter table orders add constraint orders_state check (state in ('NEW', 'PAID', 'SENT'));
-- change: 89b narrow a check
update orders set state = 'NEW'; alter table orders drop constraint orders_state; alter table orders add constraint orders_state check (state in ('NEW', 'SENT'));
-- change: 90a add foreign key that old code violates
delete from visits; alter table visits add constraint visits_tenant foreign key (tenant) references tenants (id);
-- change: 90b add foreign key that old code obeys
alter table audit add column of_order bigint; alter table lines add constraint lines_order_again foreign key (order_id) references orders (id);
-- change: 91 add foreign key not valid that old code violates
alter table visits add constraint visits_tenant foreign key (tenant) references tenants (id) not valid;
-- change: 90n foreign key that is not enforced
-- only: 18
alter table visits add constraint visits_tenant foreign key (tenant) references tenants (id) not enforced;
-- change: 93 drop foreign key
alter table lines drop constraint lines_order_id_fkey;
-- change: 94 cascade to restrict
alter table lines drop constraint lines_order_id_fkey; alter table lines add constraint lines_order_id_fkey foreign key (order_id) references orders (id);
-- change: 96 exclusion constraint
create extension if not exists btree_gist; alter table lines add constraint one_each exclude using gist (amount with =, order_id with =);
-- change: 97 rename constraint
alter table orders rename constraint orders_once to orders_only_once;
-- change: 100 create index
create index orders_note on orders (note);
-- change: 103 drop index
drop index customers_name;
-- change: 105 rename index
alter index customers_name rename to customers_by_name;
-- change: 104 drop a unique index that nobody names
drop index stock_sku_lower;
-- change: 104b add a unique index on an expression
create unique index tenants_lower on tenants (lower(label));
-- change: 110 add an enum value
alter type mood add value 'UGLY';
-- change: 112 rename an enum value
alter type mood rename value 'GOOD' to 'FINE';
-- change: 113 recreate an enum without a value
alter type mood rename to old_mood; create type mood as enum ('NEW', 'GOOD');
alter table customers alter column feeling type mood using case feeling::text when 'BAD' then 'NEW'::mood else feeling::text::mood end; drop type old_mood;
-- change: 114 rename an enum type
alter type mood rename to feelings;
-- change: 114b drop an enum type with what uses it
drop type mood cascade;
-- change: 115 domain with a check that old code obeys
alter domain short_text add constraint not_empty check (value <> '');
-- change: 115b domain with a check that old code violates
update customers set motto = 'x'; alter domain short_text add constraint tiny check (length(value) < 5);
-- change: 120 view with a column more
create or replace view order_summary as select o.id, c.email, o.note, o.state from orders o join customers c on c.id = o.customer_id;
-- change: 121 view without a column
drop view order_summary; create view order_summary as select o.id, o.note from orders o;
-- change: 122 view with its columns in another order
drop view order_summary; create view order_summary as select o.note, o.id, c.email from orders o join customers c on c.id = o.customer_id;
-- change: 123 view that cannot be updated any more
create or replace view active_customers as select distinct id, email, active, name from customers;
-- change: 124 function overloaded with a default
create function with_tax(net numeric, rate numeric default 1.2) returns numeric language sql immutable as 'select net * rate';
-- change: 125 function with another signature
drop function with_tax(numeric); create function with_tax(net text) returns numeric language sql immutable as 'select 1.0';
-- change: 126 function with another result
drop function with_tax(numeric); create function with_tax(net numeric) returns text language sql immutable as 'select net::text';
-- change: 127 function with an argument renamed
drop function greet(text, text); create function greet(whom text, how text) returns text language sql immutable as 'select how || whom';
-- change: 128 function with another body
create or replace function with_tax(net numeric) returns numeric language sql immutable as 'select net * 1.3';
-- change: 131 to a partitioned table with a default partition
drop table visits; create table visits (tenant int, page text) partition by list (tenant); create table visits_1 partition of visits for values in (1); create table visits_rest partition of visits default;
-- change: 131b to a partitioned table that does not take all rows
drop table visits; create table visits (tenant int, page text) partition by list (tenant); create table visits_9 partition of visits for values in (9);
-- change: 140 trigger that refuses
create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end'; create trigger refuse before insert on audit for each row execute function refuse();
-- change: 141 trigger that swallows
create function swallow() returns trigger language plpgsql as 'begin return null; end'; create trigger swallow before update on orders for each row execute function swallow();
-- change: 141b trigger that only notes
create table trail (what text); create function note_it() returns trigger language plpgsql as 'begin insert into trail values (''x''); return new; end'; create trigger note_it after insert on orders for each row execute function note_it();
-- change: 142 row security without a policy
alter table audit enable row level security; alter table audit force row level security;
-- change: 143 another collation
alter table audit alter column words type text collate "C";
-- change: 145 unlogged
alter table visits set unlogged;
-- change: 146 comment, fill factor, statistics
comment on table orders is 'x'; alter table orders set (fillfactor = 80); alter table orders alter column note set statistics 500;
-- change: 147 rename to a mixed-case name
alter table tenants rename column label to "Label";
-- change: E1 expand: a new column kept the same by a trigger
alter table customers add column full_name text; create function both_names() returns trigger language plpgsql as 'begin new.full_name := coalesce(new.full_name, new.name); return new; end';
create trigger both_names before insert or update on customers for each row execute function both_names(); update customers set full_name = name;
-- change: E2 backfill only
update orders set note = 'none' where note is null;
-- change: E3 add column, backfill, default
alter table orders add column channel text; update orders set channel = 'web'; alter table orders alter column channel set default 'web';
-- change: E4 a new table with its own index and trigger
create table events (id bigint generated always as identity primary key, kind text not null, body jsonb); create index events_kind on events (kind);
-- change: E5 grant, comment, new function
create function nothing() returns int language sql as 'select 1'; comment on column orders.note is 'free text';
-- change: E6 a second unique key on a new table and a new enum
create type channel as enum ('WEB', 'APP'); create table channels (id int primary key, kind channel not null unique);
-- change: E7 drop a default that old code always writes beside
alter table customers alter column version set default 1;
-- change: E8 two columns and an index
alter table lines add column tax numeric, add column net numeric; create index lines_order on lines (order_id);
-- change: E9 check on a new column
alter table orders add column discount numeric not null default 0 check (discount >= 0);
-- change: E10 check over an old and a new column
alter table orders add column least int not null default 0, add constraint enough check (quantity >= least);
-- change: M1 delete rows
delete from audit;
-- change: M2 materialized view
create materialized view totals as select customer_id, count(*) as n from orders group by customer_id;
-- change: M3 partial index
create index open_orders on orders (id) where state = 'NEW';
-- change: M4 wider text and a new nullable key
alter table customers alter column nick type text; alter table customers add column phone text;
-- change: M5 drop and recreate the same view
drop view order_summary; create view order_summary as select o.id, c.email, o.note from orders o join customers c on c.id = o.customer_id;
-- change: M6 drop a unique key that is not named in on conflict
alter table customers drop constraint customers_email_key;
