create table feed (
  number integer primary key,
  name text not null,
  endpoint_id text not null,
  last_cursor integer not null,
  mark integer not null,
  marked_at integer,
  unique (name, endpoint_id)
);

create table feed_item (
  feed integer not null,
  cursor integer not null,
  item_id text not null,
  version integer not null,
  state text not null,
  at integer not null,
  focus_type text not null,
  focus_id blob not null,
  focus_version integer not null,
  message_id blob not null,
  body integer not null,
  primary key (feed, cursor)
) without rowid;
create unique index feed_item_version on feed_item (feed, item_id, version);
