-- Judgements that pipelines feed: 1,000 rows at most, each gone when it is closed or was not fed for a
-- week. One write a feed: the counts' number and what they showed change together or not at all.
create table judgement (
  id           varchar(36)              primary key,
  name         varchar(100)             not null,
  document     text                     not null,
  opened_by    varchar(200)             not null,
  opened_at    timestamp with time zone not null,
  max_millis   bigint                   not null,
  -- Of the newest counts: what is told twice counts once.
  sequence     bigint                   not null,
  served_since timestamp with time zone,
  fed_at       timestamp with time zone,
  version      bigint                   not null
);
