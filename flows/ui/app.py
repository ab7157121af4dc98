"""The pages of `dateline ui` as an ASGI application: addresses, templates, errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from flows.brief import make_brief, newest_day, window_of
from flows.ui import pages
from flows.ui.guard import Guard
from flows.ui.published import Published
from pipeline.brief import html
from pipeline.brief.render import asset, environment, policy
from pipeline.errors import DatelineError, UsageError, WarehouseError

_HERE = Path(__file__).parent / "templates"


def build_app(snapshot: Path, *, token: str, port: int) -> ASGIApp:
    """The application for one snapshot, behind its guard."""
    templates = environment(_HERE)
    published = Published(snapshot)
    style = "\n".join(str(asset(name)) for name in ("base.css", "brief.css")) + (_HERE / "ui.css").read_text("utf-8")
    script = (_HERE / "ui.js").read_text("utf-8")

    def page(name: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(templates.get_template(name).render(**values), status)

    def shown(make: Callable[[Request], Response]) -> Callable[[Request], Response]:
        """Errors of ours as pages, with what can be done."""

        def answer(request: Request) -> Response:
            try:
                return make(request)
            except pages.NotFoundError as error:
                return page("trouble.html.j2", 404, message=error.message, hint="")
            except DatelineError as error:
                wrong = 400 if isinstance(error, UsageError) else 503 if isinstance(error, WarehouseError) else 500
                return page("trouble.html.j2", wrong, message=error.message, hint=error.hint or "")

        return answer

    def events(request: Request) -> Response:
        with published.reader() as reader:
            return page("events.html.j2", list=pages.event_list(reader, request.query_params))

    def event(request: Request) -> Response:
        with published.reader() as reader:
            return page("event.html.j2", page=pages.event_page(reader, request.path_params["event"]))

    def articles(request: Request) -> Response:
        with published.reader() as reader:
            return page("articles.html.j2", list=pages.article_list(reader, request.query_params))

    def article(request: Request) -> Response:
        with published.reader() as reader:
            found = pages.article_page(reader, request.path_params["article"], request.query_params.get("version", ""))
            return page("article.html.j2", page=found, at=request.query_params.get("at", ""))

    def sql(request: Request) -> Response:
        with published.reader() as reader:
            found = pages.sql_page(reader, request.query_params)
            return page("sql.html.j2", 400 if found.error else 200, page=found, rows=pages.SQL_ROWS)

    def brief(request: Request) -> Response:
        with published.reader() as reader:
            first = pages.parse_day(request.query_params.get("first", ""), "from")
            last = pages.parse_day(request.query_params.get("last", ""), "to")
            first = first or last or newest_day(reader)
            text = html(make_brief(reader, window_of(first, last or first)))
        allowed = policy(str(asset("base.css") + asset("brief.css")), str(asset("brief.js")))
        return HTMLResponse(text, headers={"Content-Security-Policy": f"{allowed}; frame-ancestors 'none'"})

    def file(text: str, kind: str) -> Callable[[Request], Response]:
        return lambda request: Response(text, media_type=kind)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        published.close()

    routes = [
        Route("/", shown(events)),
        Route("/event/{event}", shown(event)),
        Route("/articles", shown(articles)),
        Route("/article/{article}", shown(article)),
        Route("/sql", shown(sql)),
        Route("/brief", shown(brief)),
        Route("/ui.css", file(style, "text/css")),
        Route("/ui.js", file(script, "text/javascript")),
        Route("/favicon.ico", lambda request: Response(status_code=204)),
    ]
    handlers: Any = {404: lambda request, error: PlainTextResponse("There is no such page.\n", 404)}
    return Guard(Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers), token=token, port=port)
