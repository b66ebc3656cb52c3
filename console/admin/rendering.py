"""Rendering for Flask-Admin views on the console's own layout."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_admin import helpers


class Rendered:
    """Gives templates what Flask-Admin's own would expect, but for its theme."""

    def render(self, template: str, **kwargs: Any) -> str:
        """Render *template* with the view and Flask-Admin's helpers at hand."""
        # Flask-Admin's ``theme`` would hide the layout's function of that name.
        base: Any = self
        context = {
            "admin_view": self,
            "admin_base_template": "base.html",
            "get_url": base.get_url,
            "h": helpers,
            **kwargs,
            **base._template_args,
        }
        return render_template(template, **context)


def is_plain(view: Any, template: str, ours: str) -> bool:
    """Whether *template* is *ours*, drawn as ever: nothing of a developer's own, no pop-up."""
    drawn = template == ours and type(view).render is Rendered.render
    return drawn and not (view._template_args or "popup" in request.args)
