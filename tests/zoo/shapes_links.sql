-- References: several to one table, to itself, of several columns, in rings, to what is no key.

CREATE SCHEMA links;
SET search_path = links, public;

CREATE TABLE place (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, code text UNIQUE);
INSERT INTO place (name, code) VALUES ('Harbour', 'HA'), ('Station', 'ST'), ('Airport', NULL);
-- Three ways to one table, and the attribute names they leave free are taken by columns.
CREATE TABLE trip (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    start_id int NOT NULL REFERENCES place, "end" int REFERENCES place ON DELETE SET NULL, via_id int REFERENCES place,
    via text, place text, places text, place_id int REFERENCES place
);
INSERT INTO trip (start_id, "end", via_id, via, place_id) VALUES (1, 2, 3, 'ferry', 1), (2, NULL, NULL, NULL, NULL);
-- To a unique column that is no key.
CREATE TABLE sign (id int PRIMARY KEY, place_code text REFERENCES place (code) ON UPDATE CASCADE, words text);
INSERT INTO sign VALUES (1, 'HA', 'To the harbour'), (2, NULL, 'Nowhere');
-- One column in two foreign keys to two tables.
CREATE TABLE depot (place_id int PRIMARY KEY REFERENCES place, size int);
INSERT INTO depot VALUES (1, 10), (2, 20);
CREATE TABLE van (
    id int PRIMARY KEY, place_id int, plate text,
    CONSTRAINT fk_van_place FOREIGN KEY (place_id) REFERENCES place,
    CONSTRAINT fk_van_depot FOREIGN KEY (place_id) REFERENCES depot
);
INSERT INTO van VALUES (1, 1, 'W 1'), (2, NULL, 'W 2');
-- The same reference twice.
CREATE TABLE twice (
    id int PRIMARY KEY, place_id int,
    CONSTRAINT fk_one FOREIGN KEY (place_id) REFERENCES place, CONSTRAINT fk_two FOREIGN KEY (place_id) REFERENCES place
);
INSERT INTO twice VALUES (1, 1);

-- To itself: a tree, a list, twice, and by a key of two columns.
CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node ON DELETE CASCADE, name text);
INSERT INTO node VALUES (1, NULL, 'root'), (2, 1, 'left'), (3, 1, 'right'), (4, 2, 'leaf'), (5, 5, 'own parent');
CREATE TABLE link_list (id int PRIMARY KEY, previous int UNIQUE REFERENCES link_list, next int UNIQUE REFERENCES link_list);
INSERT INTO link_list VALUES (1, NULL, NULL), (2, 1, NULL);
UPDATE link_list SET next = 2 WHERE id = 1;
CREATE TABLE outline (
    book int, number int, parent int, title text, PRIMARY KEY (book, number),
    FOREIGN KEY (book, parent) REFERENCES outline (book, number)
);
INSERT INTO outline VALUES (1, 1, NULL, 'Part'), (1, 2, 1, 'Chapter'), (2, 1, NULL, 'Other part');

-- Several columns, some of them shared: every row belongs to a tenant.
CREATE TABLE tenant (tenant_id int PRIMARY KEY, name text NOT NULL);
INSERT INTO tenant VALUES (1, 'One'), (2, 'Two');
CREATE TABLE account (tenant_id int REFERENCES tenant, id int, name text, PRIMARY KEY (tenant_id, id));
INSERT INTO account VALUES (1, 1, 'Cash'), (1, 2, 'Bank'), (2, 1, 'Cash of two');
CREATE TABLE project (tenant_id int REFERENCES tenant, id int, name text, PRIMARY KEY (tenant_id, id));
INSERT INTO project VALUES (1, 1, 'Road'), (2, 9, 'Bridge');
CREATE TABLE booking (
    tenant_id int NOT NULL REFERENCES tenant, id int, from_id int NOT NULL, to_id int, project_id int, amount numeric(12, 2),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, from_id) REFERENCES account (tenant_id, id),
    FOREIGN KEY (tenant_id, to_id) REFERENCES account (tenant_id, id),
    FOREIGN KEY (tenant_id, project_id) REFERENCES project (tenant_id, id)
);
INSERT INTO booking VALUES (1, 1, 1, 2, 1, 10), (1, 2, 2, NULL, NULL, 20), (2, 1, 1, NULL, 9, 30);
-- Every column may be missing on its own (MATCH SIMPLE), or all at once only (MATCH FULL).
CREATE TABLE simple_match (id int PRIMARY KEY, tenant_id int, account_id int, FOREIGN KEY (tenant_id, account_id) REFERENCES account);
INSERT INTO simple_match VALUES (1, 1, 1), (2, 7, NULL), (3, NULL, 7), (4, NULL, NULL);
CREATE TABLE full_match (
    id int PRIMARY KEY, tenant_id int, account_id int, FOREIGN KEY (tenant_id, account_id) REFERENCES account MATCH FULL
);
INSERT INTO full_match VALUES (1, 1, 1), (2, NULL, NULL);
-- The columns refer in another order than they stand.
CREATE TABLE crossed (id int PRIMARY KEY, account_id int, tenant_id int, FOREIGN KEY (account_id, tenant_id) REFERENCES account (id, tenant_id));
INSERT INTO crossed VALUES (1, 2, 1);
-- To a unique pair that is no key.
CREATE TABLE shelf (id int PRIMARY KEY, room text NOT NULL, number int NOT NULL, UNIQUE (room, number));
INSERT INTO shelf VALUES (1, 'A', 1), (2, 'A', 2);
CREATE TABLE box (id int PRIMARY KEY, room text, number int, content text, FOREIGN KEY (room, number) REFERENCES shelf (room, number));
INSERT INTO box VALUES (1, 'A', 1, 'x'), (2, NULL, NULL, 'y');

