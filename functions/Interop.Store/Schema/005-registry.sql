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
