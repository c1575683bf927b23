"""The generator of the demo city: files and metadata, no CKAN.

`generation.generate(seed, today)` hands over every dataset of Saint-Aubin-sur-Orge. The same
arguments give the same bytes, on any machine and any day. A subject is a module with a function
`generate(commune, seed, today)`, listed in `generation.SUBJECTS`; it draws its chance from
`seed.stream(seed, "its name")` and nowhere else.
"""
