"""The home page: what there is, how much of it, and what to do next."""

from __future__ import annotations

from typing import Any

from flask_admin import AdminIndexView, expose


class HomeView(AdminIndexView):
    """``/admin/``."""

    def __init__(self) -> None:
        super().__init__(name="Home", endpoint="admin", url="/admin")
        # Flask-Admin would serve its own Bootstrap files from here.
        self.static_folder = None

    @expose("/")
    def index(self) -> Any:
        return self.render("home.html")
