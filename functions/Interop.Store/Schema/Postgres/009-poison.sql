-- works with: 9
-- A parked delivery that must not be overtaken; a program that does not know it would let others pass.
alter table delivery add column holds_lane boolean not null default false;
create index delivery_holding on delivery (lane, sequence) where holds_lane;
