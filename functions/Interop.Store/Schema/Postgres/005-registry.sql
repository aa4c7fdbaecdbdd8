-- works with: 1
create table endpoint (
  id text primary key,
  kind text not null,
  organisation text not null,
  transport text not null,
  address text,
  subscriptions text not null,
  active boolean not null
);

create table credential (
  id uuid primary key,
  name text not null,
  token_hash text not null unique,
  kind text not null,
  organisation text not null,
  roles text not null,
  created_at bigint not null,
  revoked_at bigint
);

-- Counts writes of endpoints: a reader that has the list of this count need not read it again.
create table endpoint_list (
  id integer primary key check (id = 1),
  version bigint not null
);
insert into endpoint_list (id, version) values (1, 1);
