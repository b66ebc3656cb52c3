"""keep the total of an order in step with its lines

Revision ID: 61d9e5ab7c20
Revises: f12a7c0e84b9
Create Date: 2026-11-23 09:04:00+00:00
"""

from alembic import op

revision = "61d9e5ab7c20"
down_revision = "f12a7c0e84b9"

# Once a statement, not once a row, so that a COPY of a million lines stays a COPY. The orders are
# locked before their lines are added up for good: two people who add a line each to one order
# would otherwise each miss the other's. Orders that are right already are not locked at all.
# Each is looked up by its key: a plan that joins, made while the tables were small and kept by
# the session, would go on reading them whole when they no longer are.
FUNCTION = """
CREATE FUNCTION keep_order_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stale integer[];
BEGIN
    SELECT array_agg(c.order_id) INTO stale
        FROM (SELECT DISTINCT order_id FROM changed) AS c
        WHERE (SELECT o.total FROM sales_order AS o WHERE o.id = c.order_id)
            <> (SELECT coalesce(sum(total), 0) FROM order_line AS l WHERE l.order_id = c.order_id);
    PERFORM FROM sales_order WHERE id = ANY (stale) ORDER BY id FOR NO KEY UPDATE;
    UPDATE sales_order AS o
        SET total = (SELECT coalesce(sum(total), 0) FROM order_line AS l WHERE l.order_id = o.id)
        WHERE o.id = ANY (stale);
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
