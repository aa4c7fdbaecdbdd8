-- works with: 13
-- Master keys wrap the keys of patients and of what belongs to no patient; the keys themselves are elsewhere. The highest that is not retired is in use.
create table master_key (
  number integer primary key,
  fingerprint bytea not null,
  created_at bigint not null,
  emptied_at bigint,
  retired_at bigint
);
insert into master_key (number, fingerprint, created_at) select 1, fingerprint, 0 from key_check where name = 'master.key';
delete from key_check where name = 'master.key';

-- One key per patient wraps the keys of this patient's bodies. wrapped_by is 2^48 and the number of a master key, 2^48 alone once destroyed.
create table patient_key (
  number bigint primary key,
  patient uuid not null,
  created_at bigint not null,
  wrapped_by bigint not null,
  wrapped_key bytea not null
);
create unique index patient_key_live on patient_key (patient) where wrapped_by <> 281474976710656;

-- Null: key_id alone tells, as before. Otherwise 2^48 and a master key, minus (2^48 and a patient's key), 2^48 alone once destroyed.
alter table body add column wrapped_by bigint;

-- Whose data were erased: keyed hashes of patients, the same as in the list beside the keys.
create table erasure (
  patient bytea not null,
  until bigint not null,
  primary key (patient, until)
);
alter table message add column erased_at bigint;
create index message_left on message (lane) where state >= 3;
