-- What requests brought, look by look, for replays with another policy: of each service's newest 50
-- rollouts, at most 2,000 rows of about 1 kB each. A row is written with the rollout's version that has
-- counted it, so that a crash leaves both or none.
create table recorded_look (
  service  varchar(40) not null,
  number   integer     not null,
  version  bigint      not null,
  document text        not null,
  primary key (service, number, version)
);
