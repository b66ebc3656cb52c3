"""``make bench``: our pages beside Flask-Admin's and beside the least a program can do."""
