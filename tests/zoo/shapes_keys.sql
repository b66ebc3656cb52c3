-- Keys: none, several, borrowed, and of every type that can be one.

CREATE EXTENSION IF NOT EXISTS citext;
CREATE SCHEMA keys;
SET search_path = keys, public;

CREATE TABLE no_key (name text, amount numeric(10, 2), noted timestamptz);
INSERT INTO no_key VALUES ('first', 1.50, '2026-01-01 10:00+00'), ('first', 1.50, '2026-01-01 10:00+00'),
    (NULL, NULL, NULL), ('third', 3, now());

CREATE TABLE no_key_many (n int, body text);
INSERT INTO no_key_many SELECT i % 7, 'row ' || i FROM generate_series(1, 230) i;

CREATE TABLE no_key_wide (payload json, place point, tags text[]);
INSERT INTO no_key_wide VALUES ('{"a": 1}', '(1,2)', '{a,"b,c"}'), (NULL, NULL, NULL);

CREATE TABLE unique_for_key (code text NOT NULL UNIQUE, label text, note text);
INSERT INTO unique_for_key VALUES ('a/b', 'slash', NULL), ('a b', 'space', ''), ('c', NULL, 'x');

CREATE TABLE unique_pair_for_key (
    a int NOT NULL, b int NOT NULL, c text, CONSTRAINT uq_unique_pair UNIQUE (b, a)
);
INSERT INTO unique_pair_for_key VALUES (1, 2, 'x'), (2, 1, 'y');

CREATE TABLE unique_index_for_key (code varchar(10) NOT NULL, c int);
CREATE UNIQUE INDEX ux_unique_index ON unique_index_for_key (code);
INSERT INTO unique_index_for_key VALUES ('one', 1), ('two', 2);

-- None of these identifies a row: NULL, part of the rows, an expression.
CREATE TABLE unique_but_null (code text UNIQUE, c int);
INSERT INTO unique_but_null VALUES ('a', 1), (NULL, 2), (NULL, 3);
CREATE TABLE unique_in_part (code text NOT NULL, active boolean NOT NULL);
CREATE UNIQUE INDEX ux_in_part ON unique_in_part (code) WHERE active;
INSERT INTO unique_in_part VALUES ('a', true), ('a', false), ('a', false);
CREATE TABLE unique_lowered (code text NOT NULL);
CREATE UNIQUE INDEX ux_lowered ON unique_lowered (lower(code));
INSERT INTO unique_lowered VALUES ('A'), ('b');

CREATE TABLE composite (a int, b text, c date, note text, PRIMARY KEY (a, b, c));
INSERT INTO composite VALUES (1, 'x,y', '2026-01-01', 'comma'), (1, 'x.y', '2026-01-01', 'dot'),
    (1, '', '2026-01-01', 'empty'), (2, '/', '2026-01-02', 'slash');
-- The key's order is not the table's.
CREATE TABLE composite_backwards (a int, b int, note text, PRIMARY KEY (b, a));
INSERT INTO composite_backwards VALUES (1, 10, 'one'), (2, 20, 'two'), (10, 1, 'turned');

