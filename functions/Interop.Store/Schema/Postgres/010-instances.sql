-- works with: 9
-- Installations that a credential may speak for beside its own organisation, as a JSON list.
alter table credential add column instances text not null default '[]';
