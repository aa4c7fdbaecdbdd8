-- The trail is kept by months: one run of sequences each, since the month of a row is that of its commit and never goes back. What was written
-- before counts as month 0.
alter table audit add column month integer not null default 0;
alter table audit_head add column month integer not null default 0;
create index audit_target on audit (target);

-- How a month ended: its last row, sealed like the head. The rows may leave, this stays.
create table audit_month (
  month integer primary key,
  last_sequence integer not null,
  hash blob not null,
  seal blob not null
);

-- Where the chain begins: everything up to here left after its time. No row: at the first.
create table audit_start (
  id integer primary key check (id = 1),
  sequence integer not null,
  hash blob not null,
  seal blob not null
);

-- Only holders of a key are in its index, so that a key that is given up leaves room.
drop index message_key;
create unique index message_key on message (organisation, record, record_id, record_version) where record_id is not null and holds_key = 1;

-- Up to which row old things have been cleared away.
create table retention_mark (
  name text primary key,
  sequence integer not null
) without rowid;
