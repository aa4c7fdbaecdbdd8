-- Lanes are leased in turn from each organisation: one that pushed a hundred thousand records does not stand before the others.
alter table inbound_lane add column organisation text not null default '';
update inbound_lane set organisation = coalesce((select organisation from message m where m.sequence = inbound_lane.head), '');
drop index inbound_lane_head;
create index inbound_lane_organisation on inbound_lane (organisation, head);
-- Tells how much of each organisation waits without reading the messages.
drop index message_waiting;
create index message_waiting on message (lane, sequence, organisation) where state = 0;
