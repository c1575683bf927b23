"""What can be mended in a department's file: proposals, and the table that they give."""
