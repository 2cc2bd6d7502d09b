-- The statements of one batch, between `begin immediate` and `commit`. `?1` holds the rows of each
-- table as JSON arrays, `?2` how many there are of each. After each statement the guard compares
-- that with what was written: a batch of which anything is missing never reaches its commit.
-- Where `?2` is named `?1` is too: of a parameter that is skipped the driver loses count.

-- Read once: as text the whole batch would be parsed again for each table, and each row for each column.
create temp table if not exists batch (body blob not null);
delete from temp.batch;
insert into temp.batch values (jsonb(?1));

delete from guard;

insert into ticket (
    id, number, version, seq, state, channel, nature, urgency, topics, category, title, content,
    address, upstream_number, upstream_due_at, anonymous, confidential, reachable, lead, assists,
    accepted_at, due_at, at_risk_at, stopped_at, ended_at, round, contacted, replied_at, finding,
    outcome, satisfaction, urgings, merged_into, seconds_to_accept,
    next_limit, next_due_at, next_at_risk_at
)
select
    value ->> 'id', value ->> 'number', value ->> 'version', value ->> 'seq', value ->> 'state',
    value ->> 'channel', value ->> 'nature', value ->> 'urgency', value ->> 'topics', value ->> 'category', value ->> 'title', value ->> 'content', value ->> 'address', value ->> 'upstream_number', value ->> 'upstream_due_at', value ->> 'anonymous', value ->> 'confidential',
    value ->> 'reachable', value ->> 'lead', value ->> 'assists', value ->> 'accepted_at', value ->> 'due_at', value ->> 'at_risk_at', value ->> 'stopped_at', value ->> 'ended_at', value ->> 'round', value ->> 'contacted', value ->> 'replied_at', value ->> 'finding', value ->> 'outcome', value ->> 'satisfaction', value ->> 'urgings', value ->> 'merged_into', value ->> 'seconds_to_accept', value ->> 'next_limit', value ->> 'next_due_at', value ->> 'next_at_risk_at'
from jsonb_each((select body from temp.batch), '$.tickets')
where true
on conflict (id) do update set
    number = excluded.number, version = excluded.version, seq = excluded.seq, state =
    excluded.state, channel = excluded.channel, nature = excluded.nature, urgency =
    excluded.urgency, topics = excluded.topics, category = excluded.category, title =
    excluded.title, content = excluded.content, address = excluded.address, upstream_number =
    excluded.upstream_number, upstream_due_at = excluded.upstream_due_at, anonymous =
    excluded.anonymous, confidential = excluded.confidential, reachable = excluded.reachable, lead =
    excluded.lead, assists = excluded.assists, accepted_at = excluded.accepted_at, due_at =
    excluded.due_at, at_risk_at = excluded.at_risk_at, stopped_at = excluded.stopped_at, ended_at =
    excluded.ended_at, round = excluded.round, contacted = excluded.contacted, replied_at =
    excluded.replied_at, finding = excluded.finding, outcome = excluded.outcome, satisfaction =
    excluded.satisfaction, urgings = excluded.urgings, merged_into = excluded.merged_into, seconds_to_accept =
    excluded.seconds_to_accept, next_limit = excluded.next_limit, next_due_at =
    excluded.next_due_at, next_at_risk_at = excluded.next_at_risk_at;
insert into guard values ((?2 ->> 'tickets') - changes() + (?1 is null));

insert into round (
    ticket_id, n, lead, opened_at, contact_due_at, sign_due_at, handle_due_at, call_back_due_at,
    contacted_at, contact_attempts, dispatched_at, signed_at, replied_at, finding, demand, outcome,
    sent_back, passed_at, call_attempts, called_back_at, solved, satisfaction
)
select
    value ->> 'ticket_id', value ->> 'n', value ->> 'lead', value ->> 'opened_at', value ->> 'contact_due_at', value ->> 'sign_due_at', value ->> 'handle_due_at', value ->> 'call_back_due_at', value ->> 'contacted_at', value ->> 'contact_attempts', value ->> 'dispatched_at', value ->> 'signed_at', value ->> 'replied_at', value ->> 'finding', value ->> 'demand', value ->> 'outcome', value ->> 'sent_back', value ->> 'passed_at', value ->> 'call_attempts', value ->> 'called_back_at', value ->> 'solved', value ->> 'satisfaction'
