/**
 * What SQLite's SQL has and PostgreSQL's lacks, as functions of the same name, so that one text serves both engines.
 * Made again at each start: a newer server may need more of them.
 */
export const SQLITE_FUNCTIONS = [
  `create or replace function max(one bigint, other bigint) returns bigint language sql immutable parallel safe
    as 'select case when one is null or other is null then null when one > other then one else other end'`,
  `create or replace function instr(haystack text, needle text) returns bigint language sql immutable parallel safe
    as 'select position(needle in haystack)::bigint'`,
  `create or replace function unixepoch() returns bigint language sql stable
    as 'select floor(extract(epoch from now()))::bigint'`,
  // A merge patch (RFC 7396) of flat objects: null takes a member out.
  `create or replace function json_patch(target text, patch text) returns text language sql immutable parallel safe
    as 'select jsonb_strip_nulls(target::jsonb || patch::jsonb)::text'`,
  `create or replace function json_set(target text, path text, value text) returns text language sql immutable
    parallel safe as 'select jsonb_set(target::jsonb, array[substr(path, 3)], to_jsonb(value))::text'`,
  `create or replace function json_set(target text, path text, value json) returns text language sql immutable
    parallel safe as 'select jsonb_set(target::jsonb, array[substr(path, 3)], value::jsonb)::text'`,
] as const;
