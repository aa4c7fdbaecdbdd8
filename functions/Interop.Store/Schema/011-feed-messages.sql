-- What a message put into feeds, for whoever looks at the message.
create index feed_item_message on feed_item (message_id);
