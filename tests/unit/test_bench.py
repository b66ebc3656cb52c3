"""The benchmark's own arithmetic and its tables; what it measures is nobody's test."""

from __future__ import annotations

import pytest

from bench import contestants, figures, report
from bench.client import Answer


def answers(*seconds: float) -> list[Answer]:
    return [Answer(200, one / 2, one, 1000, b"") for one in seconds]


def run(**apps: dict[str, object]) -> dict[str, object]:
    """A run with one workload whose target is three times the floor."""
    meta = {
        "date": "2026-11-23",
        "commit": "abc1234",
        "orders": 1000,
        "rounds": 5,
        "load": 0.5,
        "processors": 2,
        "versions": {"PostgreSQL": "18.0"},
    }
    workload = {"key": "first", "title": "first page", "target": 3, "apps": apps}
    return {"meta": meta, "workloads": [workload], "profiles": {}}


FLOOR = {"median_ms": 2.0}


class TestFigures:
    def test_median_and_percentile_are_in_milliseconds(self):
        found = figures.summary(answers(0.001, 0.003, 0.002, 0.1))

        assert (found["median_ms"], found["p90_ms"], found["samples"]) == (2.5, 100.0, 4)

    @pytest.mark.parametrize(
        ("part", "expected"), [(0.01, 1), (0.5, 5), (0.9, 9), (0.91, 10), (1.0, 10)]
    )
    def test_a_percentile_is_one_of_the_values(self, part, expected):
        assert figures.percentile(range(1, 11), part) == expected

    def test_a_ratio_needs_two_figures(self):
        assert figures.ratio({"median_ms": 6.0}, FLOOR) == 3.0
        assert figures.ratio({"failure": "answered 500"}, FLOOR) is None

    @pytest.mark.parametrize(
        ("ours", "expected"),
        [
            ({"median_ms": 6.0}, False),
            ({"median_ms": 6.1}, True),
            ({"failure": "answered 500"}, True),
        ],
    )
    def test_a_target_is_missed_by_more_or_by_nothing(self, ours, expected):
        (result,) = run(ours=ours, floor=FLOOR)["workloads"]

        assert figures.missed(result) is expected


class TestReport:
    def test_a_cell_says_how_many_times_the_floor(self):
        assert report.time({"median_ms": 5.0}, FLOOR) == "5.0 (2.5×)"

    def test_a_cell_without_a_figure_says_why(self):
        assert report.time({"failure": "no answer within 60 s"}, FLOOR) == "no answer within 60 s"
        assert report.time(None, FLOOR) == "—"

    def test_other_rows_are_marked_and_explained(self):
        best = {"median_ms": 5.0, "other_rows": 7}
        one = run(ours={"median_ms": 4.0}, floor=FLOOR, best=best)

        text = report.markdown(one)

        assert "5.0* (2.5×)" in text
        assert "7 of the floor's orders are not on the page of Flask-Admin, best settings." in text

    def test_each_row_says_whether_the_target_was_reached(self):
        rows = report.times(run(ours={"median_ms": 4.0}, floor=FLOOR))

        assert rows[1][-2:] == ["≤ 3×", "yes"]

    def test_a_busy_machine_is_mentioned(self):
        one = run(ours={"median_ms": 4.0}, floor=FLOOR)
        one["meta"]["load"] = 5.0

        assert "load 5.0 on 2 processors" in report.markdown(one)

    def test_growth_puts_sizes_side_by_side(self):
        small, large = run(ours={"median_ms": 4.0}, floor=FLOOR), run(ours={}, floor=FLOOR)
        large["meta"]["orders"] = 10_000
        large["workloads"][0]["apps"]["ours"] = {"median_ms": 8.0}

        text = report.growth([large, small])

        assert text.index("1,000") < text.index("10,000")
        assert text.splitlines()[-1].endswith("| 4.0 (2.0×) | 8.0 (4.0×) |")

    def test_columns_are_aligned(self):
        drawn = report.drawn([["a", "long head"], ["long cell", "1"]])

        assert len({len(line) for line in drawn.splitlines()}) == 1

    def test_results_replace_the_last_ones(self):
        page = f"before\n{report.BEGIN}\nold\n{report.END}\nafter"

        assert report.placed(page, "new") == page.replace("old", "new")

    def test_a_page_without_marks_is_refused(self):
        with pytest.raises(ValueError, match="lacks"):
            report.placed("before", "new")


class TestForms:
    def test_a_form_is_sent_as_a_browser_would(self):
        form = (
            '<form><input type="hidden" name="t" value="a&amp;b"><input type="checkbox" name="c" '
            'value="1"><input type="checkbox" checked name="d" value="2"><textarea name="n">\n\nx'
            '</textarea><select name="s"><option value="1">1<option value="2" selected>2</select>'
            '<input type="submit" name="go" value="go"></form>'
        )

        assert contestants.fields(form) == [("t", "a&b"), ("d", "2"), ("n", "\nx"), ("s", "2")]

    def test_typing_unticks_no_value(self):
        sent = [("_null", "notes"), ("_null", "contact"), ("notes", "")]

        assert contestants.typed(sent, {"notes": "x"}) == [("_null", "contact"), ("notes", "x")]
