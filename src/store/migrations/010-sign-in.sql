-- Who may sign in. The first four tables are those of better-auth under our names; a test holds them equal to what it
-- expects. Every row carries its tenant.

CREATE TABLE users (
  id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  tenant text NOT NULL,
  name text NOT NULL,
  -- Lower case.
  email text NOT NULL UNIQUE,
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  -- Set while an admin keeps the person out.
  disabled_at timestamptz,
  last_sign_in_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- One row for each browser that is signed in. Signing out deletes it.
CREATE TABLE sign_ins (
  id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  tenant text NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- SHA-256 of the token in the cookie, hexadecimal: who reads this table cannot sign in with it.
  token text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_ins_user_id ON sign_ins (user_id);
CREATE INDEX sign_ins_expires_at ON sign_ins (expires_at);

-- How a person proves who they are: for now a password, as an argon2id hash.
CREATE TABLE credentials (
  id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  tenant text NOT NULL,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  provider_id text NOT NULL,
  account_id text NOT NULL,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (provider_id, account_id)
);
CREATE INDEX credentials_user_id ON credentials (user_id);

CREATE TABLE sign_in_verifications (
  id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  tenant text NOT NULL,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_verifications_identifier ON sign_in_verifications (identifier);

-- One-time links: for the first admin, for new people, for a new password.
CREATE TABLE welcome_links (
  -- SHA-256 of the token in the link, hexadecimal.
  token_hash text NOT NULL PRIMARY KEY,
  tenant text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('first-admin', 'new-user', 'new-password')),
  -- Null for the first admin only.
  user_id uuid REFERENCES users (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  valid_until timestamptz NOT NULL,
  used_at timestamptz
);

-- Tries to sign in that did not succeed, by account and by network address.
CREATE TABLE sign_in_tries (
  tenant text NOT NULL,
  -- `account:` and the SHA-256 of the e-mail address, or `address:` and the address.
  key text NOT NULL,
  tries int NOT NULL,
  first_at timestamptz NOT NULL,
  locked_until timestamptz,
  PRIMARY KEY (tenant, key)
);
