"""Finds personal data that a table must not carry into the open, and tells it without repeating it.

Columns are known by their headers, cells by what they hold; what a table schema asks for is its
own affair. Precision counts: a town hall's number or an association's address is no alarm.
"""
