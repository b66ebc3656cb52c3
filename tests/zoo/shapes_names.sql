-- Names: whatever PostgreSQL lets people call things.

CREATE TABLE public."a.b" (id int PRIMARY KEY, "x.y" text, "x" text);
INSERT INTO public."a.b" VALUES (1, 'dotted', 'plain'), (2, NULL, NULL);
CREATE TABLE public."with/slash" (id int PRIMARY KEY, "a/b" text);
INSERT INTO public."with/slash" VALUES (1, 'x');
CREATE TABLE public."with space" (id int PRIMARY KEY, "first name" text, "first_name" text);
INSERT INTO public."with space" VALUES (1, 'spaced', 'underscored');
CREATE TABLE public."q""uote'd`" (id int PRIMARY KEY, "q""uote" text, "apo'strophe" text, "back`tick" text);
INSERT INTO public."q""uote'd`" VALUES (1, 'a', 'b', 'c');
CREATE TABLE public."100%" ("%" int PRIMARY KEY, "100%s" text, "%(x)s" text, "{x}" text);
INSERT INTO public."100%" VALUES (1, 'a', 'b', 'c'), (2, '%', '%s', '{x}');
CREATE TABLE public."@""/\#~%$" (id int PRIMARY KEY, "@""/\#~%$" text, "$1" text, ":colon" text, "a:b" text, "?" text);
INSERT INTO public."@""/\#~%$" VALUES (1, 'a', 'b', 'c', 'd', 'e');
CREATE TABLE public."line
break" (id int PRIMARY KEY, "two
lines" text, "tab	here" text);
INSERT INTO public."line
break" VALUES (1, 'x', 'y');
CREATE TABLE public."جدول" ("معرف" int PRIMARY KEY, "اسم" text);
INSERT INTO public."جدول" VALUES (1, 'قيمة'), (2, NULL);
CREATE TABLE public."🐘" (id int PRIMARY KEY, "🐢" text);
INSERT INTO public."🐘" VALUES (1, 'turtle');
CREATE TABLE public.ńąćłó (ę int PRIMARY KEY, źdźbło text);
INSERT INTO public.ńąćłó VALUES (1, 'x');
CREATE TABLE public.abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_123456789 (
    id int PRIMARY KEY,
    abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_12345678a text,
    abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_12345678b text
);
INSERT INTO public.abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_123456789 VALUES (1, 'a', 'b');
CREATE TABLE public."Company" (id int PRIMARY KEY, "Name" text, name text, "NAME" text);
INSERT INTO public."Company" VALUES (1, 'One', 'two', 'THREE');
CREATE TABLE public."COMPANY" (id int PRIMARY KEY, of int REFERENCES public."Company");
INSERT INTO public."COMPANY" VALUES (1, 1), (2, NULL);
CREATE TABLE public."1st" ("2nd" int PRIMARY KEY, "3 rd" text);
INSERT INTO public."1st" VALUES (1, 'x');
CREATE TABLE public."_" (_ int PRIMARY KEY, __ text, "___" text, "__a__" text, "-" text, " " text);
INSERT INTO public."_" VALUES (1, 'a', 'b', 'c', 'd', 'e');
CREATE TABLE public."." ("." int PRIMARY KEY, ".." text);
INSERT INTO public."." VALUES (1, 'x');
CREATE TABLE public.".." (id int PRIMARY KEY, a text);
INSERT INTO public.".." VALUES (1, 'x');
CREATE TABLE public.admin (id int PRIMARY KEY, name text);
INSERT INTO public.admin VALUES (1, 'root');
CREATE TABLE public.static (id int PRIMARY KEY, admin int REFERENCES public.admin);
INSERT INTO public.static VALUES (1, 1);
CREATE TABLE public.console (id int PRIMARY KEY, name text);
INSERT INTO public.console VALUES (1, 'x');
CREATE TABLE public."new" (id int PRIMARY KEY, "list" text, "edit" text, "details" text);
INSERT INTO public."new" VALUES (1, 'a', 'b', 'c');
CREATE TABLE public."select" ("from" int PRIMARY KEY, "where" text, "order" text, "user" text, "table" text);
INSERT INTO public."select" VALUES (1, 'a', 'b', 'c', 'd');

