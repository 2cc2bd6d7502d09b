-- Photos that replies refer to. Their files lie beside the database, below `photos/`; a row is written
-- when its file is on the disk, and removed before it.

create table photo (
    -- The UUID that the device made.
    id text primary key,
    -- Who brought it.
    person_id integer not null references person (id),
    media_type text not null,
    width integer not null,
    height integer not null,
    -- Of the file, as it is kept.
    bytes integer not null,
    sha256 blob not null check (length(sha256) = 32),
    -- By the machine's clock.
    stored_at integer not null,
    -- The order whose replies refer to it; null until one does.
    ticket_id integer references ticket (id) deferrable initially deferred
) strict, without rowid;

create index photo_unused on photo (person_id, stored_at) where ticket_id is null;
