"""A browser that logs in by the form and posts forms, over the in-process application."""

from __future__ import annotations

import re
from typing import Any

PASSWORD = "Une-phrase-de-passe-1"
TOKEN = re.compile(r'name="_csrf_token" (?:content|value)="([^"]+)"')


class Visitor:
    """Cookies of one browser at one client address."""

    def __init__(self, app: Any, address: str = "192.0.2.10") -> None:
        self.client = app.flask_app.test_client()
        self.address = address

    def get(self, path: str, **options: Any) -> Any:
        """Open a page."""
        return self.client.get(path, environ_base={"REMOTE_ADDR": self.address}, **options)

    def post(self, path: str, **options: Any) -> Any:
        """Send a form without its CSRF token."""
        return self.client.post(path, environ_base={"REMOTE_ADDR": self.address}, **options)

    def csrf_token(self) -> str:
        """The token that every page of this visitor carries."""
        found = TOKEN.search(self.get("/user/login").get_data(as_text=True))
        assert found
        return found[1]

    def submit(self, path: str, data: dict[str, Any]) -> Any:
        """Send a form with its token."""
        return self.post(path, data=data | {"_csrf_token": self.csrf_token()})

    def log_in(self, login: str, password: str = PASSWORD, path: str = "/user/login") -> Any:
        """Send the login form, which CKAN takes without a CSRF token."""
        return self.post(path, data={"login": login, "password": password})

    def is_in(self) -> bool:
        """Tell whether this browser is logged in."""
        return self.get("/dashboard/datasets").status_code == 200
