"""Classes of very many model files, declared when they are first used.

SQLAlchemy takes milliseconds to make a table and a mapper of a class: with a thousand files that
is most of a start, and a command or a page uses a few of them. Here a class stays as Python has
made it until somebody asks it for more than its name, or looks for its table or for it by name.
What is asked then is answered as if the class had been declared at once.
"""

from __future__ import annotations

from console.models.waiting.outline import Outline
from console.models.waiting.registry import Registry, outline_of

__all__ = ["Outline", "Registry", "outline_of"]
