-- A batch is a message of its own that keeps the bytes as they came; each record in it is a message with its place there, from 1.
alter table message add column batch blob;
alter table message add column part integer;
create index message_batch on message (batch, part) where batch is not null;
