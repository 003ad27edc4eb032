-- Only adds. The reference below needs a short lock on uploaded_files: better no migration than
-- uploads that queue behind it.
set local lock_timeout = '5s';

create table generation_jobs (
  id                   uuid primary key,
  file_id              uuid not null references uploaded_files (id),
  kind                 text not null,
  effects              text check (char_length(effects) <= 200),
  state                text not null check (state in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
  attempts             integer not null default 0 check (attempts >= 0),
  next_attempt_at      timestamptz not null,
  failing_since        timestamptz,
  lease_owner          text check (char_length(lease_owner) <= 160),
  lease_until          timestamptz,
  problem_type         text check (char_length(problem_type) <= 120),
  problem_title        text check (char_length(problem_title) <= 300),
  result_file          text,
  result_content_type  text,
  result_sha256        text check (result_sha256 ~ '^[0-9a-f]{64}$'),
  result_bytes         bigint,
  result_model_version text check (char_length(result_model_version) <= 100),
  result_confidence    double precision,
  result_cutout        text check (char_length(result_cutout) <= 20),
  correlation_id       text,
  created_at           timestamptz not null,
  updated_at           timestamptz not null,
  finished_at          timestamptz,
  unique (file_id, kind),
  check ((state = 'RUNNING') = (lease_owner is not null)),
  check ((state = 'RUNNING') = (lease_until is not null)),
  check ((state = 'SUCCEEDED') = (result_file is not null)),
  check (state <> 'FAILED' or problem_type is not null),
  check ((state in ('SUCCEEDED', 'FAILED')) = (finished_at is not null))
);

comment on table generation_jobs is
  'Work for gpu-service. Written with the upload in one transaction: the row is its own outbox.';
comment on column generation_jobs.failing_since is
  'First of the failures in a row that count towards giving up; null while none does.';

create index generation_jobs_due on generation_jobs (next_attempt_at)
  where state in ('QUEUED', 'RUNNING');
