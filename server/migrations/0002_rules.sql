-- The dated data that decisions rest on: subjects, topics, deadline policies, decrees on days off.

create table category (
    code integer primary key,
    name text not null,
    valid_from text not null,
    valid_until text
) strict;

create table topic (
    slug text primary key,
    name text not null,
    valid_from integer,
    valid_until integer
) strict;

create table policy (
    slug text primary key,
    valid_from integer not null,
    -- domain::deadline::Policy
    body text not null check (json_valid(body))
) strict;

create table decree (
    slug text primary key,
    in_force_at integer not null,
    -- domain::calendar::Decree
    body text not null check (json_valid(body))
) strict;
