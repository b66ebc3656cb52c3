-- XML, which has neither equality nor order. Servers that were built without it go without.
CREATE SCHEMA xmls;
SET search_path = xmls, public;
CREATE TABLE xmls.document (id serial PRIMARY KEY, name text, body xml NOT NULL, extra xml, parts xml[]);
INSERT INTO xmls.document (name, body, extra, parts) VALUES
    ('attributes', '<a x="1"> text </a>', NULL, ARRAY['<p/>'::xml, '<q>1,2</q>'::xml]),
    ('declared', E'<?xml version="1.0"?>\n<b>\n  <c/>  ąę &amp; &lt;\n</b>', '<e/>', '{}'),
    ('content', 'just text', '', NULL);
CREATE TABLE xmls.no_key (body xml);
INSERT INTO xmls.no_key VALUES ('<x/>'), ('<x/>'), (NULL);
CREATE DOMAIN xmls.page AS xml;
CREATE TABLE xmls.of_domain (id int PRIMARY KEY, body xmls.page DEFAULT '<none/>');
INSERT INTO xmls.of_domain VALUES (1, '<d/>'), (2, NULL);
CREATE VIEW xmls.seen AS SELECT body, extra FROM xmls.document;
