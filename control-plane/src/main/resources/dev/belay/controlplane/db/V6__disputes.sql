-- Rollbacks of which people say that they were wrong; the newest 1,000 are kept.
create table dispute (
  service     varchar(40)              not null,
  number      integer                  not null,
  by_whom     varchar(500)             not null,
  reason      varchar(500)             not null,
  disputed_at timestamp with time zone not null,
  primary key (service, number)
);
