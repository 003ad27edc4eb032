create table uploaded_files (
  id                     uuid primary key,
  sha256                 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  content_type           text not null,
  bytes                  bigint not null check (bytes > 0),
  width                  integer not null check (width > 0),
  height                 integer not null check (height > 0),
  original_name          text not null check (char_length(original_name) <= 200),
  main_sha256            text not null,
  main_content_type      text not null,
  main_bytes             bigint not null,
  main_width             integer not null,
  main_height            integer not null,
  thumbnail_sha256       text not null,
  thumbnail_content_type text not null,
  thumbnail_bytes        bigint not null,
  thumbnail_width        integer not null,
  thumbnail_height       integer not null,
  correlation_id         text,
  created_at             timestamptz not null
);

comment on table uploaded_files is 'One row per upload; the files were on disk before the row.';

-- Readiness writes here, one row per instance, so that "ready" means that a write went through.
create table readiness_probe (
  instance   text primary key check (char_length(instance) <= 80),
  checked_at timestamptz not null
);
