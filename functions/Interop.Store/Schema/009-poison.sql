-- A parked delivery that must not be overtaken, and its lane, which stands meanwhile.
alter table delivery add column holds_lane integer not null default 0;
alter table outbound_lane add column held integer not null default 0;
create index delivery_holding on delivery (lane, sequence) where holds_lane = 1;
