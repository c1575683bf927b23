"""What is said of personal data in a table: what it is, why it must stay inside, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.city.tables.findings import Entry, _

_WITHOUT = _(
    "Remove the column “{column}” before publishing: data that names persons may be published only "
    "where a law says so or they agreed (GDPR; article L. 312-1-2 of the code of relations between "
    "the public and the administration). To tell persons apart, number them: 1, 2, 3…"
)
_LOOK = _(
    "Look at these rows: keep what belongs to a service or an association, and remove what belongs "
    "to a person (GDPR; article L. 312-1-2 of the code of relations between the public and the "
    "administration)."
)

ENTRIES: Mapping[str, Entry] = {
    "privacy.nir": Entry(
        _("The column “{column}” holds social security numbers (NIR), as “{value}”."),
        _(
            "Remove them before this file goes any further: the number names one person for life, "
            "and only few services may use it (GDPR; decree 2019-341). To tell persons apart, "
            "number them: 1, 2, 3…"
        ),
    ),
    "privacy.iban": Entry(
        _("The column “{column}” holds bank account numbers (IBAN), as “{value}”."),
        _(
            "Remove them: a person’s account is no open data (GDPR), and any account number helps "
            "swindlers. Only the account that a public body itself publishes may stay."
        ),
    ),
    "privacy.email": Entry(
        _("The column “{column}” holds e-mail addresses that seem to be persons’, as “{value}”."),
        _LOOK,
    ),
    "privacy.phone": Entry(
        _("The column “{column}” holds mobile phone numbers, as “{value}”."),
        _LOOK,
    ),
    "privacy.birth-date": Entry(
        _("The column “{column}” holds the birth dates of persons."),
        _WITHOUT,
    ),
    "privacy.birth-date-likely": Entry(
        _("The dates of the column “{column}”, beside names of persons, may be birth dates."),
        _LOOK,
    ),
    "privacy.address": Entry(
        _("The column “{column}” holds addresses beside the names of persons."),
        _LOOK,
    ),
    "privacy.minor": Entry(
        _("The column “{column}” holds the names of children."),
        _WITHOUT,
    ),
    "privacy.beneficiary": Entry(
        _("The column “{column}” holds names of natural persons, as “{value}”."),
        _(
            "Leave their rows out, or write “natural person” in place of the name: aid to a person "
            "is published without the name (GDPR; article L. 312-1-2 of the code of relations "
            "between the public and the administration)."
        ),
    ),
    "privacy.service-email": Entry(
        _("Some addresses of the column “{column}” seem to be persons’, as “{value}”."),
        _("Check that each is the service’s own and that its reader agrees to see it published."),
    ),
    "privacy.service-phone": Entry(
        _("Some numbers of the column “{column}” are mobile phones, as “{value}”."),
        _("Check that each is the service’s own and that its owner agrees to see it published."),
    ),
}
