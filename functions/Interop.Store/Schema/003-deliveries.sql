create table delivery (
  number integer primary key,
  id blob not null unique,
  message integer not null,
  endpoint_id text,
  message_name text not null,
  route text not null,
  recipient text not null,
  lane blob not null,
  sequence integer not null,
  patient blob,
  focus_type text not null,
  focus_id blob not null,
  focus_version integer not null,
  pinned blob not null,
  state integer not null,
  reason text,
  attempts integer not null,
  -- Set while an attempt runs, written before the send; the attempt gets a row of its own when it ends.
  attempt_started_at integer,
  created_at integer not null,
  deadline integer not null,
  next_attempt_at integer,
  delivered_at integer,
  payload_hash text,
  payload integer,
  report text not null
);
create index delivery_message on delivery (message);
create index delivery_focus on delivery (focus_id);
create index delivery_patient on delivery (patient, recipient) where patient is not null;
create index delivery_open on delivery (lane, sequence) where state in (0, 1, 2);
create index delivery_delivered on delivery (focus_id, endpoint_id, delivered_at) where state = 3;

create table attempt (
  delivery integer not null,
  number integer not null,
  started_at integer not null,
  ended_at integer,
  outcome text,
  status integer,
  receipt text,
  primary key (delivery, number)
) without rowid;

-- head: the lowest sequence that is pending, sending or retrying; next_due: when it may be tried. Both null when nothing is under way.
create table outbound_lane (
  lane blob primary key,
  endpoint_id text not null,
  last_sequence integer not null,
  head integer,
  next_due integer
) without rowid;
create index outbound_lane_next on outbound_lane (next_due, endpoint_id) where head is not null;
create index outbound_lane_due on outbound_lane (endpoint_id, next_due) where head is not null;
