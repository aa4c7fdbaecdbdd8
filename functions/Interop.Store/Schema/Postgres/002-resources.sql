-- works with: 1
-- One row per version; the current one is the highest. No flag marks it: a flag would be a second row written for every new version.
create table resource_version (
  resource_id uuid not null,
  type text not null,
  version integer not null,
  readable boolean not null,
  patient uuid,
  content_hash bytea not null,
  last_updated bigint not null,
  message bigint,
  -- Where it is in its decrypted body: the resources of one change set share a body.
  body bigint not null,
  body_offset integer not null,
  body_length integer not null,
  primary key (resource_id, type, version)
);
create index resource_patient on resource_version (patient, type, resource_id, version) where patient is not null;
create index resource_produced on resource_version (message);

-- Identifiers beyond the one that minted the id.
create table identity (
  identifier bytea primary key,
  type text not null,
  resource_id uuid not null
);

-- What the current version is found by.
create table search_key (
  search_key bytea not null,
  type text not null,
  resource_id uuid not null,
  primary key (search_key, type, resource_id)
);
create index search_key_resource on search_key (resource_id, type);
