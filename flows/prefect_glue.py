"""Prefect's side of a run: steps as tasks, artifacts, and the embedded API where there is no server.

Only this module and the flow modules beside it import Prefect; a plain run never does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from prefect import task
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.logging import get_run_logger
from prefect.tasks import Task

from flows.bodies import BODIES
from flows.clock import current_clock
from flows.context import Reporter, RunContext, new_run
from flows.report import failure_rows, feed_rows, markdown_report
from pipeline.errors import HomeError, LockedError
from pipeline.settings import load_settings

T = TypeVar("T")

_reporter: Reporter | None = None


def report_to(reporter: Reporter | None) -> None:
    """Tell of progress there (the terminal of `dateline run`) and not in the flow's log."""
    global _reporter  # noqa: PLW0603 - flows get JSON parameters only; a terminal is none
    _reporter = reporter


class LogReporter:
    """Tells in the flow run's log."""

    def say(self, text: str) -> None:
        get_run_logger().info(text)

    def progress(self, total: int, what: str) -> AbstractContextManager[Callable[[int], None]]:
        get_run_logger().info("%s: %d", what, total)
        return nullcontext(lambda n: None)


def _worth_a_retry(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """A lock that another run holds is free again soon; a wrong page or a full disk is not."""
    try:
        state.result()
    except HomeError:
        return False
    except LockedError:
        return True
    except Exception as error:
        return isinstance(error, ConnectionError | TimeoutError)
    return False


class AsTasks:
    """Calls each step as a Prefect task. Steps carry their data in a closure: Prefect would walk through every
    argument of a task, which for a batch of pages costs more than reading them."""

    def __init__(self) -> None:
        self._progress: UUID | None = None
        self._percent = -100.0

    def call(self, name: str, step: Callable[[], T], *, retries: int = 0) -> T:
        as_task = task(
            name=name.split(" ", maxsplit=1)[0],
            task_run_name=name.replace("{", "(").replace("}", ")"),
            retries=retries,
            retry_delay_seconds=[10.0] * retries,
            retry_condition_fn=_worth_a_retry,
            cache_policy=NO_CACHE,
            persist_result=False,
        )(step)
        return as_task()

    def progress(self, percent: float, what: str) -> None:
        """One progress artifact a run, moved at every tenth: each move costs a request."""
        if percent - self._percent < 10 and percent < 100:
            return
        if self._progress is None:
            created = create_progress_artifact(progress=percent, description=what)
            self._progress = created if isinstance(created, UUID) else None
        elif percent >= self._percent:
            update_progress_artifact(artifact_id=self._progress, progress=percent, description=what)
        self._percent = percent


def run_as_flow(flow: str, home: str | None, arguments: dict[str, Any]) -> dict[str, int]:
    """The body of a flow with Prefect's orchestrator, and its artifacts; the counts of the run."""
    settings = load_settings(Path(home) if home else None)
    run = new_run(flow, settings, current_clock(), reporter=_reporter or LogReporter(), orchestrator=AsTasks())
    try:
        BODIES[flow](run, **arguments)
    finally:
        _artifacts(run)
    return dict(run.counts)


def _artifacts(run: RunContext) -> None:
    if run.brief is not None:
        path, text = run.brief
        create_link_artifact(
            path.as_uri(), link_text=path.name, key="dateline-brief", description="the brief, as a page"
        )
        create_markdown_artifact(text, key="dateline-brief-text", description=f"the brief; the page is {path}")
    create_markdown_artifact(
        markdown_report(run), key=f"dateline-{run.flow}", description=f"{run.flow} of {run.started_at:%F %H:%M}Z"
    )
    create_table_artifact(
        [{"what": name, "count": n} for name, n in sorted(run.counts.items())] + failure_rows(run),
        key=f"dateline-{run.flow}-counts",
        description="what each stage did, and failures by reason",
    )
    create_table_artifact(
        feed_rows(run), key=f"dateline-{run.flow}-feeds", description="feed health: polls, failures, silence, next poll"
    )
