
-- view event: an event of the audit log
CREATE VIEW event AS SELECT
  e.id AS id, -- the event's ID
  strftime('%Y-%m-%dT%H:%M:%SZ', e.at / 1000, 'unixepoch') AS at, -- when it happened
  e.at / 1000 AS at_unix, -- the same in seconds since 1970
  e.at AS at_ms, -- the same in milliseconds since 1970; filters by it use an index
  strftime('%Y-%m-%dT%H:%M:%SZ', e.processed_at / 1000, 'unixepoch') AS processed_at, -- when the audit log took it in
  e.processed_at / 1000 AS processed_at_unix, -- the same in seconds since 1970
  e.action AS action, -- what was done, such as user_suspended (see: atlctl event actions)
  e.actor_id AS actor_account_id, -- account ID of the actor
  e.actor_name AS actor_name, -- name of the actor
  e.actor_email AS actor_email, -- address of the actor
  e.app AS app, -- the app that did it for the actor
  e.auth_type AS auth_type, -- how the actor was signed in, such as api-token
  e.token_id AS token_id, -- the token that was used
  e.token_label AS token_label, -- the token's name
  e.ip AS ip, -- IP address that it came from
  e.city AS city, -- city of that address
  e.country AS country, -- country of that address
  e.product AS product, -- kind of app, such as jira, where the event names one
  (SELECT group_concat(coalesce(t.name, t.email,
      (SELECT g.name FROM mirror_group g WHERE g.id = t.id),
      (SELECT coalesce(u.email, u.name) FROM mirror_user u WHERE u.account_id = t.id), t.id), ', ')
    FROM mirror_event_target t
    WHERE t.event_no = e.no AND NOT t.container) AS targets, -- what it is about; what the event does not name has its name in the mirror
  e.message AS message, -- the event's message, if any; it may be encrypted
  (SELECT r.raw FROM mirror_event_raw r WHERE r.no = e.no) AS raw -- the JSON that Atlassian sent
FROM mirror_event e;

-- view event_target: something that an event is about, or where that is
CREATE VIEW event_target AS SELECT
  e.id AS event_id, -- the event
  strftime('%Y-%m-%dT%H:%M:%SZ', e.at / 1000, 'unixepoch') AS at, -- when it happened
  e.at / 1000 AS at_unix, -- the same in seconds since 1970
  e.action AS action, -- what was done
  t.container AS container, -- 1 for where it happened, 0 for what it is about
  t.kind AS type, -- type of object as Atlassian writes it, such as users
  t.id AS id, -- the object's ID
  t.name AS name, -- the object's name at that time
  t.email AS email -- the object's address at that time
FROM mirror_event_target t
JOIN mirror_event e ON e.no = t.event_no;

-- view event_log: how much of the audit log was read; no row when none was
CREATE VIEW event_log AS SELECT
  strftime('%Y-%m-%dT%H:%M:%SZ', p.from_at / 1000, 'unixepoch') AS since, -- earlier events were not asked for; NULL when all were
  strftime('%Y-%m-%dT%H:%M:%SZ', p.read_at / 1000, 'unixepoch') AS read_at, -- when it was last read
  p.read_at / 1000 AS read_at_unix, -- the same in seconds since 1970
  p.at_end AS complete, -- 1 when the last reading came to the end of the log
  (SELECT count(*) FROM mirror_event) AS events -- events in the mirror
FROM mirror_event_position p;
