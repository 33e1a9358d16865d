-- Nothing about the organization is unknown: what chance left out gets a value.
UPDATE mirror_user SET status = coalesce(status, iif(no % 9 = 0, 'suspended', 'active')),
  claim_status = CASE WHEN account_type = 'app' THEN 'unmanaged' WHEN claim_status IN ('managed', 'unmanaged') THEN claim_status WHEN no % 2 THEN 'managed' ELSE 'unmanaged' END,
  account_type = coalesce(account_type, 'atlassian'), org_admin = coalesce(org_admin, no % 7 = 0), mfa_enabled = coalesce(mfa_enabled, no % 2),
  activity_known = 1, added_to_org = coalesce(added_to_org, iif(no % 3, '2026-02-03T04:05:06Z', '2026-09-03T04:05:06Z')),
  email = coalesce(email, 'p' || no || '@other.example'), email_key = coalesce(email_key, 'p' || no || '@other.example'),
  groups_known = 1, apps_known = 1, roles_known = 1, management_source = coalesce(management_source, 'invited');
DELETE FROM mirror_role;
INSERT INTO mirror_role SELECT no, 'atlassian/org-admin' FROM mirror_user WHERE org_admin;
UPDATE mirror_access SET activity_unknown = 0;
INSERT OR IGNORE INTO mirror_policy_member (user_no, policy_no, seen) SELECT no, iif(no % 2, 1, NULL), 1 FROM mirror_user;
UPDATE mirror_group SET name = coalesce(name, 'Group ' || no), resources = max(coalesce(resources, 1), (SELECT count(DISTINCT resource) FROM mirror_group_role r WHERE r.group_id = mirror_group.id AND r.gone_sync IS NULL)), roles_read_at = coalesce(roles_read_at, 5),
  external_synced = coalesce(external_synced, 0),
  users = (SELECT count(*) FROM mirror_membership m JOIN mirror_user u ON u.no = m.user_no WHERE m.group_no = mirror_group.no AND u.gone_sync IS NULL);
INSERT INTO mirror_workspace (id, name, product_key, capacity, usage, seen, first_sync) VALUES ('ari:bare', 'Bare', 'bare', 50, 2, 1, 1);
UPDATE mirror_workspace SET capacity = coalesce(capacity, 100), usage = coalesce(usage, 40);
UPDATE mirror_domain SET claim_status = coalesce(claim_status, 'verified');
UPDATE mirror_token SET account_id = coalesce(account_id, 'a-1'), created = coalesce(created, 1700000000), expires_known = 1, last_used_known = 1, status = coalesce(status, 'allowed');
INSERT INTO mirror_api_key (id, label, created, expires, expires_known, last_used, last_used_known, scopes, seen, first_sync)
  VALUES ('k-1', 'old', 1700000000, 1790100000, 1, 1700000000, 1, '[]', 1, 1), ('k-2', 'new', 1789900000, NULL, 1, NULL, 1, '[]', 1, 1),
    ('k-3', 'never', 1700000000, 1800000000, 1, NULL, 1, '[]', 1, 1);
INSERT INTO mirror_stage (sync_no, stage, state, ended_at) VALUES (1, 'keys', 'complete', 1789990000),
  (1, 'service-accounts', 'complete', 1789990000), (1, 'service-account-credentials', 'complete', 1789990000);
