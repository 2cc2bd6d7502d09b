-- Words are written into the index after the change that brings them was answered, many at once: the seq
-- up to which the history has been read for them.
insert into setting (name, value)
select 'words_until', cast(coalesce(max(seq), 0) as text) from entry;
