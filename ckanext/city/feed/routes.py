"""Addresses of the feed: they win over ckanext-dcat's, whatever the order of the plugins."""

from __future__ import annotations

from flask import Blueprint

city_feed = Blueprint("city_feed", __name__)
