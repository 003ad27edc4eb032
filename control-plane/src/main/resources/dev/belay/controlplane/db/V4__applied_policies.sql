-- The document that was applied last, one row a service. What it means was worked out when it was
-- applied and is kept beside it: a later version may read documents more strictly.
create table applied_policy (
  service    varchar(40)              primary key,
  document   text                     not null,
  -- What is compared, by field; values of settings as digests only.
  facts      text                     not null,
  policy     text                     not null,
  -- The revision that the target became, or was already.
  revision   integer                  not null,
  applied_by varchar(200)             not null,
  applied_at timestamp with time zone not null
);
