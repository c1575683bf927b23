"""The city's face: what its pages show beside what CKAN hands them (plugin `city_theme`)."""
