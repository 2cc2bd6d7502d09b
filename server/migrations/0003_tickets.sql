-- Orders. The entries are the truth; `ticket` and `round` are what replaying them gives, kept as
-- rows so that lists and figures need no replay. `xinqiao verify` compares the two.

create table ticket (
    id integer primary key,
    number text not null unique,
    version integer not null,
    seq integer not null unique,
    state text not null,
    channel text not null,
    nature text not null,
    urgency text not null,
    topics text not null check (json_valid(topics)),
    category integer,
    title text not null,
    content text not null,
    address text not null,
    upstream_number text,
    upstream_due_at integer,
    anonymous integer not null,
    confidential integer not null,
    reachable integer not null,
    lead text references unit (slug),
    -- JSON array of {unit, ask}
    assists text not null check (json_valid(assists)),
    accepted_at integer not null,
    due_at integer not null,
    at_risk_at integer not null,
    stopped_at integer,
    ended_at integer,
    round integer not null,
    contacted integer not null,
    replied_at integer,
    finding text,
    outcome text,
    satisfaction text,
    urgings integer not null,
    merged_into integer references ticket (id)
) strict;

create table round (
    ticket_id integer not null references ticket (id),
    n integer not null,
    lead text references unit (slug),
    opened_at integer not null,
    contact_due_at integer not null,
    sign_due_at integer,
    handle_due_at integer not null,
    call_back_due_at integer,
    contacted_at integer,
    contact_attempts integer not null,
    dispatched_at integer,
    signed_at integer,
    replied_at integer,
    finding text,
    demand text,
    outcome text,
    sent_back integer not null,
    passed_at integer,
    call_attempts integer not null,
    called_back_at integer,
    solved text,
    satisfaction text,
    primary key (ticket_id, n)
) strict, without rowid;

-- The primary key is what refuses a second winner, whatever the program believes.
create table entry (
    ticket_id integer not null references ticket (id) deferrable initially deferred,
    version integer not null,
    seq integer not null unique,
    happened_at integer not null,
    recorded_at integer not null,
    person_id integer not null references person (id),
    -- domain::ticket::entry::Actor: the person as they were called then
    actor text not null check (json_valid(actor)),
    verb text not null,
    action text not null check (json_valid(action)),
    dues text not null check (json_valid(dues)),
    primary key (ticket_id, version)
) strict, without rowid;

-- The only place of a caller's name and number, so that they can be corrected and erased.
create table caller (
    ticket_id integer primary key references ticket (id) deferrable initially deferred,
    name text,
    phone text
) strict;

create index caller_phone on caller (phone) where phone is not null;