-- Python's words.
CREATE TABLE public.class (
    "class" int PRIMARY KEY, "pass" text, "import" text, "None" text, "lambda" text, "self" text, "def" text,
    "print" text, "str" text, "type" text, "int" text, "True" text, "async" text, "match" text, "id" text
);
INSERT INTO public.class VALUES (1, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n');
CREATE TABLE public."import" (id int PRIMARY KEY, class int REFERENCES public.class, "pass" int REFERENCES public.class);
INSERT INTO public."import" VALUES (1, 1, NULL);

-- SQLAlchemy's words.
CREATE TABLE public.metadata (
    metadata int PRIMARY KEY, registry text, query text, query_class text, _sa_instance_state text, __str__ text,
    __table__ text, __tablename__ text, __mapper__ text, __init__ text, __class__ text, __dict__ text, _sa_registry text,
    session text, mapper text, key text, info text, columns text, c text
);
INSERT INTO public.metadata VALUES (1, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r');
CREATE TABLE public.registry (id int PRIMARY KEY, metadata int REFERENCES public.metadata, query int REFERENCES public.metadata);
INSERT INTO public.registry VALUES (1, 1, 1), (2, NULL, NULL);
CREATE TABLE public.model (id int PRIMARY KEY, name text);
INSERT INTO public.model VALUES (1, 'Model');
CREATE TABLE public.base (id int PRIMARY KEY, model int REFERENCES public.model);
INSERT INTO public.base VALUES (1, 1);
CREATE TABLE public.db (id int PRIMARY KEY, sa text, orm text, db text);
INSERT INTO public.db VALUES (1, 'a', 'b', 'c');

-- WTForms' words, and those of its fields.
CREATE TABLE public.form (
    process int PRIMARY KEY, data text, errors text, validate text, populate_obj text, meta text, form_errors text,
    "Meta" text, hidden_tag text, is_submitted text, validate_on_submit text, post_process text, _fields text,
    _prefix text, _state text, _view text, column_data text, "column.data" text, "column__fields" text, prefix text,
    formdata text, obj text, extra_filters text, kwargs text, filter_data text, validate_data text
);
INSERT INTO public.form (process, data, errors, meta) VALUES (1, 'a', 'b', 'c'), (2, NULL, '', 'x');

-- The console's own parameters.
CREATE TABLE public.parameters (
    id int PRIMARY KEY, url text, page text, per_page text, sort text, search text, columns text, after text,
    before text, csrf_token text, _null text, _seen text, _zone text, _theirs text, _marked text, popup text, field text,
    copy text, _save_as_copy text, _continue_editing text, _add_another text, action text, rowid text, saved text,
    rows text, format text, "for" text, ask text, facets text, count text, name text, name__null text, name__eq text,
    "op:name" text, "add:name" text, words text, file text, kind text, self text, export_type text, query text,
    lang text, "-name" text, "a,b" text, "column.csrf_token" text, related text, related_page text, "*" text
);
INSERT INTO public.parameters (id, url, page, search, csrf_token, name, name__null, "-name", "a,b")
    VALUES (1, 'http://x', '1', 's', 't', 'n', 'o', 'p', 'q'), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE public.parameter_links (
    id int PRIMARY KEY, url int REFERENCES public.parameters, page int REFERENCES public.parameters,
    kind int REFERENCES public.parameters, self int REFERENCES public.parameters, search int REFERENCES public.parameters,
    csrf_token int REFERENCES public.parameters, data int REFERENCES public.parameters
);
INSERT INTO public.parameter_links VALUES (1, 1, 1, 1, 1, 1, 1, 1), (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

-- One name in two schemas, and schemas of any name.
CREATE TABLE public.twin (id int PRIMARY KEY, name text);
INSERT INTO public.twin VALUES (1, 'default');
CREATE SCHEMA other;
CREATE TABLE other.twin (id int PRIMARY KEY, of int REFERENCES public.twin, name text);
INSERT INTO other.twin VALUES (1, 1, 'other');
CREATE SCHEMA "Sche ma.""x""/%";
CREATE TABLE "Sche ma.""x""/%"."Ta ble" (id int PRIMARY KEY, twin int REFERENCES other.twin);
INSERT INTO "Sche ma.""x""/%"."Ta ble" VALUES (1, 1), (2, NULL);
CREATE SCHEMA "مخطط";
CREATE TABLE "مخطط"."جدول" (id int PRIMARY KEY, "اسم" text);
INSERT INTO "مخطط"."جدول" VALUES (1, 'x');
CREATE SCHEMA "class";
CREATE TABLE "class"."class" (id int PRIMARY KEY, "class" int REFERENCES "class"."class");
INSERT INTO "class"."class" VALUES (1, NULL), (2, 1);
