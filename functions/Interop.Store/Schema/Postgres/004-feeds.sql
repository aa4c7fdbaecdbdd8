-- works with: 1
create table feed (
  number bigint primary key,
  name text not null,
  endpoint_id text not null,
  last_cursor bigint not null,
  mark bigint not null,
  marked_at bigint,
  unique (name, endpoint_id)
) with (fillfactor = 50);

create table feed_item (
  feed bigint not null,
  cursor bigint not null,
  item_id text not null,
  version integer not null,
  state text not null,
  at bigint not null,
  focus_type text not null,
  focus_id uuid not null,
  focus_version integer not null,
  message_id uuid not null,
  body bigint not null,
  primary key (feed, cursor)
);
create unique index feed_item_version on feed_item (feed, item_id, version);
