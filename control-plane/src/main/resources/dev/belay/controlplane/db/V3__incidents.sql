-- One report a rollout at most. The document is the whole truth; the columns are what people look for.
create table incident (
  service      varchar(40)              not null,
  number       integer                  not null,
  cause        varchar(100)             not null,
  complete     boolean                  not null,
  collected_at timestamp with time zone not null,
  document     text                     not null,
  primary key (service, number)
);
