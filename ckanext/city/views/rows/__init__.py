"""The first rows of uploaded tables: read in jobs, kept beside the files, shown on their pages."""
