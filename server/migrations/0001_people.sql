-- Who works here: units, people with accounts, their sessions and what they are typing.
-- Moments are milliseconds since 1970 UTC. Sessions keep the machine's time, all else the trade's.

-- What this database is: kind (demo|real), the floor of the next seq, the revision of the reference data.
create table setting (
    name text primary key,
    value text not null
) strict;

create table unit (
    slug text primary key,
    name text not null,
    kind text not null check (kind in ('department', 'village', 'company')),
    phone text
) strict;

create table person (
    id integer primary key,
    name text not null unique,
    display text not null,
    -- argon2id in PHC form
    password text not null,
    -- JSON array of role slugs
    roles text not null check (json_valid(roles)),
    unit text references unit (slug)
) strict;

create table session (
    -- SHA-256 of the cookie's token: who reads the database cannot sign in with what is here.
    token_hash blob primary key,
    person_id integer not null references person (id) on delete cascade,
    created_at integer not null,
    seen_at integer not null
) strict, without rowid;

create index session_seen on session (seen_at);

create table draft (
    person_id integer not null references person (id) on delete cascade,
    slot integer not null check (slot between 1 and 4),
    body text not null check (json_valid(body)),
    saved_at integer not null,
    primary key (person_id, slot)
) strict, without rowid;
