create table endpoint (
  id text primary key,
  kind text not null,
  organisation text not null,
  transport text not null,
  address text,
  subscriptions text not null,
  active integer not null
) without rowid;

create table credential (
  id blob primary key,
  name text not null,
  token_hash text not null unique,
  kind text not null,
  organisation text not null,
  roles text not null,
  created_at integer not null,
  revoked_at integer
) without rowid;

-- Counts writes of endpoints: a reader that has the list of this count need not read it again.
create table endpoint_list (
  id integer primary key check (id = 1),
  version integer not null
);
insert into endpoint_list (id, version) values (1, 1);
