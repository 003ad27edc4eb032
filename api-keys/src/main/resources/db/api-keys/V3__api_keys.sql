-- The number is the next one of both services that use it; they share one line of versions with
-- the scripts in this folder. Only adds.
create table api_keys (
  id                  text primary key check (id ~ '^[0-9a-z]{12}$'),
  sha256              text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name                text not null check (char_length(name) between 1 and 100),
  scopes              text[] not null check (cardinality(scopes) between 1 and 20),
  requests_per_minute integer check (requests_per_minute between 1 and 1000000),
  requests_per_day    bigint check (requests_per_day > 0),
  bytes_per_day       bigint check (bytes_per_day > 0),
  created_by          text not null check (char_length(created_by) <= 100),
  created_at          timestamptz not null,
  expires_at          timestamptz,
  revoked_at          timestamptz
);

comment on table api_keys is 'Keys by their SHA-256; the key itself is told once, when it is made.';

create table api_key_usage (
  key_id   text not null check (char_length(key_id) <= 40),
  day      date not null,
  requests bigint not null check (requests >= 0),
  bytes    bigint not null check (bytes >= 0),
  primary key (key_id, day)
);

comment on table api_key_usage is
  'What a key with a quota has used, a row a day (UTC). Rows older than 90 days are deleted.';
