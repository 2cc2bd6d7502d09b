-- How long taking an order lasted, from the first key to its acceptance; null where it was not
-- measured.
alter table ticket add column seconds_to_accept integer;
