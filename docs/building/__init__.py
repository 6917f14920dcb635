"""What the build of the site adds to Sphinx: output of commands, pages from docstrings, copies of other texts."""
