-- Only adds.
create table resumable_uploads (
  id           uuid primary key,
  api_key_id   text not null check (char_length(api_key_id) <= 40),
  length       bigint not null check (length > 0),
  -- How many bytes from the start are on disk for good.
  received     bigint not null default 0 check (received between 0 and length),
  -- Whoever writes now; another one who comes takes its place, and the former may no longer count.
  writer       uuid,
  file_name    text not null check (char_length(file_name) <= 200),
  content_type text not null check (char_length(content_type) <= 100),
  cutout       boolean,
  effects      text check (char_length(effects) <= 200),
  -- What became of it; null while it is not complete.
  file_id      uuid,
  expires_at   timestamptz not null,
  created_at   timestamptz not null
);

create index resumable_uploads_expiry on resumable_uploads (expires_at);
create index resumable_uploads_unfinished on resumable_uploads (api_key_id) where file_id is null;

comment on table resumable_uploads is 'Uploads in pieces (tus 1.0); finished ones until they expire, so that a late caller learns their id.';
