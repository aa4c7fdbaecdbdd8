-- works with: 1
-- Keyed hashes are 32 bytes, times microseconds since 1970 (UTC), states the numbers of the engine's enums, as in the files for SQLite.

-- Everything that must not be readable: received records, resources, payloads. Each is encrypted under a random key of its own, which is
-- kept wrapped by the key that key_id names. The id takes part in the authentication, so a body in the place of another does not open.
create table body (
  id bigint primary key,
  key_id integer not null,
  wrapped_key bytea not null,
  packing integer not null,
  content bytea not null
);
-- Encrypted bytes do not shrink; trying would only cost time.
alter table body alter column content set storage external;

create table message (
  sequence bigint primary key,
  id uuid not null unique,
  organisation text not null,
  kind text not null,
  record text not null,
  record_id bytea,
  record_version bigint,
  holds_key boolean not null,
  lane bytea not null,
  content_hash bytea not null,
  content_type text not null,
  state integer not null,
  received_at bigint not null,
  routed_at bigint,
  settled_at bigint,
  credential_id uuid not null,
  body bigint not null,
  -- Deliveries still owed (pending, sending, retrying, parked), and those of them that are parked.
  open_deliveries integer not null,
  parked_deliveries integer not null,
  report text not null
) with (fillfactor = 80);
create unique index message_key on message (organisation, record, record_id, record_version) where record_id is not null and holds_key;
create index message_versions on message (organisation, record, record_id) where record_id is not null;
create index message_waiting on message (lane, sequence) where state = 0;
create index message_quarantined on message (sequence) where state = 3;

-- Epochs of leases only ever grow, whatever becomes of the rows that carry them.
create sequence lease_epoch;

-- The oldest waiting message of each lane that has one, and who works on the lane.
create table inbound_lane (
  lane bytea primary key,
  head bigint not null,
  epoch bigint not null default 0,
  leased_until bigint,
  leased_by bigint
) with (fillfactor = 70);
create index inbound_lane_head on inbound_lane (head);

-- Counted at the door, apart from the messages themselves, so that the books are a check.
create table received_count (
  organisation text not null,
  record text not null,
  day bigint not null,
  received bigint not null,
  primary key (organisation, record, day)
) with (fillfactor = 50);
