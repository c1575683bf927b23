"""The profile of the feed: DCAT-AP 3 as data.gouv.fr reads it."""

from __future__ import annotations

from ckanext.dcat.profiles import EuropeanDCATAP3Profile


class FrenchProfile(EuropeanDCATAP3Profile):
    """DCAT-AP 3 with what udata needs, for every dataset type of ours."""
