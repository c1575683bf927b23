"""The DCAT feed for the national portal. Imports only the rooms below it."""
