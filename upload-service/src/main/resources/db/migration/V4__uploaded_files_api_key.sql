-- Only adds, and without a default: no row is written again.
set local lock_timeout = '5s';

alter table uploaded_files add column api_key_id text;

comment on column uploaded_files.api_key_id is 'Whose key it came with; null before there were ids.';
