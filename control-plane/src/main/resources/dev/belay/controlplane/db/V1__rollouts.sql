-- One row a rollout. The document is the whole truth; the columns are what is searched by.
create table rollout (
  service        varchar(40)              not null,
  number         integer                  not null,
  version        bigint                   not null,
  -- The service while the rollout has not ended, else null: a service has one rollout at a time.
  active_service varchar(40)              unique,
  state          varchar(20)              not null,
  promoted_at    timestamp with time zone,
  document       text                     not null,
  primary key (service, number)
);

create index rollout_promoted on rollout (service, promoted_at);

-- Numbers are never used twice, also when old rollouts are removed.
create table service_number (
  service varchar(40) primary key,
  last    integer not null
);

create table control_plane (
  id            integer primary key check (id = 1),
  fencing_token bigint  not null
);

insert into control_plane (id, fencing_token) values (1, 0);
