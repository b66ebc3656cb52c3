-- Tables that live elsewhere: on another server, in a program's output.

CREATE SCHEMA elsewhere;
CREATE EXTENSION IF NOT EXISTS postgres_fdw;
CREATE EXTENSION IF NOT EXISTS file_fdw;
CREATE TABLE elsewhere.origin (id int PRIMARY KEY, name text NOT NULL, amount numeric(10, 2));
INSERT INTO elsewhere.origin SELECT i, 'Origin ' || i, i * 1.5 FROM generate_series(1, 60) i;
DO $$ BEGIN
    EXECUTE format('CREATE SERVER itself FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L)',
        split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database());
    EXECUTE format('CREATE USER MAPPING FOR CURRENT_USER SERVER itself OPTIONS (user %L)', current_user);
END $$;
CREATE FOREIGN TABLE elsewhere.mirror (id int NOT NULL, name text NOT NULL, amount numeric(10, 2))
    SERVER itself OPTIONS (schema_name 'elsewhere', table_name 'origin');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE elsewhere.lines (n int, word text) SERVER files OPTIONS (program 'printf "1,one\n2,two\n2,two\n"', format 'csv');
