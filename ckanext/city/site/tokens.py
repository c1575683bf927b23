"""API tokens expire, also those whose maker says nothing of it.

Core's plugin `expire_api_token` makes them expire; alone it refuses every program that asks for
a token as stock CKAN takes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ckanext.city import config

__all__ = ["api_token_create"]  # the chained action of this module


@tk.chained_action
def api_token_create(
    next_action: Callable[..., Any], context: Context, data_dict: DataDict
) -> dict[str, Any]:
    """Make a token that lasts as long as was asked, else as the site's configuration says."""
    if config.tokens_expire() and not data_dict.get("expires_in"):
        data_dict = data_dict | {"expires_in": config.token_seconds(), "unit": 1}
    return next_action(context, data_dict)
