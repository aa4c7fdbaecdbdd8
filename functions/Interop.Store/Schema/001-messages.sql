-- Identifiers are 16-byte blobs, keyed hashes 32-byte blobs, times microseconds since 1970 (UTC), states the numbers of the engine's enums.

-- Everything that must not be readable: received records, resources, payloads. Each is encrypted under a random key of its own, which is
-- kept wrapped by the key that key_id names. The id takes part in the authentication, so a body in the place of another does not open.
create table body (
  id integer primary key,
  key_id integer not null,
  wrapped_key blob not null,
  packing integer not null,
  content blob not null
);

create table message (
  sequence integer primary key,
  id blob not null unique,
  organisation text not null,
  kind text not null,
  record text not null,
  record_id blob,
  record_version integer,
  -- 1 or null: null is distinct from null in a unique index, so only holders of a key exclude each other.
  holds_key integer,
  lane blob not null,
  content_hash blob not null,
  content_type text not null,
  state integer not null,
  received_at integer not null,
  routed_at integer,
  settled_at integer,
  credential_id blob not null,
  body integer not null,
  -- Deliveries still owed (pending, sending, retrying, parked), and those of them that are parked.
  open_deliveries integer not null,
  parked_deliveries integer not null,
  report text not null
);
create unique index message_key on message (organisation, record, record_id, record_version, holds_key) where record_id is not null;
create index message_waiting on message (lane, sequence) where state = 0;
create index message_quarantined on message (sequence) where state = 3;

-- The oldest waiting message of each lane that has one: finding work costs the same with one waiting message or a hundred thousand.
create table inbound_lane (
  lane blob primary key,
  head integer not null
) without rowid;
create index inbound_lane_head on inbound_lane (head);

-- Counted at the door, apart from the messages themselves, so that the books are a check.
create table received_count (
  organisation text not null,
  record text not null,
  day integer not null,
  received integer not null,
  primary key (organisation, record, day)
) without rowid;
