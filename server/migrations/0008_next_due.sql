-- What the lead has to meet before the limit of handling (domain::api::NextDue): of the signature and
-- the first contact the one that ends first; all null where nothing comes before it.
alter table ticket add column next_limit text;
alter table ticket add column next_due_at integer;
alter table ticket add column next_at_risk_at integer;

with owed as (
    select ticket.id as ticket_id, 'sign' as slug, sign_due_at as due_at, dispatched_at as start
    from ticket join round on ticket_id = ticket.id and n = ticket.round
    where state = 'to_sign' and sign_due_at < handle_due_at
    union all
    select ticket.id, 'contact', contact_due_at, opened_at
    from ticket join round on ticket_id = ticket.id and n = ticket.round
    where state in ('to_sign', 'handling') and contacted_at is null
        and reachable and not confidential and contact_due_at < handle_due_at
),
first as (
    select *, row_number() over (partition by ticket_id order by due_at, slug desc) as place from owed
)
update ticket set
    next_limit = slug, next_due_at = first.due_at, next_at_risk_at = first.due_at - (first.due_at - start) / 5
from first where place = 1 and first.ticket_id = ticket.id;

-- The events that are kept are told again as they stand: who reads one reads a card of today.
update event set card = json_set(
    card,
    '$.lead_rings', json(iif(reachable and not confidential, 'true', 'false')),
    '$.next', json(iif(event.seq = ticket.seq and next_limit is not null, json_object(
        'limit', next_limit,
        'at', strftime('%Y-%m-%dT%H:%M:%f+00:00', next_due_at / 1000.0, 'unixepoch'),
        'at_risk_at', strftime('%Y-%m-%dT%H:%M:%f+00:00', next_at_risk_at / 1000.0, 'unixepoch')
    ), null))
)
from ticket where ticket.id = event.ticket_id;