-- Rings: plain, of three, and one that nothing but deferral lets exist.
CREATE TABLE husband (id int PRIMARY KEY, name text, wife_id int);
CREATE TABLE wife (id int PRIMARY KEY, name text, husband_id int REFERENCES husband);
ALTER TABLE husband ADD FOREIGN KEY (wife_id) REFERENCES wife;
INSERT INTO husband VALUES (1, 'Adam', NULL);
INSERT INTO wife VALUES (1, 'Eve', 1);
UPDATE husband SET wife_id = 1;
CREATE TABLE chicken (id int PRIMARY KEY, egg_id int NOT NULL);
CREATE TABLE egg (id int PRIMARY KEY, chicken_id int NOT NULL REFERENCES chicken DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE chicken ADD FOREIGN KEY (egg_id) REFERENCES egg DEFERRABLE INITIALLY DEFERRED;
BEGIN; SET CONSTRAINTS ALL DEFERRED;
INSERT INTO chicken VALUES (1, 1); INSERT INTO egg VALUES (1, 1);
COMMIT;
CREATE TABLE later (id int PRIMARY KEY, place_id int REFERENCES place DEFERRABLE INITIALLY DEFERRED, rank int UNIQUE DEFERRABLE);
INSERT INTO later VALUES (1, 1, 1), (2, NULL, 2);
CREATE TABLE not_valid (id int PRIMARY KEY, place_id int);
INSERT INTO not_valid VALUES (1, 99), (2, 1);
ALTER TABLE not_valid ADD FOREIGN KEY (place_id) REFERENCES place NOT VALID;

-- A reference across schemas, and between types that only compare.
CREATE SCHEMA links_elsewhere;
CREATE TABLE links_elsewhere.place (id bigint PRIMARY KEY, place_id int REFERENCES links.place, name varchar(20) UNIQUE);
INSERT INTO links_elsewhere.place VALUES (1, 1, 'Here'), (2, NULL, 'There');
CREATE TABLE links_elsewhere.mixed (id int PRIMARY KEY, place_id int REFERENCES links_elsewhere.place, name text REFERENCES links_elsewhere.place (name));
INSERT INTO links_elsewhere.mixed VALUES (1, 1, 'Here'), (2, NULL, NULL);

-- A hundred references to one table, from a hundred tables and from one.
CREATE TABLE hub (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO hub VALUES (1, 'Hub'), (2, 'Unused');
DO $$ BEGIN
    FOR i IN 1..100 LOOP
        EXECUTE format('CREATE TABLE links.spoke_%s (id int PRIMARY KEY, hub_id int REFERENCES links.hub)', to_char(i, 'FM000'));
        EXECUTE format('INSERT INTO links.spoke_%s VALUES (1, 1), (2, NULL)', to_char(i, 'FM000'));
    END LOOP;
    EXECUTE (SELECT 'CREATE TABLE links.porcupine (id int PRIMARY KEY, ' || string_agg(format('hub_%s_id int REFERENCES links.hub', i), ', ')
             || ')' FROM generate_series(1, 60) i);
    INSERT INTO links.porcupine (id, hub_1_id) VALUES (1, 1);
END $$;

-- Many children of one row, for a page within a page.
CREATE TABLE flock (id int PRIMARY KEY, name text);
INSERT INTO flock VALUES (1, 'Large'), (2, 'Empty');
CREATE TABLE sheep (id int PRIMARY KEY, flock_id int NOT NULL REFERENCES flock ON DELETE CASCADE, name text, born date);
CREATE INDEX ix_sheep_flock_id ON sheep (flock_id);
INSERT INTO sheep SELECT i, 1, 'Sheep ' || i, DATE '2020-01-01' + i FROM generate_series(1, 137) i;
CREATE TABLE crossing (flock_id int REFERENCES flock, place_id int REFERENCES place, PRIMARY KEY (flock_id, place_id));
INSERT INTO crossing VALUES (1, 1), (1, 2);
RESET search_path;
