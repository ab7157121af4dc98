"""The warehouse: the only user of DuckDB. Migrate, load, check, publish, query."""

from pipeline.warehouse.connect import hold_lock
from pipeline.warehouse.connected import Connected
from pipeline.warehouse.publish import publish, published_counts
from pipeline.warehouse.query import QueryResult, list_queries, run_named, run_sql
from pipeline.warehouse.reader import Answer, Reader
from pipeline.warehouse.sqlfiles import SqlFile, sql_root
from pipeline.warehouse.writer import CheckResult, HeldPage, PendingPage, Warehouse, open_warehouse

__all__ = [
    "Answer",
    "CheckResult",
    "Connected",
    "HeldPage",
    "PendingPage",
    "QueryResult",
    "Reader",
    "SqlFile",
    "Warehouse",
    "hold_lock",
    "list_queries",
    "open_warehouse",
    "publish",
    "published_counts",
    "run_named",
    "run_sql",
    "sql_root",
]
