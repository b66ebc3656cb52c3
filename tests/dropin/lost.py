"""What the console does otherwise than Flask-Admin, on purpose.

`ASSERTIONS` names the assertions that therefore do not hold, by test and text (``*`` stands for
anything); `TESTS` names those tests of which nothing would be left. A test that fails anywhere
else fails the run, and so does an entry that is lost no more.
"""

from __future__ import annotations

FIELDS = (
    "Fields are the console's own: they keep every value exactly and know what was touched; "
    "form_overrides puts any WTForms field in their place."
)
REFUSED = "A form that cannot be saved is answered with 422, so that scripts notice it, too."
CHOOSER = "The list offers its other columns in a chooser, so their names are on the page."
EXTRA = "A parameter that nobody knows is named to the person instead of being carried along."
IN_PLACE = "The pencils of a list are the console's own, not x-editable's."
UPDATES = "A value that cannot be saved is answered with 422, a row that is not there with 404."
PICKERS = "The pickers of form_ajax_refs are the console's own fields, which work without scripts."
DATABASE = "The database keeps rows unique and answers with its own verdict; no query asks first."
TEMPLATES = "The templates, icons and macros of Flask-Admin's Bootstrap 4 theme are not there."
PATHS = "Where a page leads back to is a path of this site, quoted; whole addresses are refused."
ONE_REQUEST = (
    "Each request is one transaction: rows that were added and not committed are gone after it."
)
BLANKS = (
    "NULL and empty text are two values, and what a form leaves out of a NOT NULL text is empty."
)
DETAILS = "Each row has a page of details unless can_view_details is switched off."
ASKING = "Deleting several rows first shows what would go with them."

ASSERTIONS: tuple[tuple[str, str, str], ...] = (
    ("test_model", "view._create_form_class.*.field_class == *", FIELDS),
    ("test_model", "'00:00:00' in *", "Midnight is 00:00; seconds stand where there are some."),
    ("test_form_override", "view1._create_form_class.test.field_class == *", FIELDS),
    ("test_form_args", "len(*_form.test.validators) == 2", FIELDS),
    ("test_inline_form", "view._create_form_class.*.field_class == *", FIELDS),
    ("test_inline_form_required", "rv.status_code == 200", REFUSED),
    ("test_inline_form_base_class", "rv.status_code == 200", REFUSED),
    (
        "test_inline_form_base_class",
        "b'success!' in rv.data",
        "An inline row in which nothing was entered is none, so nothing is missing in it.",
    ),
    (
        "test_inline_form",
        "rv.status_code == 302",
        "The database's foreign keys decide what deletion takes along; the ORM's cascades do not.",
    ),
    (
        "test_inline_form",
        "sqla_db_ext.db.session.query(func.count(User.id)).scalar() == [01]",
        "The database's foreign keys decide what deletion takes along; the ORM's cascades do not.",
    ),
    (
        "test_inline_form",
        "sqla_db_ext.db.session.query(func.count(UserInfo.id)).scalar() == 0",
        "The database's foreign keys decide what deletion takes along; the ORM's cascades do not.",
    ),
    ("test_list_columns", "'Test2' not in data", CHOOSER),
    ("test_exclude_columns", "'Test2' not in data", CHOOSER),
    ("test_extra_args_search", "'<input type=*", EXTRA),
    ("test_extra_args_filter", "'<input type=*", EXTRA),
    ("test_column_editable_list", "'data-role=*", IN_PLACE),
    ("test_column_editable_list", "rv.status_code == 500", UPDATES),
    ("test_details_view", "'/admin/model1/details/' not in data", DETAILS),
    ("test_details_view", "rv.status_code == 302", DETAILS),
    ("test_details_view", "'String Field' in data", "Labels are sentences: “String field”."),
    ("test_url_args", "'data1' not in data", "Pages count from 1, and orders go by names."),
    ("test_url_args", "'data[34]' in data", "Pages count from 1, and orders go by names."),
    (
        "test_form_onetoone",
        "not view?._create_form_class.*",
        "Rows that refer to a row have no place in its form unless inline_models puts them there.",
    ),
    ("test_multiple_delete", "rv.status_code == 302", ASKING),
    ("test_multiple_delete", "sqla_db_ext.db.session.query(M1).count() == 0", ASKING),
    ("test_ajax_fk", "form.model1.*", PICKERS),
    ("test_ajax_fk", "*form.model1()*", PICKERS),
    (
        "test_ajax_fk",
        "req.data.decode('utf-8') == *",
        "Rows of a table that has no view, as only a test's model can be, are not looked up.",
    ),
    ("test_ajax_fk_multi", "form.model1.*", PICKERS),
    ("test_ajax_fk_multi", "*form.model1()*", PICKERS),
    ("test_safe_redirect", "'url=* in rv.location", PATHS),
    ("test_relative_redirect_on_save_and_add_another", "'url=* in rv.location", PATHS),
    ("test_customising_page_size", "'instance-???' in rv.text", ONE_REQUEST),
    (
        "test_export_csv",
        "'Test1,Test2*",
        "Files for machines carry the columns' own names and lines that end as PostgreSQL's do.",
    ),
    ("test_string_null_behavior", "rv.status_code == 200", BLANKS),
    ("test_string_null_behavior", "b'This field is required.' in rv.data", BLANKS),
    ("test_string_null_behavior", "sqla_db_ext.*.all() == []", BLANKS),
    ("test_string_null_behavior", "empty_string_inst.*", BLANKS),
    (
        "test_form_overrides",
        "'<input class=*",
        "The first control of a new row's form has the focus, so its markup says one word more.",
    ),
    ("test_page_title", "match_page_title_and_icon(*", TEMPLATES),
    ("test_unique_validator_uses_request_scoped_session", "unique_validators", DATABASE),
    ("test_unique_validator_uses_request_scoped_session", "seen_sessions", DATABASE),
    ("test_unique_validator_translation_is_dynamic", "'* in rv.text", DATABASE),
    ("test_rule_header", "'<h3>*", "A form's headings are legends of its groups."),
    ("test_rule_field_set", "'<h3>*", "A form's headings are legends of its groups."),
    ("test_rule_row", "pos1 < *", TEMPLATES),
    ("test_rule_group", "pos1 < *", TEMPLATES),
    ("test_multiple_pk", "rv.status_code == 302", "A key that no row has is answered with 404."),
    ("test_hstore", "'test_val* in data", "An hstore is edited in PostgreSQL's own words."),
    ("test_json", "'{&#34;*", "A list leaves wide columns to the details unless column_list asks."),
    ("test_citext", "'>Foo*", "A citext is one line, so it has an input instead of a text area."),
    (
        "test_column_label_translation",
        '\'{"Nombre":* in *',
        "The filters of a list are links, not a script's data.",
    ),
    (
        "test_modelview_localization",
        "expect_text in rv.text",
        "The console speaks English and Polish, and its menu has no entry of that name.",
    ),
)

TESTS: tuple[tuple[str, str], ...] = (
    ("test_form_columns", "PostgreSQL has no foreign key of an integer to a text."),
    ("test_different_bind_joins", "The console has one database."),
    ("test_inline_form_ajax_fk", PICKERS),
    ("test_async_admin_view", "Pages are no coroutines: Flask's extra for them is not installed."),
    ("test_with_async_routes", "Pages are no coroutines: Flask's extra for them is not installed."),
    ("test_export_tablib", "Exports are the console's own; tablib is not installed."),
    ("test_rule_macro", TEMPLATES),
    ("test_rule_container", TEMPLATES),
)
