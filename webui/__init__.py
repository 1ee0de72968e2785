"""The composition root: Flask application, command line, one blueprint folder per audience."""
