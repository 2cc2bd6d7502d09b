-- What goes with every write, in the same transaction: the log that streams are read from, the
-- keys that make sending twice harmless, and the index that words are found by.

create table event (
    seq integer primary key,
    ticket_id integer not null,
    recorded_at integer not null,
    -- domain::api::Card as of this seq
    card text not null check (json_valid(card)),
    -- domain::api::Was; null for a new order
    was text check (json_valid(was)),
    -- JSON arrays of unit slugs: who sees the order now, and who no longer does
    units text not null check (json_valid(units)),
    leavers text not null check (json_valid(leavers))
) strict;

create table request_key (
    person_id integer not null references person (id),
    key text not null,
    -- SHA-256 of method, path and body
    request_hash blob not null,
    ticket_id integer not null,
    -- The version that the request made: its reply is told again from the entries up to here.
    version integer not null,
    recorded_at integer not null,
    primary key (person_id, key)
) strict, without rowid;

create index request_key_recorded on request_key (recorded_at);

-- Words and bigrams; what only the centre may read is in a column of its own.
create virtual table search using fts5 (
    common, centre,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);

-- A row that does not fit stops the batch before its commit: how many rows a statement should have
-- written less how many it has.
create table guard (missing integer not null check (missing = 0)) strict;
