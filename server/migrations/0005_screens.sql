-- Wall screens that were paired with the desk: each has a token of its own and sees the wall only.
-- Moments are the trade's: they are shown to people beside the trade's clock.

create table screen (
    -- Never given again: a withdrawal that is sent twice must not meet another screen.
    id integer primary key autoincrement,
    -- SHA-256 of the cookie's token: who reads the database cannot pass for a screen.
    token_hash blob not null unique,
    name text not null,
    paired_at integer not null,
    seen_at integer not null,
    -- Who paired it, as they were called then, with the key of the request: sent twice it pairs once.
    person_id integer not null references person (id),
    paired_by text not null,
    key text not null,
    request_hash text not null,
    unique (person_id, key)
) strict;
