-- Only adds, and refers to no table that was there.
create table webhooks (
  id         uuid primary key,
  api_key_id text not null check (char_length(api_key_id) <= 40),
  url        text not null check (char_length(url) <= 1000),
  events     text[] not null check (cardinality(events) between 1 and 20),
  -- AES-256-GCM under upload.webhooks.key, bound to the id.
  secret     bytea not null check (octet_length(secret) <= 200),
  created_at timestamptz not null
);

create index webhooks_owner on webhooks (api_key_id);

comment on table webhooks is 'Where callers want to be told what became of their uploads.';

create table webhook_deliveries (
  id              uuid primary key,
  webhook_id      uuid not null references webhooks (id) on delete cascade,
  event           text not null check (char_length(event) <= 40),
  body            text not null check (char_length(body) <= 8000),
  state           text not null check (state in ('QUEUED', 'RUNNING', 'DELIVERED', 'DEAD')),
  attempts        integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz not null,
  lease_owner     text check (char_length(lease_owner) <= 160),
  lease_until     timestamptz,
  last_status     integer,
  last_problem    text check (char_length(last_problem) <= 200),
  correlation_id  text,
  created_at      timestamptz not null,
  finished_at     timestamptz,
  check ((state = 'RUNNING') = (lease_owner is not null)),
  check ((state = 'RUNNING') = (lease_until is not null)),
  check ((state in ('DELIVERED', 'DEAD')) = (finished_at is not null))
);

comment on table webhook_deliveries is
  'Events, written in the transaction that makes them true, until and after they are delivered.';

create index webhook_deliveries_due on webhook_deliveries (next_attempt_at)
  where state in ('QUEUED', 'RUNNING');
create index webhook_deliveries_waiting on webhook_deliveries (webhook_id)
  where state in ('QUEUED', 'RUNNING');
create index webhook_deliveries_of on webhook_deliveries (webhook_id, created_at);
create index webhook_deliveries_over on webhook_deliveries (finished_at)
  where state in ('DELIVERED', 'DEAD');