from jsonb_each((select body from temp.batch), '$.rounds')
where true
on conflict (ticket_id, n) do update set
    lead = excluded.lead, opened_at = excluded.opened_at, contact_due_at = excluded.contact_due_at,
    sign_due_at = excluded.sign_due_at, handle_due_at = excluded.handle_due_at, call_back_due_at =
    excluded.call_back_due_at, contacted_at = excluded.contacted_at, contact_attempts =
    excluded.contact_attempts, dispatched_at = excluded.dispatched_at, signed_at =
    excluded.signed_at, replied_at = excluded.replied_at, finding = excluded.finding, demand =
    excluded.demand, outcome = excluded.outcome, sent_back = excluded.sent_back, passed_at =
    excluded.passed_at, call_attempts = excluded.call_attempts, called_back_at =
    excluded.called_back_at, solved = excluded.solved, satisfaction = excluded.satisfaction;
insert into guard values ((?2 ->> 'rounds') - changes() + (?1 is null));

delete from round
where (ticket_id, n) in (
    select value ->> 'ticket_id', value ->> 'n' from jsonb_each((select body from temp.batch), '$.dropped_rounds')
);
insert into guard values ((?2 ->> 'dropped_rounds') - changes() + (?1 is null));

insert into entry (
    ticket_id, version, seq, happened_at, recorded_at, person_id, actor, verb, action, dues
)
select
    value ->> 'ticket_id', value ->> 'version', value ->> 'seq', value ->> 'happened_at', value ->> 'recorded_at', value ->> 'person_id', value ->> 'actor', value ->> 'verb', value ->> 'action',
    value ->> 'dues'
from jsonb_each((select body from temp.batch), '$.entries');
insert into guard values ((?2 ->> 'entries') - changes() + (?1 is null));

insert into caller (
    ticket_id, name, phone
)
select
    value ->> 'ticket_id', value ->> 'name', value ->> 'phone'
from jsonb_each((select body from temp.batch), '$.callers')
where true
on conflict (ticket_id) do update set
    name = excluded.name, phone = excluded.phone;
insert into guard values ((?2 ->> 'callers') - changes() + (?1 is null));

-- A photo that was cleared away, or that another order refers to, is not found here.
update photo set ticket_id = used.ticket_id
from (
    select value ->> 'id' as id, value ->> 'ticket_id' as ticket_id from jsonb_each((select body from temp.batch), '$.photos')
) as used
where photo.id = used.id and coalesce(photo.ticket_id, used.ticket_id) = used.ticket_id;
insert into guard values ((?2 ->> 'photos') - changes() + (?1 is null));

insert into event (
    seq, ticket_id, recorded_at, card, was, units, leavers
)
select
    value ->> 'seq', value ->> 'ticket_id', value ->> 'recorded_at', value ->> 'card', value ->> 'was', value ->> 'units', value ->> 'leavers'
from jsonb_each((select body from temp.batch), '$.events');
insert into guard values ((?2 ->> 'events') - changes() + (?1 is null));

insert into request_key (
    person_id, key, request_hash, ticket_id, version, recorded_at
)
select
    value ->> 'person_id', value ->> 'key', unhex(value ->> 'request_hash'), value ->> 'ticket_id',
    value ->> 'version', value ->> 'recorded_at'
from jsonb_each((select body from temp.batch), '$.keys');
insert into guard values ((?2 ->> 'keys') - changes() + (?1 is null));

replace into search (
    rowid, common, centre
)
select
    value ->> 'id', value ->> 'common', value ->> 'centre'
from jsonb_each((select body from temp.batch), '$.search');
insert into guard values ((?2 ->> 'search') - changes() + (?1 is null));
