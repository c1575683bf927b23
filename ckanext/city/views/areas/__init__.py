"""The districts that residents search by: read from a dataset's file by a job, kept in a file."""
