-- works with: 11
-- Writers lock the head first and the trail after it; so does this.
lock table audit_head in access exclusive mode;
alter table audit_head add column month integer not null default 0;

-- The trail is kept by months, a partition each: the month of a row is that of its commit and never goes back, so a month is one run of
-- sequences. A program that does not know months writes into the one that is open. What was written before counts as month 0.
alter table audit rename to audit_before;
alter table audit_before rename constraint audit_pkey to audit_before_pkey;
alter table audit_before add column month integer not null default 0;
create or replace function audit_open_month() returns integer language sql stable as 'select month from audit_head where id = 1';
create table audit (
  sequence bigint not null,
  at bigint not null,
  actor text not null,
  organisation text not null,
  action text not null,
  target text not null,
  outcome text not null,
  hash bytea not null,
  month integer not null default audit_open_month()
) partition by list (month);
alter table audit attach partition audit_before for values in (0);
create index audit_target on audit (target);

-- The months that rows may be written to.
create table audit_partition (
  month integer primary key
);

-- How a month ended: its last row, sealed like the head. The rows may leave, this stays.
create table audit_month (
  month integer primary key,
  last_sequence bigint not null,
  hash bytea not null,
  seal bytea not null
);

-- Where the chain begins: everything up to here left after its time. No row: at the first.
create table audit_start (
  id integer primary key check (id = 1),
  sequence bigint not null,
  hash bytea not null,
  seal bytea not null
);

-- Up to which row old things have been cleared away.
create table retention_mark (
  name text primary key,
  sequence bigint not null
);

-- The unique index on the same columns finds the holders of a key.
drop index message_versions;
