-- hash = SHA-256(hash of the row before || this row).
create table audit (
  sequence integer primary key,
  at integer not null,
  actor text not null,
  organisation text not null,
  action text not null,
  target text not null,
  outcome text not null,
  hash blob not null
);

-- How far the chain goes, sealed with a key that is not in the database: rows cut off at the end are missed too.
create table audit_head (
  id integer primary key check (id = 1),
  sequence integer not null,
  hash blob not null,
  seal blob not null
);

-- Which key files this database belongs to, so that a wrong or lost one is noticed before anything is written under another.
create table key_check (
  name text primary key,
  fingerprint blob not null
) without rowid;
