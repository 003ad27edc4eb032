-- Only adds, and locks no table that was there: what is known of few uploads stands beside them.
create table expired_files (
  file_id    uuid not null,
  -- The whole upload, whose row is gone, or its original alone.
  what       text not null check (what in ('ORIGINAL', 'UPLOAD')),
  expired_at timestamptz not null,
  primary key (file_id, what)
);

create index expired_files_age on expired_files (expired_at) where what = 'UPLOAD';

comment on table expired_files is
  'What retention took away, so that readers are told so; of whole uploads for some time.';

create table missing_files (
  file_id       uuid primary key,
  parts         text not null check (char_length(parts) <= 100),
  confirmations integer not null check (confirmations > 0),
  first_seen    timestamptz not null,
  last_seen     timestamptz not null,
  lost_at       timestamptz
);

comment on table missing_files is 'Uploads of which the store did not have every file.';
