-- works with: 9
-- Lanes are leased in turn from each organisation: one that pushed a hundred thousand records does not stand before the others. A program of
-- the version before leaves the column empty; its lanes then share one turn.
alter table inbound_lane add column organisation text not null default '';
update inbound_lane l set organisation = m.organisation from message m where m.sequence = l.head;
create index inbound_lane_organisation on inbound_lane (organisation, head);
-- Tells how much of each organisation waits without reading the messages.
create index message_backlog on message (organisation) where state = 0;
