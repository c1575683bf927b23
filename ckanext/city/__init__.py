"""ckanext-city: what turns a stock CKAN into a French city's open data catalogue."""
