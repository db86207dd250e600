"""For the plain text: the guide, as the tests of the e-book have it."""

from tests.render.ebook.conftest import press

__all__ = ["press"]
