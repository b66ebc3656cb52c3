-- Relations that are not plain tables: partitioned, inherited, views, foreign, odd.

CREATE SCHEMA kinds;
SET search_path = kinds, public;

CREATE TABLE sale (id int, day date NOT NULL, region text, amount numeric(10, 2), PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE sale_2025 PARTITION OF sale FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE sale_2026 PARTITION OF sale FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO sale SELECT i, DATE '2025-12-01' + i, 'north', i FROM generate_series(1, 60) i;
CREATE TABLE sale_note (id int PRIMARY KEY, sale_id int, sale_day date, note text, FOREIGN KEY (sale_id, sale_day) REFERENCES sale ON DELETE CASCADE);
INSERT INTO sale_note VALUES (1, 1, '2025-12-02', 'first'), (2, 60, '2026-01-30', 'last');
CREATE TABLE by_list (id int GENERATED ALWAYS AS IDENTITY, country text NOT NULL, note text, PRIMARY KEY (id, country)) PARTITION BY LIST (country);
CREATE TABLE by_list_pl PARTITION OF by_list FOR VALUES IN ('pl');
CREATE TABLE by_list_rest PARTITION OF by_list DEFAULT;
INSERT INTO by_list (country, note) VALUES ('pl', 'Warsaw'), ('de', 'Berlin');
CREATE TABLE by_hash (id bigint PRIMARY KEY, sale_id int, sale_day date, FOREIGN KEY (sale_id, sale_day) REFERENCES sale) PARTITION BY HASH (id);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO by_hash VALUES (1, 60, '2026-01-30'), (2, NULL, NULL), (3, NULL, NULL);
CREATE TABLE two_levels (id int, kind text NOT NULL, day date NOT NULL, PRIMARY KEY (id, kind, day)) PARTITION BY LIST (kind);
CREATE TABLE two_levels_a PARTITION OF two_levels FOR VALUES IN ('a') PARTITION BY RANGE (day);
CREATE TABLE two_levels_a_2026 PARTITION OF two_levels_a FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO two_levels VALUES (1, 'a', '2026-05-01');
CREATE TABLE partitioned_keyless (n int, day date) PARTITION BY RANGE (day);
CREATE TABLE partitioned_keyless_1 PARTITION OF partitioned_keyless FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE partitioned_keyless_2 PARTITION OF partitioned_keyless DEFAULT;
INSERT INTO partitioned_keyless VALUES (1, '2026-01-02'), (2, '2030-01-01'), (2, '2030-01-01'), (NULL, NULL);
CREATE TABLE no_partitions (id int PRIMARY KEY, note text) PARTITION BY RANGE (id);

CREATE TABLE animal (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO animal VALUES (1, 'Some animal'), (4, 'Another'), (5, 'A third');
CREATE TABLE mixin (changed timestamptz DEFAULT now());
CREATE TABLE mixed (id int PRIMARY KEY, note text) INHERITS (mixin);
INSERT INTO mixed (id, note) VALUES (1, 'x');

-- Tables that inherit may repeat the keys of their parent and of each other.
CREATE TABLE fee (id int PRIMARY KEY, day date NOT NULL, amount numeric(8, 2), note text);
CREATE TABLE fee_2025 (CHECK (day < '2026-01-01'), PRIMARY KEY (id)) INHERITS (fee);
CREATE TABLE fee_2026 (extra text, PRIMARY KEY (id)) INHERITS (fee);
CREATE TABLE fee_2026_late (PRIMARY KEY (id)) INHERITS (fee_2026);
CREATE TABLE fee_remark (id int PRIMARY KEY, fee_id int NOT NULL REFERENCES fee ON DELETE CASCADE, fee_2026_id int REFERENCES fee_2026, text text);
INSERT INTO fee VALUES (1, '2024-05-05', 1.10, 'the parent''s'), (2, '2024-05-06', 2.20, NULL);
INSERT INTO fee_2025 VALUES (1, '2025-05-05', 3.30, 'a child''s'), (2, '2025-05-06', NULL, 'another');
INSERT INTO fee_2026 VALUES (1, '2026-05-05', 4.40, 'the other child''s', 'more'), (3, '2026-05-06', 5, '', NULL);
INSERT INTO fee_2026_late VALUES (1, '2026-12-05', 6.60, 'a grandchild''s', NULL), (4, '2026-12-06', 7, 'alone', 'x');
INSERT INTO fee_remark VALUES (1, 1, 1, 'on the first'), (2, 2, NULL, 'on the second'), (3, 1, 3, '');
CREATE TABLE by_name (name text NOT NULL UNIQUE, size int) ;
CREATE TABLE by_name_too (UNIQUE (name)) INHERITS (by_name);
INSERT INTO by_name VALUES ('a', 1), ('', 2), ('b,c', 3);
INSERT INTO by_name_too VALUES ('a', 10), ('', 20), ('d', 30);

-- What tells its rows apart is no text it makes: that may be long, or in another order next time.
CREATE VIEW gathered AS SELECT s.region, a.id, a.name, count(*) AS number, string_agg(s.id::text, ',' ORDER BY s.id) AS ids, repeat(a.name, 60) AS long_a, repeat(a.name, 60) AS long_b, repeat(a.name, 60) AS long_c, repeat(a.name, 60) AS long_d, repeat(a.name, 60) AS long_e, repeat(a.name, 60) AS long_f, repeat(a.name, 60) AS long_g FROM animal a JOIN sale s ON s.id % 3 = a.id % 3 GROUP BY s.region, a.id;
CREATE VIEW gathered_again AS SELECT long_a, name AS called, ids, id AS which, region FROM gathered;
CREATE VIEW plain_view AS SELECT id, name, length(name) AS size FROM animal;
CREATE VIEW updatable_view AS SELECT id, name FROM animal WHERE id < 100 WITH CHECK OPTION;
CREATE VIEW constant_view AS SELECT 1 AS one, NULL::text AS nothing;
CREATE VIEW recursive_view AS WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 120) SELECT n, n % 3 AS "mod" FROM t;
CREATE VIEW same_rows AS SELECT n % 2 AS a, NULL::text AS b FROM generate_series(1, 130) n;
CREATE VIEW only_json AS SELECT json_build_object('a', n) AS j, point(n, 2) AS p FROM generate_series(1, 3) n;
CREATE VIEW only_points AS SELECT point(n, 2) AS p FROM generate_series(1, 3) n;
CREATE VIEW view_of_json AS SELECT '{"a": 1}'::json AS j, point(1, 2) AS p, 1 AS n;
CREATE MATERIALIZED VIEW totals AS SELECT region, sum(amount) AS total FROM sale GROUP BY region;
CREATE MATERIALIZED VIEW keyed_totals AS SELECT day, sum(amount) AS total FROM sale GROUP BY day;
CREATE UNIQUE INDEX ux_keyed_totals ON keyed_totals (day);
CREATE TABLE divisor (id int PRIMARY KEY, by int);
INSERT INTO divisor VALUES (1, 1);
CREATE MATERIALIZED VIEW failing AS SELECT id, 10 / by AS quotient FROM divisor;
UPDATE divisor SET by = 0;

CREATE TABLE no_columns ();
INSERT INTO no_columns DEFAULT VALUES;
INSERT INTO no_columns DEFAULT VALUES;
CREATE TABLE only_key (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
INSERT INTO only_key DEFAULT VALUES;
CREATE TABLE only_generated (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, twice int GENERATED ALWAYS AS (7 * 2) STORED);
INSERT INTO only_generated DEFAULT VALUES;
CREATE TABLE one_column (a text);
INSERT INTO one_column VALUES ('x'), (NULL), ('x');
CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY, note text);
INSERT INTO unlogged VALUES (1, 'gone after a crash');
CREATE TABLE dropped_columns (a int, id int PRIMARY KEY, b text, c text);
ALTER TABLE dropped_columns DROP COLUMN a, DROP COLUMN b;
INSERT INTO dropped_columns VALUES (1, 'x');
CREATE TABLE empty_table (id int PRIMARY KEY, note text NOT NULL);
CREATE TABLE wide (id int PRIMARY KEY);
DO $$ BEGIN FOR i IN 1..250 LOOP EXECUTE format('ALTER TABLE kinds.wide ADD COLUMN column_%s text', i); END LOOP; END $$;
INSERT INTO wide (id, column_1, column_250) VALUES (1, 'first', 'last');
CREATE TYPE pair AS (a int, b text);
CREATE TABLE typed OF pair (PRIMARY KEY (a));
INSERT INTO typed VALUES (1, 'x');

CREATE TABLE secured (id int PRIMARY KEY, owner text, note text);
ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON secured USING (owner = current_user) WITH CHECK (owner = current_user);
INSERT INTO secured VALUES (1, current_user, 'mine'), (2, 'somebody else', 'theirs');
CREATE TABLE forced (id int PRIMARY KEY, note text CHECK (note <> 'never'));
INSERT INTO forced VALUES (1, 'seen'), (2, 'hidden');
ALTER TABLE forced ENABLE ROW LEVEL SECURITY;
ALTER TABLE forced FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON forced USING (note <> 'hidden') WITH CHECK (note <> 'refused');

-- What happens besides what was asked for.
CREATE TABLE shouted (id int PRIMARY KEY, word text, changed timestamptz, version int NOT NULL DEFAULT 0);
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.word := upper(NEW.word); NEW.changed := now(); NEW.version := COALESCE(OLD.version, 0) + 1; RETURN NEW; END $$;
CREATE TRIGGER shout BEFORE INSERT OR UPDATE ON shouted FOR EACH ROW EXECUTE FUNCTION shout();
CREATE TABLE filled_in (id int PRIMARY KEY, title text NOT NULL, words tsvector NOT NULL, day date NOT NULL);
CREATE FUNCTION fill_in() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.id := coalesce(NEW.id, (SELECT coalesce(max(id), 0) + 1 FROM kinds.filled_in)); NEW.title := coalesce(NEW.title, ''untitled''); RETURN NEW; END';
CREATE TRIGGER fill_in BEFORE INSERT ON filled_in FOR EACH ROW EXECUTE FUNCTION fill_in();
CREATE TRIGGER words BEFORE INSERT OR UPDATE ON filled_in FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger('words', 'pg_catalog.english', 'title');
INSERT INTO filled_in (title, day) VALUES ('One fine day', '2026-01-01'), ('Two', '2026-01-02');
INSERT INTO shouted VALUES (1, 'hey');
CREATE TABLE renumbered (id int PRIMARY KEY, note text);
CREATE FUNCTION renumber() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := NEW.id + 100; RETURN NEW; END $$;
CREATE TRIGGER renumber BEFORE INSERT ON renumbered FOR EACH ROW EXECUTE FUNCTION renumber();
INSERT INTO renumbered VALUES (1, 'is 101');
CREATE TABLE limited (id int PRIMARY KEY, note text);
CREATE FUNCTION limit_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.note = 'forbidden' THEN RAISE EXCEPTION 'Nobody may write “forbidden” here' USING COLUMN = 'note'; END IF;
    IF NEW.note = 'unique' THEN RAISE unique_violation USING MESSAGE = 'Said by a trigger'; END IF; RETURN NULL; END $$;
CREATE TRIGGER limit_rows AFTER INSERT OR UPDATE ON limited FOR EACH ROW EXECUTE FUNCTION limit_rows();
CREATE FUNCTION keep_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF OLD.id = 1 THEN RAISE EXCEPTION 'The first row stays'; END IF; RETURN OLD; END $$;
CREATE TRIGGER keep_one BEFORE DELETE ON limited FOR EACH ROW EXECUTE FUNCTION keep_one();
INSERT INTO limited VALUES (1, 'x'), (2, 'y');
CREATE TABLE swallowed (id int PRIMARY KEY, note text);
INSERT INTO swallowed VALUES (1, 'stays'), (2, 'stays too');
CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER swallow BEFORE INSERT OR UPDATE OR DELETE ON swallowed FOR EACH ROW EXECUTE FUNCTION swallow();
CREATE TABLE ruled (id int PRIMARY KEY, note text);
CREATE TABLE ruled_log (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, of int, note text);
CREATE RULE log_ruled AS ON UPDATE TO ruled DO ALSO INSERT INTO ruled_log (of, note) VALUES (NEW.id, NEW.note);
CREATE RULE keep_ruled AS ON DELETE TO ruled WHERE OLD.id = 1 DO INSTEAD NOTHING;
INSERT INTO ruled VALUES (1, 'kept'), (2, 'free');
INSERT INTO ruled_log (of, note) VALUES (0, 'start');
CREATE VIEW instead AS SELECT id, note FROM ruled;
CREATE FUNCTION do_instead() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE kinds.ruled SET note = NEW.note WHERE id = OLD.id; RETURN NEW; END $$;
CREATE TRIGGER do_instead INSTEAD OF UPDATE ON instead FOR EACH ROW EXECUTE FUNCTION do_instead();
CREATE TABLE checked_late (id int PRIMARY KEY, total int NOT NULL);
CREATE FUNCTION check_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.total > 100 THEN RAISE EXCEPTION 'The total may not exceed 100'; END IF; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER check_late AFTER INSERT OR UPDATE ON checked_late DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_late();
INSERT INTO checked_late VALUES (1, 50);
RESET search_path;

-- Partitioned the old way: a trigger sends each row to a child.
CREATE TABLE kinds.old_style (id serial PRIMARY KEY, day date NOT NULL, note text);
CREATE TABLE kinds.old_style_2026 (CHECK (day >= '2026-01-01' AND day < '2027-01-01'), PRIMARY KEY (id)) INHERITS (kinds.old_style);
CREATE FUNCTION kinds.send_on() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO kinds.old_style_2026 VALUES (NEW.*); RETURN NULL; END $$;
CREATE TRIGGER send_on BEFORE INSERT ON kinds.old_style FOR EACH ROW EXECUTE FUNCTION kinds.send_on();
INSERT INTO kinds.old_style (day, note) VALUES ('2026-02-03', 'sent on'), ('2026-02-04', NULL);
