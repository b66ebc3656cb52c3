-- One table for each type: a column that may be NULL, one that must not be, and what forms spoil.
-- A name that begins with "type_" is all a table needs to be walked (see walk.py).

CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS cube;
CREATE EXTENSION IF NOT EXISTS isn;
CREATE EXTENSION IF NOT EXISTS seg;

-- Whole numbers

CREATE TABLE type_int2 (id serial PRIMARY KEY, value smallint, needed smallint NOT NULL);
INSERT INTO type_int2 (value, needed) VALUES (NULL, 0), (-32768, 32767), (0, -1);

CREATE TABLE type_int4 (id serial PRIMARY KEY, value integer, needed integer NOT NULL);
INSERT INTO type_int4 (value, needed) VALUES (NULL, 0), (-2147483648, 2147483647), (0, -1);

CREATE TABLE type_int8 (id bigserial PRIMARY KEY, value bigint, needed bigint NOT NULL);
INSERT INTO type_int8 (value, needed)
VALUES (NULL, 0), (-9223372036854775808, 9223372036854775807), (9007199254740993, -1);

CREATE TABLE type_oid (id serial PRIMARY KEY, value oid, needed oid NOT NULL);
INSERT INTO type_oid (value, needed) VALUES (NULL, 0), (4294967295, 1259);

CREATE TABLE type_regclass (id serial PRIMARY KEY, value regclass, needed regclass NOT NULL);
INSERT INTO type_regclass (value, needed) VALUES (NULL, 'pg_class'), ('pg_type', 'pg_attribute');

CREATE TABLE type_regtype (id serial PRIMARY KEY, value regtype, needed regtype NOT NULL);
INSERT INTO type_regtype (value, needed) VALUES (NULL, 'integer'), ('text[]', 'timestamptz');

CREATE TABLE type_regproc (id serial PRIMARY KEY, value regprocedure, needed regrole NOT NULL);
INSERT INTO type_regproc (value, needed)
VALUES (NULL, 'pg_read_all_data'), ('lower(text)', 'pg_monitor');

-- Numbers with a fraction

CREATE TABLE type_numeric (id serial PRIMARY KEY, value numeric, needed numeric NOT NULL);
INSERT INTO type_numeric (value, needed) VALUES
    (NULL, 0), (0.1, 1.50), (-0.000000000000000001, 1e40), ('NaN', 'Infinity'), ('-Infinity', 0.00);

CREATE TABLE type_numeric_fixed
    (id serial PRIMARY KEY, value numeric(38, 18), needed numeric(12, 2) NOT NULL);
INSERT INTO type_numeric_fixed (value, needed) VALUES
    (NULL, 0), (12345678901234567890.123456789012345678, -0.01), ('NaN', 9999999999.99);

CREATE TABLE type_numeric_scales
    (id serial PRIMARY KEY, value numeric(3, -2), needed numeric(2, 4) NOT NULL, whole numeric(20));
INSERT INTO type_numeric_scales (value, needed, whole)
VALUES (NULL, 0.0099, NULL), (12300, 0, 12345678901234567890), (-99900, -0.0001, 0);

CREATE TABLE type_float4 (id serial PRIMARY KEY, value real, needed real NOT NULL);
INSERT INTO type_float4 (value, needed) VALUES
    (NULL, 0), (1.1, '-0'), ('NaN', '-Infinity'), (3.4e38, 1e-40), (16777217, 0.1);

CREATE TABLE type_float8
    (id serial PRIMARY KEY, value double precision, needed double precision NOT NULL);
INSERT INTO type_float8 (value, needed) VALUES
    (NULL, 0), (0.1, '-0'), ('NaN', 'Infinity'), (1e300, 5e-324), (123456789012345680, 1e16);

CREATE TABLE type_money (id serial PRIMARY KEY, value money, needed money NOT NULL);
INSERT INTO type_money (value, needed) VALUES (NULL, 0), ('1234567.89', '-0.01'), ('0', '12');

-- Text

