-- What operators find messages by. The codes of a message that was processed again stay; the report itself decides.
create table message_code (
  code text not null,
  message integer not null,
  primary key (code, message)
) without rowid;

create index message_received on message (received_at);
create index message_organisation on message (organisation, sequence);
create index message_record on message (record, sequence);
create index message_kind on message (kind, sequence);
create index message_record_id on message (record_id, sequence) where record_id is not null;
create index message_routed on message (sequence) where state = 1;
create index message_ended on message (sequence) where state > 3;
create index delivery_endpoint on delivery (endpoint_id, message) where endpoint_id is not null;
create index delivery_parked on delivery (number) where state = 4;
