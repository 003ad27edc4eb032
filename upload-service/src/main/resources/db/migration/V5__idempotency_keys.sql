-- Only adds.
create table idempotency_keys (
  api_key_id      text not null check (char_length(api_key_id) <= 40),
  idempotency_key text not null check (char_length(idempotency_key) between 1 and 255),
  -- Of the content and of what is wanted of it.
  fingerprint     text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  -- The upload that it stands for; null while that is under way.
  file_id         uuid,
  claim           uuid not null,
  claimed_until   timestamptz not null,
  created_at      timestamptz not null,
  primary key (api_key_id, idempotency_key)
);

create index idempotency_keys_age on idempotency_keys (created_at);

comment on table idempotency_keys is
  'What callers named their uploads, for 24 hours; whoever died with one under way loses the claim.';