CREATE TABLE type_text (id serial PRIMARY KEY, value text, needed text NOT NULL);
INSERT INTO type_text (value, needed) VALUES
    (NULL, ''), ('', ' '), (E'\n', E'\n\nlead'), (E'a\r\nb', E'a\rb'), (E'x\r\ny\nz\r', E'\t\x01'),
    ('<b onclick="x()">&amp;"''</b>', '𝄞 ǘ'), ('NULL', '\N'), ('=1+1', '''-1'), ('a,b;"c"', '100%_\'),
    (repeat('long ', 500), ' lead and trail ');

CREATE TABLE type_varchar
    (id serial PRIMARY KEY, value varchar(5), needed varchar(12) NOT NULL, open varchar);
INSERT INTO type_varchar (value, needed, open)
VALUES (NULL, '', NULL), ('', 'abcde  ', ''), ('𝄞𝄞𝄞𝄞𝄞', E'a\nb', ' x ');

CREATE TABLE type_char (id serial PRIMARY KEY, value char(5), needed char(3) NOT NULL, one char);
INSERT INTO type_char (value, needed, one)
VALUES (NULL, '', NULL), ('ab', 'abc', 'x'), ('', ' a', ''), (E'a\nb', 'ü', ' ');

CREATE TABLE type_citext (id serial PRIMARY KEY, value citext, needed citext NOT NULL);
INSERT INTO type_citext (value, needed) VALUES (NULL, ''), ('MiXeD', 'mixed'), (E'a\nb', 'ÄÖ');

CREATE TABLE type_name (id serial PRIMARY KEY, value name, needed name NOT NULL);
INSERT INTO type_name (value, needed) VALUES (NULL, ''), ('pg_class', 'a b'), ('', 'ü');

CREATE TABLE type_quoted_char (id serial PRIMARY KEY, value "char", needed "char" NOT NULL);
INSERT INTO type_quoted_char (value, needed) VALUES (NULL, 'a'), ('', 'z'), (' ', '''');

CREATE TABLE type_collated (
    id serial PRIMARY KEY, value text COLLATE "C", needed varchar(10) COLLATE "POSIX" NOT NULL
);
INSERT INTO type_collated (value, needed) VALUES (NULL, 'b'), ('A', 'a'), ('ą', '');

-- Bytes and bits

CREATE TABLE type_bytea (id serial PRIMARY KEY, value bytea, needed bytea NOT NULL);
INSERT INTO type_bytea (value, needed) VALUES
    (NULL, '\x'), ('\x00ff27', '\x5c78'), ('\x', decode(repeat('00010203', 500), 'hex'));

CREATE TABLE type_bit (id serial PRIMARY KEY, value bit(3), needed bit NOT NULL);
INSERT INTO type_bit (value, needed) VALUES (NULL, '0'), ('101', '1'), ('000', '0');

CREATE TABLE type_varbit
    (id serial PRIMARY KEY, value bit varying, needed bit varying(8) NOT NULL);
INSERT INTO type_varbit (value, needed) VALUES (NULL, ''), ('', '10110'), (repeat('10', 99)::varbit, '1');

-- Yes and no

CREATE TABLE type_bool (id serial PRIMARY KEY, value boolean, needed boolean NOT NULL);
INSERT INTO type_bool (value, needed) VALUES (NULL, true), (true, false), (false, true);

-- Days and hours

CREATE TABLE type_date (id serial PRIMARY KEY, value date, needed date NOT NULL);
INSERT INTO type_date (value, needed) VALUES
    (NULL, '2026-02-28'), ('0001-01-01', '9999-12-31'), ('10000-01-01', '0044-03-15 BC'),
    ('infinity', '-infinity');

CREATE TABLE type_time (id serial PRIMARY KEY, value time, needed time(3) NOT NULL);
INSERT INTO type_time (value, needed) VALUES
    (NULL, '00:00'), ('23:59:59.999999', '24:00'), ('09:30:15', '09:30:15.123'), ('24:00', '12:00');

CREATE TABLE type_timetz (id serial PRIMARY KEY, value timetz, needed timetz NOT NULL);
INSERT INTO type_timetz (value, needed) VALUES
    (NULL, '09:30+02'), ('23:59:59.5-11:30', '00:00+15:59:59'), ('24:00+00', '12:00-01:30:15');

CREATE TABLE type_timestamp (id serial PRIMARY KEY, value timestamp, needed timestamp(0) NOT NULL);
INSERT INTO type_timestamp (value, needed) VALUES
    (NULL, '2026-02-28 09:30'), ('2026-02-28 09:30:00.000001', '2026-03-29 02:30:00'),
    ('infinity', '0044-03-15 00:00:00 BC'), ('294276-12-31 23:59:59.999999', '-infinity');

CREATE TABLE type_timestamptz
    (id serial PRIMARY KEY, value timestamptz, needed timestamptz(3) NOT NULL);
INSERT INTO type_timestamptz (value, needed) VALUES
    (NULL, '2026-02-28 09:30+00'), ('2026-02-28 09:30:15.123456+00', '2026-10-25 00:30+00'),
    ('2026-10-25 01:30:00.5+00', '1900-01-01 00:00+00'),
    ('0001-01-01 00:00+00', '9999-12-31 23:59:59+00'), ('20000-01-01 00:00+00', '-infinity'),
    ('infinity', '0044-03-15 12:00+00 BC');

CREATE TABLE type_interval (id serial PRIMARY KEY, value interval, needed interval NOT NULL);
INSERT INTO type_interval (value, needed) VALUES
    (NULL, '0'), ('1 mon -1 days 00:00:00.000001', '1 year 2 mons'), ('-178000000 years', '30 days'),
    ('99:59:59.999999', '-1 mon 1 day');

CREATE TABLE type_interval_limited
    (id serial PRIMARY KEY, value interval(0), needed interval year to month NOT NULL);
INSERT INTO type_interval_limited (value, needed)
VALUES (NULL, '1 mon'), ('1 day 02:03:04', '1 year 2 mons'), ('-00:00:01', '0');

-- Keys of the world

CREATE TABLE type_uuid (id serial PRIMARY KEY, value uuid, needed uuid NOT NULL);
INSERT INTO type_uuid (value, needed) VALUES
    (NULL, '00000000-0000-0000-0000-000000000000'),
    ('ffffffff-ffff-ffff-ffff-ffffffffffff', '0b7c1a52-9f4e-4d0e-8a3b-6f1c2d3e4f50');

CREATE TABLE type_isbn (id serial PRIMARY KEY, value isbn13, needed issn NOT NULL);
INSERT INTO type_isbn (value, needed)
VALUES (NULL, '1436-4522'), ('978-0-393-04002-9', '0317-8471'), ('978-3-16-148410-0', '1436-4522');

-- Documents

CREATE TABLE type_json (id serial PRIMARY KEY, value json, needed json NOT NULL);
INSERT INTO type_json (value, needed) VALUES
    (NULL, 'null'), ('{"b": 1, "a": 1.10, "a": 2}', '[]'), ('1e400', '"x"'), ('  {}', E'{ "a" :\n 1 }'),
    ('0.1000000000000000055511', '["\u00fc", "<&>"]'), ('null', 'true');

CREATE TABLE type_jsonb (id serial PRIMARY KEY, value jsonb, needed jsonb NOT NULL);
INSERT INTO type_jsonb (value, needed) VALUES
    (NULL, 'null'), ('{"a": 1.10, "b": [null, {}]}', '[]'), ('null', '"x"'), ('{}', '12345678901234567890.10'),
    ('{"long": {"nested": [1, 2, {"x": "ü"}]}, "a b": "\"\\ \n"}', '[{}]');

CREATE TABLE type_jsonpath (id serial PRIMARY KEY, value jsonpath, needed jsonpath NOT NULL);
INSERT INTO type_jsonpath (value, needed)
VALUES (NULL, '$'), ('$."a"[*]?(@ > 1)', 'strict $.a'), ('lax $.b', '$[0 to 2]');

CREATE TABLE type_xml (id serial PRIMARY KEY, value xml, needed xml NOT NULL);
DO $$
BEGIN
    INSERT INTO type_xml (value, needed) VALUES
        (NULL, '<a/>'), ('<a href="x">b &amp; c</a>', 'text <b>and</b> more'),
        ('', '<?xml version="1.0"?><x/>'), (E'<a>\n  <b/>\n</a>', '<ü/>');
EXCEPTION WHEN feature_not_supported THEN
    NULL;  -- a server without libxml has the type and no value of it
END $$;

CREATE TABLE type_hstore (id serial PRIMARY KEY, value hstore, needed hstore NOT NULL);
INSERT INTO type_hstore (value, needed) VALUES
    (NULL, ''), ('a=>1, "b c"=>"x,\"y", z=>NULL', 'k=>""'), ('', '"NULL"=>"NULL"');

CREATE TABLE type_ltree (id serial PRIMARY KEY, value ltree, needed ltree NOT NULL);
INSERT INTO type_ltree (value, needed)
VALUES (NULL, 'Top'), ('Top.Science.Astronomy', ''), ('', 'a.b_c.1');

CREATE TABLE type_lquery (id serial PRIMARY KEY, value lquery, needed ltxtquery NOT NULL);
INSERT INTO type_lquery (value, needed)
VALUES (NULL, 'Europe & !Russia'), ('Top.*.A*@', 'a | b'), ('*', 'x');

CREATE TABLE type_tsvector (id serial PRIMARY KEY, value tsvector, needed tsvector NOT NULL);
INSERT INTO type_tsvector (value, needed)
VALUES (NULL, ''), ('''a'':1A ''b c'':2', 'it''s'), ('', 'x:1,2C y');

CREATE TABLE type_tsquery (id serial PRIMARY KEY, value tsquery, needed tsquery NOT NULL);
INSERT INTO type_tsquery (value, needed)
VALUES (NULL, 'a'), ('''a'' & !''b''', 'x <-> y'), ('a:*B', '(a | b) & c');

-- Networks

CREATE TABLE type_inet (id serial PRIMARY KEY, value inet, needed inet NOT NULL);
INSERT INTO type_inet (value, needed)
VALUES (NULL, '10.0.0.1'), ('192.168.0.1/24', '::1'), ('fe80::1/64', '10.0.0.1/32');

CREATE TABLE type_cidr (id serial PRIMARY KEY, value cidr, needed cidr NOT NULL);
INSERT INTO type_cidr (value, needed) VALUES (NULL, '10.0.0.0/8'), ('10.1.2.3/32', 'fe80::/10');

CREATE TABLE type_macaddr (id serial PRIMARY KEY, value macaddr, needed macaddr8 NOT NULL);
INSERT INTO type_macaddr (value, needed)
VALUES (NULL, '08:00:2b:01:02:03:04:05'), ('08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff:ff:ff');

CREATE TABLE type_pg_lsn (id serial PRIMARY KEY, value pg_lsn, needed pg_lsn NOT NULL);
INSERT INTO type_pg_lsn (value, needed)
VALUES (NULL, '0/0'), ('16/B374D848', 'FFFFFFFF/FFFFFFFF'), ('0/1', '0/2');

CREATE TABLE type_xid8 (id serial PRIMARY KEY, value xid8, needed xid NOT NULL, snap pg_snapshot);
INSERT INTO type_xid8 (value, needed, snap)
VALUES (NULL, '5', NULL), ('18446744073709551615', '4294967295', '10:20:10,14,15');

CREATE TABLE type_tid (id serial PRIMARY KEY, value tid, needed tid NOT NULL);
INSERT INTO type_tid (value, needed) VALUES (NULL, '(0,1)'), ('(4294967295,65535)', '(1,2)');

-- Shapes

CREATE TABLE type_point (id serial PRIMARY KEY, value point, needed point NOT NULL);
INSERT INTO type_point (value, needed)
VALUES (NULL, '(0,0)'), ('(1.5,-2)', '(1e300,5e-324)'), ('(NaN,Infinity)', '(0.1,0.2)');

CREATE TABLE type_line (id serial PRIMARY KEY, value line, needed lseg NOT NULL);
INSERT INTO type_line (value, needed)
VALUES (NULL, '[(0,0),(1,1)]'), ('{1,-1,0}', '[(0.1,0),(1,1)]');

CREATE TABLE type_box (id serial PRIMARY KEY, value box, needed box NOT NULL);
INSERT INTO type_box (value, needed) VALUES (NULL, '(1,1),(0,0)'), ('(2,2),(1.5,1)', '(3,3),(0,0)');

CREATE TABLE type_path (id serial PRIMARY KEY, value path, needed polygon NOT NULL);
INSERT INTO type_path (value, needed)
VALUES (NULL, '((0,0),(1,1),(2,0))'), ('[(0,0),(1,1)]', '((0,0))'), ('((0,0),(1,1))', '((1,2),(3,4))');

CREATE TABLE type_circle (id serial PRIMARY KEY, value circle, needed circle NOT NULL);
INSERT INTO type_circle (value, needed) VALUES (NULL, '<(0,0),1>'), ('<(1.5,2),0>', '<(0,0),2>');

CREATE TABLE type_cube (id serial PRIMARY KEY, value cube, needed seg NOT NULL);
INSERT INTO type_cube (value, needed) VALUES (NULL, '1'), ('(1, 2),(3, 4)', '1 .. 2'), ('(0)', '<3');

-- Ranges

CREATE TABLE type_daterange (id serial PRIMARY KEY, value daterange, needed daterange NOT NULL);
INSERT INTO type_daterange (value, needed) VALUES
    (NULL, '(,)'), ('[2026-01-01,2026-02-01)', 'empty'), ('[2026-01-01,)', '(,2026-01-01)'),
    ('[2026-01-01,infinity)', '[0044-03-15 BC,)'), ('[2026-01-01,infinity]', '[-infinity,infinity]');

CREATE TABLE type_int4range (id serial PRIMARY KEY, value int4range, needed int8range NOT NULL);
INSERT INTO type_int4range (value, needed)
VALUES (NULL, 'empty'), ('[1,3]', '[1,9223372036854775807)'), ('(,5)', '(,)');

CREATE TABLE type_numrange (id serial PRIMARY KEY, value numrange, needed numrange NOT NULL);
INSERT INTO type_numrange (value, needed)
VALUES (NULL, 'empty'), ('[1.10,2.20]', '(1,)'), ('(-Infinity,NaN)', '(,0.0]');

CREATE TABLE type_tsrange (id serial PRIMARY KEY, value tsrange, needed tstzrange NOT NULL);
INSERT INTO type_tsrange (value, needed) VALUES
    (NULL, 'empty'), ('[2026-01-01 00:00:00.000001,)', '["2026-01-01 00:00:00+00","2026-01-01 00:00:00.5+00")'),
    ('[0044-03-15 BC,20000-01-01)', '(,infinity)');

CREATE TABLE type_multirange
    (id serial PRIMARY KEY, value int4multirange, needed datemultirange NOT NULL, more nummultirange);
INSERT INTO type_multirange (value, needed, more) VALUES
    (NULL, '{}', NULL), ('{[1,3),[5,8)}', '{[2026-01-01,2026-02-01)}', '{(,1.10],(2,)}'), ('{}', '{(,)}', '{}');

CREATE TYPE zoo_floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE type_own_range
    (id serial PRIMARY KEY, value zoo_floatrange, needed zoo_floatrange NOT NULL);
INSERT INTO type_own_range (value, needed)
VALUES (NULL, 'empty'), ('[0.1,0.2)', '(,)'), ('[1,Infinity]', '(-1,1)');

-- Choices

CREATE TYPE zoo_mood AS ENUM ('sad', 'so so, really', 'glad', '', 'Ünhappy', 'UPPER_case');
CREATE TABLE type_enum (id serial PRIMARY KEY, value zoo_mood, needed zoo_mood NOT NULL);
INSERT INTO type_enum (value, needed)
VALUES (NULL, 'sad'), ('so so, really', 'glad'), ('', 'Ünhappy'), ('UPPER_case', '');

CREATE TYPE zoo_empty_enum AS ENUM ();
CREATE TABLE type_enum_empty (id serial PRIMARY KEY, value zoo_empty_enum, note text);
INSERT INTO type_enum_empty (note) VALUES ('a'), (NULL);

-- Domains

CREATE DOMAIN zoo_positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN zoo_postcode AS text CONSTRAINT five_digits CHECK (VALUE ~ '^\d{5}$');
CREATE DOMAIN zoo_email AS citext CHECK (VALUE ~ '@');
CREATE DOMAIN zoo_year AS zoo_positive CHECK (VALUE >= 1901 AND VALUE <= 2155);
CREATE DOMAIN zoo_flag AS boolean NOT NULL;
CREATE DOMAIN zoo_name AS varchar(50);
CREATE DOMAIN zoo_account AS varchar(15);
CREATE DOMAIN zoo_day AS date;
CREATE DOMAIN zoo_price AS numeric(8, 2) DEFAULT 0.99;
CREATE DOMAIN zoo_doc AS jsonb CHECK (jsonb_typeof(VALUE) = 'object');
CREATE DOMAIN zoo_moods AS zoo_mood[];
CREATE DOMAIN zoo_feeling AS zoo_mood;
CREATE DOMAIN zoo_span AS daterange;
CREATE DOMAIN zoo_moment AS timestamptz(0);
CREATE DOMAIN zoo_blob AS bytea;

CREATE TABLE type_domain_int (id serial PRIMARY KEY, value zoo_positive, needed zoo_year NOT NULL);
INSERT INTO type_domain_int (value, needed) VALUES (NULL, 1901), (1, 2006), (2147483647, 2155);

CREATE TABLE type_domain_text
    (id serial PRIMARY KEY, value zoo_postcode, needed zoo_email NOT NULL, name zoo_name, acc zoo_account);
INSERT INTO type_domain_text (value, needed, name, acc)
VALUES (NULL, 'A@b.org', NULL, NULL), ('00123', 'x@y', '', 'AW00000442');

CREATE TABLE type_domain_flag (id serial PRIMARY KEY, value zoo_flag, needed zoo_flag NOT NULL);
INSERT INTO type_domain_flag (value, needed) VALUES (true, false), (false, true);

CREATE TABLE type_domain_others (
    id serial PRIMARY KEY, day zoo_day, price zoo_price NOT NULL, doc zoo_doc, moods zoo_moods,
    feeling zoo_feeling, span zoo_span, moment zoo_moment, blob zoo_blob
);
INSERT INTO type_domain_others (day, price, doc, moods, feeling, span, moment, blob) VALUES
    (NULL, 1.50, NULL, NULL, NULL, NULL, NULL, NULL),
    ('infinity', 0, '{"a": 1.0}', '{sad,"so so, really",NULL}', 'glad', '[2026-01-01,2026-01-02)',
     '2026-02-28 09:30+00', '\x00ff');

-- Lists

CREATE TABLE type_text_array (id serial PRIMARY KEY, value text[], needed text[] NOT NULL);
INSERT INTO type_text_array (value, needed) VALUES
    (NULL, '{}'), ('{a,b}', '{NULL}'), ('{"NULL"}', '{"a,b"," c ","\"","{}",""}'),
    ('{{a,b},{c,d}}', E'{"a\nb"}'), ('{}', '{"\\\\",x}'), ('[0:1]={a,b}', '{{{a}}}');

CREATE TABLE type_int_array (id serial PRIMARY KEY, value integer[], needed bigint[] NOT NULL);
INSERT INTO type_int_array (value, needed)
VALUES (NULL, '{}'), ('{1,NULL,3}', '{{1,2},{3,4}}'), ('[0:1]={5,6}', '{9223372036854775807}');

CREATE TABLE type_numeric_array (id serial PRIMARY KEY, value numeric[], needed double precision[] NOT NULL);
INSERT INTO type_numeric_array (value, needed)
VALUES (NULL, '{}'), ('{1.10,NaN,Infinity}', '{0.1,NaN,-Infinity,1e300}');

CREATE TABLE type_bool_array (id serial PRIMARY KEY, value boolean[], needed boolean[] NOT NULL);
INSERT INTO type_bool_array (value, needed) VALUES (NULL, '{}'), ('{t,NULL,f}', '{t}');

CREATE TABLE type_time_array (
    id serial PRIMARY KEY, value timestamptz[], needed date[] NOT NULL, hours time[], spans interval[]
);
INSERT INTO type_time_array (value, needed, hours, spans) VALUES
    (NULL, '{}', NULL, NULL),
    ('{"2026-02-28 09:30:00.5+00",infinity}', '{2026-01-01,"0044-03-15 BC",infinity}', '{24:00,09:30:00.1}',
     '{"1 mon -1 days",00:00:00.000001}');

CREATE TABLE type_uuid_array (id serial PRIMARY KEY, value uuid[], needed inet[] NOT NULL);
INSERT INTO type_uuid_array (value, needed)
VALUES (NULL, '{}'), ('{0b7c1a52-9f4e-4d0e-8a3b-6f1c2d3e4f50}', '{10.0.0.1/8,::1}');

CREATE TABLE type_json_array (id serial PRIMARY KEY, value jsonb[], needed json[] NOT NULL);
INSERT INTO type_json_array (value, needed)
VALUES (NULL, '{}'), ('{"{\"a\": 1.10}","null",NULL}', '{"{\"b\": [1, 2]}"}');

CREATE TABLE type_bytea_array (id serial PRIMARY KEY, value bytea[], needed bit(2)[] NOT NULL);
INSERT INTO type_bytea_array (value, needed) VALUES (NULL, '{}'), ('{"\\x00ff","\\x"}', '{01,10}');

CREATE TABLE type_enum_array (id serial PRIMARY KEY, value zoo_mood[], needed zoo_mood[] NOT NULL);
INSERT INTO type_enum_array (value, needed)
VALUES (NULL, '{}'), ('{sad,NULL,"so so, really"}', '{glad,""}'), ('{{sad},{glad}}', '{Ünhappy}');

CREATE TABLE type_domain_array (id serial PRIMARY KEY, value zoo_positive[], needed zoo_postcode[] NOT NULL);
INSERT INTO type_domain_array (value, needed) VALUES (NULL, '{}'), ('{1,2}', '{00123,99999}');

CREATE TABLE type_range_array (
    id serial PRIMARY KEY, value daterange[], needed box[] NOT NULL, words citext[], short varchar(3)[], pad char(3)[]
);
INSERT INTO type_range_array (value, needed, words, short, pad) VALUES
    (NULL, '{}', NULL, NULL, NULL),
    ('{"[2026-01-01,2026-02-01)",empty}', '{(1,1),(0,0);(2,2),(1,1)}', '{Aa,"b,c"}', '{abc,""}', '{ab,NULL}');

CREATE TABLE type_vectors (id serial PRIMARY KEY, value int2vector, needed oidvector NOT NULL);
INSERT INTO type_vectors (value, needed) VALUES (NULL, '1 2'), ('1 2 3', '23 25');

-- Rows within rows

CREATE TYPE zoo_address AS (street text, "post code" varchar(6), floor smallint);
CREATE TYPE zoo_person AS (name text, home zoo_address, tags text[]);
CREATE TABLE type_composite (id serial PRIMARY KEY, value zoo_address, needed zoo_address NOT NULL);
INSERT INTO type_composite (value, needed) VALUES
    (NULL, '("Main St, 1",00-001,2)'), ('(,,)', '("say ""hi""","",)'), (E'("a\\\\b",x,0)', '(x,,-1)');

CREATE TABLE type_composite_nested
    (id serial PRIMARY KEY, value zoo_person, needed zoo_address[] NOT NULL);
INSERT INTO type_composite_nested (value, needed) VALUES
    (NULL, '{}'), (ROW('Ann', ROW('Main', '1', 2), ARRAY['a,b', NULL])::zoo_person,
    ARRAY[ROW('x', NULL, 1)::zoo_address, NULL]);

-- Computed

CREATE TABLE type_generated (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    value integer,
    needed text NOT NULL,
    twice integer GENERATED ALWAYS AS (value * 2) STORED,
    loud text GENERATED ALWAYS AS (upper(needed)) STORED
);
INSERT INTO type_generated (value, needed) VALUES (NULL, ''), (3, 'x'), (-1, 'ü');
