-- works with: 1
create table delivery (
  number bigint primary key,
  id uuid not null unique,
  message bigint not null,
  endpoint_id text,
  message_name text not null,
  route text not null,
  recipient text not null,
  lane bytea not null,
  sequence bigint not null,
  patient uuid,
  focus_type text not null,
  focus_id uuid not null,
  focus_version integer not null,
  pinned bytea not null,
  state integer not null,
  reason text,
  attempts integer not null,
  -- Set while an attempt runs, written before the send; the attempt gets a row of its own when it ends.
  attempt_started_at bigint,
  created_at bigint not null,
  deadline bigint not null,
  next_attempt_at bigint,
  delivered_at bigint,
  payload_hash text,
  payload bigint,
  report text not null
) with (fillfactor = 80);
create index delivery_message on delivery (message);
create index delivery_focus on delivery (focus_id);
create index delivery_patient on delivery (patient, recipient) where patient is not null;
create index delivery_open on delivery (lane, sequence) where state in (0, 1, 2);
create index delivery_delivered on delivery (focus_id, endpoint_id, delivered_at) where state = 3;

create table attempt (
  delivery bigint not null,
  number integer not null,
  started_at bigint not null,
  ended_at bigint,
  outcome text,
  status integer,
  receipt text,
  primary key (delivery, number)
);

-- head: the lowest sequence that is pending, sending or retrying; next_due: when it may be tried. Both null when nothing is under way.
create table outbound_lane (
  lane bytea primary key,
  endpoint_id text not null,
  last_sequence bigint not null,
  head bigint,
  next_due bigint,
  epoch bigint not null default 0,
  leased_until bigint,
  leased_by bigint
) with (fillfactor = 70);
create index outbound_lane_next on outbound_lane (next_due, endpoint_id) where head is not null;
create index outbound_lane_due on outbound_lane (endpoint_id, next_due) where head is not null;
