-- What the policies ask. Each finds names in the schema of Kheo's tables alone: nobody slips in another table. The key stands in a table that only its owner reads; these functions read it as the owner.
-- Each is asked once for a statement, not once for a row, but for the last two.

CREATE TABLE IF NOT EXISTS kheo_wall (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
REVOKE ALL ON kheo_wall FROM PUBLIC;

-- The scope, if it is signed, for this process of the server, and not old. NULL: nobody's.
CREATE OR REPLACE FUNCTION kheo_scope() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  told text := current_setting('kheo.scope', true);
  words bytea;
  signed text;
  scope jsonb;
BEGIN
  IF told IS NULL OR told = '' THEN
    RETURN NULL;
  END IF;
  words := convert_to(substr(told, 65), 'UTF8');
  SELECT encode(sha256(outer_pad || sha256(inner_pad || words)), 'hex') INTO signed FROM kheo_wall;
  IF signed IS NULL OR signed <> left(told, 64) THEN
    RETURN NULL;
  END IF;
  scope := substr(told, 65)::jsonb;
  IF (scope->>'pid')::int <> pg_backend_pid() OR (scope->>'until')::bigint < extract(epoch FROM clock_timestamp()) THEN
    RETURN NULL;
  END IF;
  RETURN scope;
END $$;

CREATE OR REPLACE FUNCTION kheo_says(what text) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN coalesce((kheo_scope()->>what)::boolean, false);
END $$;

CREATE OR REPLACE FUNCTION kheo_me() RETURNS bigint LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN (kheo_scope()->>'me')::bigint;
END $$;

-- Agencies ('a'), units ('u') or places ('p') each of which is reached whatever else a record says.
CREATE OR REPLACE FUNCTION kheo_reached(what text) RETURNS SETOF bigint LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT number::bigint FROM jsonb_array_elements_text(kheo_scope()->what) AS number;
END $$;

-- The same of reaches that ask for an organisation and a place.
CREATE OR REPLACE FUNCTION kheo_mixed(what text) RETURNS TABLE (reach bigint, number bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  mixed jsonb := kheo_scope()->'m';
BEGIN
  IF jsonb_typeof(mixed) = 'object' THEN
    RETURN QUERY SELECT (pair->>0)::bigint, (pair->>1)::bigint FROM jsonb_array_elements(mixed->what) AS pair;
  END IF;
END $$;

-- The devices of people of the organisations that are reached.
CREATE OR REPLACE FUNCTION kheo_devices() RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  scope jsonb := kheo_scope();
  everybody boolean := coalesce((scope->>'e')::boolean, false);
  agencies bigint[];
  organisations bigint[];
BEGIN
  IF scope IS NULL THEN
    RETURN;
  END IF;
  SELECT array_agg(number::bigint) INTO agencies FROM jsonb_array_elements_text(scope->'d') AS number;
  SELECT array_agg(number::bigint) INTO organisations FROM jsonb_array_elements_text(scope->'s') AS number;
  RETURN QUERY
    SELECT device.id FROM accounts_device device
    JOIN accounts_user person ON person.id = device.user_id
    LEFT JOIN organisations_organisation organisation ON organisation.id = person.organisation_id
    WHERE everybody OR organisation.id = ANY (organisations) OR organisation.agency_id = ANY (agencies);
END $$;

-- How many records a submission has, seen or not: nothing is whole of which something is hidden. Only a number.
CREATE OR REPLACE FUNCTION kheo_records(submission bigint) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT count(*) FROM submissions_record WHERE submission_id = submission
$$;
