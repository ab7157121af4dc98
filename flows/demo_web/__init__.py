"""A small invented news web on loopback: twelve publishers, twelve feeds, one week of March 2024."""

from flows.demo_web.server import DemoWeb

__all__ = ["DemoWeb"]
