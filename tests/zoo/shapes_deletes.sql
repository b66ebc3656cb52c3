-- What a deletion does to others, rule by rule, and what renaming a key does.

CREATE SCHEMA deletes;
SET search_path = deletes, public;

CREATE TABLE parent (id int PRIMARY KEY, name text);
INSERT INTO parent SELECT i, 'Parent ' || i FROM generate_series(0, 12) i;
CREATE TABLE cascades (id int PRIMARY KEY, parent_id int REFERENCES parent ON DELETE CASCADE);
INSERT INTO cascades VALUES (1, 1), (2, 1), (3, 2);
CREATE TABLE cascades_on (id int PRIMARY KEY, of int REFERENCES cascades ON DELETE CASCADE);
INSERT INTO cascades_on VALUES (1, 1), (2, 2);
CREATE TABLE nulls (id int PRIMARY KEY, parent_id int REFERENCES parent ON DELETE SET NULL);
INSERT INTO nulls VALUES (1, 3);
CREATE TABLE null_refused (id int PRIMARY KEY, parent_id int NOT NULL REFERENCES parent ON DELETE SET NULL);
INSERT INTO null_refused VALUES (1, 4);
CREATE TABLE null_checked (id int PRIMARY KEY, parent_id int REFERENCES parent ON DELETE SET NULL, CONSTRAINT has_parent CHECK (parent_id IS NOT NULL));
INSERT INTO null_checked VALUES (1, 5);
CREATE TABLE defaults (id int PRIMARY KEY, parent_id int DEFAULT 0 REFERENCES parent ON DELETE SET DEFAULT);
INSERT INTO defaults VALUES (1, 6);
CREATE TABLE default_missing (id int PRIMARY KEY, parent_id int DEFAULT 99 REFERENCES parent ON DELETE SET DEFAULT);
INSERT INTO default_missing VALUES (1, 7);
CREATE TABLE default_null (id int PRIMARY KEY, parent_id int REFERENCES parent ON DELETE SET DEFAULT);
INSERT INTO default_null VALUES (1, 8);
CREATE TABLE restricts (id int PRIMARY KEY, parent_id int REFERENCES parent ON DELETE RESTRICT);
INSERT INTO restricts VALUES (1, 9);
CREATE TABLE no_action (id int PRIMARY KEY, parent_id int REFERENCES parent);
INSERT INTO no_action VALUES (1, 10);
CREATE TABLE no_action_deferred (id int PRIMARY KEY, parent_id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
INSERT INTO no_action_deferred VALUES (1, 11);

CREATE TABLE pairs (tenant int, id int, PRIMARY KEY (tenant, id));
INSERT INTO pairs VALUES (1, 1), (1, 2), (1, 3);
CREATE TABLE null_one_of_two (id int PRIMARY KEY, tenant int NOT NULL, pair_id int, FOREIGN KEY (tenant, pair_id) REFERENCES pairs ON DELETE SET NULL (pair_id));
INSERT INTO null_one_of_two VALUES (1, 1, 1);
CREATE TABLE null_both (id int PRIMARY KEY, tenant int, pair_id int, FOREIGN KEY (tenant, pair_id) REFERENCES pairs ON DELETE SET NULL);
INSERT INTO null_both VALUES (1, 1, 2);

CREATE TABLE tree (id int PRIMARY KEY, parent_id int REFERENCES tree ON DELETE CASCADE);
INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2), (4, 3), (9, NULL);
CREATE TABLE tree_restrict (id int PRIMARY KEY, parent_id int REFERENCES tree_restrict);
INSERT INTO tree_restrict VALUES (1, NULL), (2, 1), (3, 3);
CREATE TABLE ring_a (id int PRIMARY KEY, b_id int);
CREATE TABLE ring_b (id int PRIMARY KEY, a_id int REFERENCES ring_a ON DELETE CASCADE);
ALTER TABLE ring_a ADD FOREIGN KEY (b_id) REFERENCES ring_b ON DELETE CASCADE;
INSERT INTO ring_a VALUES (1, NULL), (2, NULL); INSERT INTO ring_b VALUES (1, 1); UPDATE ring_a SET b_id = 1 WHERE id = 1;
-- A cascade and a refusal meet in one row: NO ACTION waits for the cascade, RESTRICT does not.
CREATE TABLE diamond_top (id int PRIMARY KEY);
INSERT INTO diamond_top VALUES (1), (2);
CREATE TABLE diamond_left (id int PRIMARY KEY, top_id int REFERENCES diamond_top ON DELETE CASCADE);
INSERT INTO diamond_left VALUES (1, 1), (2, 2);
CREATE TABLE diamond_bottom (id int PRIMARY KEY, left_id int REFERENCES diamond_left, top_id int REFERENCES diamond_top ON DELETE CASCADE);
INSERT INTO diamond_bottom VALUES (1, 1, 1), (2, 2, NULL);

CREATE TABLE natural_key (code text PRIMARY KEY, name text);
INSERT INTO natural_key VALUES ('a', 'free'), ('b', 'cascades'), ('c', 'refused');
CREATE TABLE natural_follows (id int PRIMARY KEY, code text REFERENCES natural_key ON UPDATE CASCADE ON DELETE CASCADE);
INSERT INTO natural_follows VALUES (1, 'b');
CREATE TABLE natural_refuses (id int PRIMARY KEY, code text REFERENCES natural_key);
INSERT INTO natural_refuses VALUES (1, 'c');
CREATE TABLE natural_pair (a text, b text, note text, PRIMARY KEY (a, b));
INSERT INTO natural_pair VALUES ('x', 'y', 'z');
RESET search_path;
