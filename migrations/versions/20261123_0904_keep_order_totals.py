"""keep the total of an order in step with its lines

Revision ID: 61d9e5ab7c20
Revises: f12a7c0e84b9
Create Date: 2026-11-23 09:04:00+00:00
"""

from alembic import op

revision = "61d9e5ab7c20"
down_revision = "f12a7c0e84b9"

# Once a statement, not once a row: a COPY of a million lines stays a COPY. The orders are locked
# first, in one order, so that two people who add lines to one order do not miss each other's.
FUNCTION = """
CREATE FUNCTION keep_order_total() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM id FROM sales_order
        WHERE id IN (SELECT order_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
    UPDATE sales_order AS o SET total = s.total
        FROM (
            SELECT c.order_id, coalesce(sum(l.total), 0) AS total
            FROM (SELECT DISTINCT order_id FROM changed) AS c
            LEFT JOIN order_line AS l USING (order_id)
            GROUP BY c.order_id
        ) AS s
        WHERE o.id = s.order_id AND o.total <> s.total;
    RETURN NULL;
END $$
"""

# A line that moves to another order changes both, so an update is looked at from both sides.
TRIGGERS = {
    "order_total_insert": "AFTER INSERT ON order_line REFERENCING NEW TABLE AS changed",
    "order_total_update_from": "AFTER UPDATE ON order_line REFERENCING OLD TABLE AS changed",
    "order_total_update_to": "AFTER UPDATE ON order_line REFERENCING NEW TABLE AS changed",
    "order_total_delete": "AFTER DELETE ON order_line REFERENCING OLD TABLE AS changed",
}


def upgrade() -> None:
    op.execute(FUNCTION)
    for name, event in TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER {name} {event} FOR EACH STATEMENT EXECUTE FUNCTION keep_order_total()"
        )


def downgrade() -> None:
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON order_line")
    op.execute("DROP FUNCTION keep_order_total()")
