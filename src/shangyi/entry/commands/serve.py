"""`shangyi serve`: the pages and the live streams, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial

from shangyi.entry import logs
from shangyi.entry.children import Serving, live, pages
from shangyi.entry.processes import Child, supervise, taken


def main(argv: list[str]) -> int:
    """Serve, or say what stands in the way and how to remove it."""
    options = parser().parse_args(argv)
    os.environ["LIVE_PORT"] = str(options.live_port)
    logs.set_up()
    wrong = busy_ports(options) or not_ready()
    if wrong:
        sys.stderr.write("".join(f"{line}\n" for line in wrong))
        return 1
    return supervise(children(options))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="shangyi serve", description=__doc__)
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    made.add_argument("--port", type=port_number, default=8000, help="port of the pages")
    made.add_argument("--live-port", type=port_number, default=8001, help="port of the live streams")
    made.add_argument("--workers", type=count, default=os.cpu_count() or 1, help="processes for pages")
    made.add_argument("--threads", type=count, default=4, help="threads in each of them")
    return made


def port_number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= 65535:
        raise argparse.ArgumentTypeError(f"“{typed}” is no port: 1 to 65535")
    return int(typed)


def count(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= 256:
        raise argparse.ArgumentTypeError(f"“{typed}” is no number from 1 to 256")
    return int(typed)


def busy_ports(options: argparse.Namespace) -> list[str]:
    asked = {"--port": options.port, "--live-port": options.live_port}
    if options.port == options.live_port:
        return ["--port and --live-port must differ."]
    return [
        f"{options.host}:{port} is taken by another program, or not an address of this machine. "
        f"Stop that program, or choose another port with {name}."
        for name, port in asked.items()
        if taken(options.host, port)
    ]


def not_ready() -> list[str]:
    """What is wrong with settings or database; when nothing is, static files are brought up to date."""
    import django

    django.setup()
    from shangyi.entry.preflight import problems
    from shangyi.entry.statics import gather_if_changed

    found = problems()
    if not found:
        gather_if_changed()
    return found


def children(options: argparse.Namespace) -> list[Child]:
    serving = Serving(options.host, options.port, options.live_port, options.workers, options.threads)
    return [Child("pages", partial(pages, serving)), Child("live", partial(live, serving))]
