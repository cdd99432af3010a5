-- When Landbridge last tried by itself whether a system takes the credentials again that it refused.
ALTER TABLE connections ADD COLUMN login_tried_at timestamptz;