CREATE TABLE person (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
INSERT INTO person (name) VALUES ('Ada'), ('Grace'), ('Edsger');
CREATE TABLE club (code char(4) PRIMARY KEY, name text NOT NULL);
INSERT INTO club VALUES ('ab', 'Short'), ('abcd', 'Long'), ('x', 'One letter');
-- A pure join table, and one with something to say.
CREATE TABLE membership (
    person_id int REFERENCES person ON DELETE CASCADE, club_code char(4) REFERENCES club,
    PRIMARY KEY (person_id, club_code)
);
INSERT INTO membership VALUES (1, 'ab'), (1, 'abcd'), (2, 'ab');
CREATE TABLE visit (
    person_id int REFERENCES person, club_code char(4) REFERENCES club, day date, remark text,
    PRIMARY KEY (person_id, club_code, day)
);
INSERT INTO visit VALUES (1, 'ab', '2026-02-01', 'early'), (1, 'ab', '2026-02-02', NULL);
CREATE TABLE join_without_key (person_id int NOT NULL REFERENCES person, club_code char(4) REFERENCES club);
INSERT INTO join_without_key VALUES (1, 'ab'), (1, 'ab'), (2, NULL);
-- A key that refers is no inheritance.
CREATE TABLE passport (person_id int PRIMARY KEY REFERENCES person ON DELETE CASCADE, number text NOT NULL);
INSERT INTO passport VALUES (1, 'PL 1'), (2, 'PL 2');
CREATE TABLE passport_page (
    person_id int REFERENCES passport, page int, stamp text, PRIMARY KEY (person_id, page)
);
INSERT INTO passport_page VALUES (1, 1, 'Warsaw'), (1, 2, 'Oslo');

CREATE TABLE by_bool (id boolean PRIMARY KEY, note text);
INSERT INTO by_bool VALUES (true, 'yes'), (false, 'no');
CREATE TABLE by_smallint (id smallint PRIMARY KEY, note text);
INSERT INTO by_smallint VALUES (-32768, 'least'), (0, 'nought'), (32767, 'most');
CREATE TABLE by_bigint (id bigint PRIMARY KEY, note text);
INSERT INTO by_bigint VALUES (-9223372036854775808, 'least'), (9223372036854775807, 'most');
CREATE TABLE by_date (id date PRIMARY KEY, note text);
INSERT INTO by_date VALUES ('2026-01-01', 'a'), ('0044-03-15 BC', 'ides'), ('infinity', 'never'), ('12026-01-01', 'far');
CREATE TABLE by_time (id time PRIMARY KEY, note text);
INSERT INTO by_time VALUES ('00:00', 'a'), ('24:00', 'b'), ('12:34:56.789012', 'c');
CREATE TABLE by_timestamp (id timestamp PRIMARY KEY, note text);
INSERT INTO by_timestamp VALUES ('2026-01-01 12:00:00.000001', 'a'), ('-infinity', 'b'), ('0001-01-01 00:00 BC', 'c');
CREATE TABLE by_timestamptz (id timestamptz PRIMARY KEY, note text);
INSERT INTO by_timestamptz VALUES ('2026-01-01 12:00:00.123456+02', 'a'), ('infinity', 'b'), ('20000-01-01 00:00+00', 'c');
CREATE TABLE by_interval (id interval PRIMARY KEY, note text);
INSERT INTO by_interval VALUES ('1 mon', 'a'), ('-1 day 02:03:04.000005', 'b'), ('0', 'c');
CREATE TABLE by_numeric (id numeric PRIMARY KEY, note text);
INSERT INTO by_numeric VALUES (1.50, 'a'), (-0.000000000000000001, 'b'), (12345678901234567890.123, 'c'), ('NaN', 'd'), ('Infinity', 'e');
CREATE TABLE by_numeric_scale (id numeric(38, 18) PRIMARY KEY, note text);
INSERT INTO by_numeric_scale VALUES (1, 'a'), (12345678901234567890.123456789012345678, 'b');
CREATE TABLE by_real (id real PRIMARY KEY, note text);
INSERT INTO by_real VALUES (0.1, 'a'), (-1e-30, 'b'), ('NaN', 'c'), ('Infinity', 'd'), (16777216, 'e');
CREATE TABLE by_double (id double precision PRIMARY KEY, note text);
INSERT INTO by_double VALUES (0.1, 'a'), (1e300, 'b'), ('NaN', 'c'), ('-Infinity', 'd'), (0.30000000000000004, 'e');
CREATE TABLE by_money (id money PRIMARY KEY, note text);
INSERT INTO by_money VALUES (12.5, 'a'), (-1234567.89, 'b');
CREATE TABLE by_uuid (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), note text);
INSERT INTO by_uuid VALUES ('00000000-0000-0000-0000-000000000001', 'a'), (gen_random_uuid(), 'b');
CREATE TABLE by_char (id char(6) PRIMARY KEY, note text);
INSERT INTO by_char VALUES ('ab', 'a'), ('abcdef', 'b'), ('', 'blank'), ('a b', 'inner');
CREATE TABLE by_varchar (id varchar(40) PRIMARY KEY, note text);
INSERT INTO by_varchar VALUES ('ab ', 'trailing blank'), ('ab', 'none'), (' ab', 'leading');
CREATE TABLE by_bytea (id bytea PRIMARY KEY, note text);
INSERT INTO by_bytea VALUES ('\x00ff10', 'a'), ('', 'empty'), ('hello', 'c');
CREATE TABLE by_citext (id citext PRIMARY KEY, note text);
INSERT INTO by_citext VALUES ('Abc', 'a'), ('ŻÓŁW', 'b');
CREATE TABLE of_citext (n int PRIMARY KEY, of citext REFERENCES by_citext);
INSERT INTO of_citext VALUES (1, 'aBC'), (2, 'Abc'), (3, NULL);
CREATE TYPE mood AS ENUM ('so so', 'happy', 'a,b', 'it''s', '', 'ünïcode');
CREATE TABLE by_enum (id mood PRIMARY KEY, note text);
INSERT INTO by_enum VALUES ('so so', 'a'), ('a,b', 'b'), ('it''s', 'c'), ('', 'd'), ('ünïcode', 'e');
CREATE TABLE by_inet (id inet PRIMARY KEY, note text);
INSERT INTO by_inet VALUES ('10.0.0.1', 'a'), ('10.0.0.1/8', 'b'), ('::1', 'c');
CREATE TABLE by_cidr (id cidr PRIMARY KEY, note text);
INSERT INTO by_cidr VALUES ('10.0.0.0/8', 'a'), ('10.0.0.1/32', 'b'), ('fe80::/64', 'c');
CREATE TABLE by_macaddr (id macaddr PRIMARY KEY, note text);
INSERT INTO by_macaddr VALUES ('08:00:2b:01:02:03', 'a');
CREATE TABLE by_bit (id bit(4) PRIMARY KEY, note text);
INSERT INTO by_bit VALUES (B'0101', 'a'), (B'0000', 'b');
CREATE TABLE by_oid (id oid PRIMARY KEY, note text);
INSERT INTO by_oid VALUES (0, 'a'), (4294967295, 'b');
CREATE TABLE by_range (id int4range PRIMARY KEY, note text);
INSERT INTO by_range VALUES ('[1,5)', 'a'), ('empty', 'b'), ('(,)', 'c');
CREATE DOMAIN postcode AS text CHECK (VALUE ~ '^\d\d-\d\d\d$');
CREATE TABLE by_domain (id postcode PRIMARY KEY, note text);
INSERT INTO by_domain VALUES ('00-950', 'a'), ('31-007', 'b');
CREATE TABLE by_array (id int[] PRIMARY KEY, note text);
INSERT INTO by_array VALUES ('{1,2}', 'a'), ('{}', 'b'), ('{{1,2},{3,4}}', 'c');
CREATE TABLE by_jsonb (id jsonb PRIMARY KEY, note text);
INSERT INTO by_jsonb VALUES ('{"a": [1, 2]}', 'a'), ('null', 'b'), ('"x"', 'c');

