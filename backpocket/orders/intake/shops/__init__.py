"""Shops: every module of this package is one form of export, and holds it as ``SHOP``."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from backpocket.orders.intake.shop import Shop

__all__ = ["shops"]


@cache
def shops() -> tuple[Shop, ...]:
    """Return all shops, by the names of their modules."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    declared = [import_module(f"{__name__}.{name}").SHOP for name in names]
    return tuple(shop for shop in declared if isinstance(shop, Shop))
