"""The WSGI entry point: ``gunicorn wsgi:app``, and where ``flask`` finds the application."""

from console import create_app
from console.lasting import lasting

with lasting():
    app = create_app()