CREATE TABLE by_text (id text PRIMARY KEY, note text);
INSERT INTO by_text VALUES ('a,b', 'comma'), ('a/b', 'slash'), ('"q"', 'quotes'), ('it''s', 'apostrophe'),
    ('a b', 'space'), (' ', 'one space'), ('.', 'dot'), ('..', 'dots'), ('a.b', 'inner dot'), ('.,', 'both'),
    ('100%', 'percent'), ('%41', 'encoded'), ('a&b=c', 'query'), ('a#b', 'fragment'), ('a?b', 'question'),
    ('a+b', 'plus'), (E'two\nlines', 'newline'), (E'tab\there', 'tab'), (E'cr\r\nlf', 'both ends'), ('', 'empty'),
    ('żółw', 'Polish'), ('مفتاح', 'Arabic'), ('🐢', 'emoji'), ('<b>', 'tag'), ('\', 'backslash'),
    ('True', 'word'), ('None', 'nothing'), ('null', 'nothing'), ('-1', 'number'), ('new', 'page'),
    (repeat('long ', 400), 'very long'), ('e' || U&'\0301', 'decomposed');
CREATE TABLE of_text (n int PRIMARY KEY, of text REFERENCES by_text ON UPDATE CASCADE);
INSERT INTO of_text SELECT row_number() OVER (ORDER BY id), id FROM by_text;
CREATE TABLE by_two_texts (a text, b text, note text, PRIMARY KEY (a, b));
INSERT INTO by_two_texts VALUES ('', '', 'both empty'), (',', '.', 'signs'), ('a,b', 'c', 'one'), ('a', 'b,c', 'two'),
    ('.', ',', 'turned'), (E'\n', ' ', 'blank');
CREATE TABLE by_three_kinds (a boolean, b numeric, c timestamptz, note text, PRIMARY KEY (a, b, c));
INSERT INTO by_three_kinds VALUES (true, 1.0, '2026-01-01 00:00+00', 'a'), (false, 'NaN', '-infinity', 'b');
CREATE TABLE of_uuid (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), parent uuid REFERENCES of_uuid);
INSERT INTO of_uuid VALUES ('00000000-0000-0000-0000-00000000000a', NULL), (gen_random_uuid(), '00000000-0000-0000-0000-00000000000a');
RESET search_path;
