-- works with: 1
-- hash = SHA-256(hash of the row before || this row).
create table audit (
  sequence bigint primary key,
  at bigint not null,
  actor text not null,
  organisation text not null,
  action text not null,
  target text not null,
  outcome text not null,
  hash bytea not null
);

-- How far the chain goes, sealed with a key that is not in the database. Its one row is locked first by whoever commits change sets:
-- sequences, cursors and the chain are taken under that lock, so that their order is the order of commits.
create table audit_head (
  id integer primary key check (id = 1),
  sequence bigint not null,
  hash bytea not null,
  seal bytea not null
) with (fillfactor = 10);

-- Which key files this database belongs to, so that a wrong or lost one is noticed before anything is written under another.
create table key_check (
  name text primary key,
  fingerprint bytea not null
);

-- Who writes here: its last transaction, by which a commit whose answer was lost is told from one that never was; and whether it works on
-- lanes. A worker holds an advisory lock of its id for as long as it lives.
create table writer (
  id bigint primary key,
  last_commit uuid,
  works boolean not null default false,
  seen_at bigint not null
) with (fillfactor = 50);
