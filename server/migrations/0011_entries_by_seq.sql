-- Entries lie in the order in which they were written: a new one comes to the end of the last page, where
-- by order and version each came to a page of its own, and every creation, longer than a quarter of a page,
-- to a second one. What refuses a second winner, whatever the program believes, is the unique pair.
create table entry_by_seq (
    seq integer primary key,
    ticket_id integer not null references ticket (id) deferrable initially deferred,
    version integer not null,
    happened_at integer not null,
    recorded_at integer not null,
    person_id integer not null references person (id),
    -- domain::ticket::entry::Actor: the person as they were called then
    actor text not null check (json_valid(actor)),
    verb text not null,
    action text not null check (json_valid(action)),
    dues text not null check (json_valid(dues)),
    unique (ticket_id, version)
) strict;

insert into entry_by_seq
select seq, ticket_id, version, happened_at, recorded_at, person_id, actor, verb, action, dues
from entry order by seq;

drop table entry;
alter table entry_by_seq rename to entry;
