"""What composes the catalogue: pages, forms, roles, commands, health, the Solr schema."""
