"""The WSGI entry point: ``gunicorn wsgi:app``, and where ``flask`` finds the application."""

from console import create_app

app = create_app()
