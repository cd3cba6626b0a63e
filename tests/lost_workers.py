"""What happens when the system ends a worker of pytest-xdist: its test has failed, its stack is told, the rest runs."""

from __future__ import annotations

import atexit
import faulthandler
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

STACKS_VARIABLE = "TESTS_STACKS"
LONGEST_STACK = 6000  # characters


class FilesInOrder(LoadFileScheduling):
    """A file's tests share a worker, and no worker waits for ever once another was lost.

    pytest-xdist 3.8 hands the finished files of a lost worker out again, the test it was lost at too, and a file of one
    test alone to the worker in its place; workers then wait for a next one that never comes (its issues 1378, 1327).
    """

    def remove_node(self, node: WorkerController) -> str | None:
        """Take a worker out and name the test it was at, if any; the others get what it had not begun."""
        work = self.assigned_work.pop(node)
        lost = next((name for tests in work.values() for name, done in tests.items() if not done), None)
        if lost is None:
            return None
        work[self._split_scope(lost)][lost] = True
        self.workqueue.update({file: tests for file, tests in work.items() if not all(tests.values())})
        for other in self.assigned_work:
            self._reschedule(other)
        return lost

    def _reschedule(self, node: WorkerController) -> None:
        """Give a worker files until it has enough; it is told to end where there are none."""
        while not node.shutting_down and node in self.registered_collections:
            if not self.workqueue:
                node.shutdown()
            elif self._pending_of(self.assigned_work[node]) > 2:
                return
            else:
                self._assign_work_unit(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FilesInOrder | None:
    """Our scheduler for `--dist loadfile`."""
    return FilesInOrder(config, log) if config.getvalue("dist") == "loadfile" else None  # type: ignore[arg-type]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have every worker write its stack where the others find it, should the system end it."""
    if not hasattr(session.config, "workerinput"):
        os.environ[STACKS_VARIABLE] = tempfile.mkdtemp(prefix="stacks-")
        atexit.register(shutil.rmtree, os.environ[STACKS_VARIABLE], ignore_errors=True)  # workers are gone then
    elif place := os.environ.get(STACKS_VARIABLE):
        # Open as long as the worker lives.
        stack = (Path(place) / f"{session.config.workerinput['workerid']}.txt").open("w", encoding="utf-8")
        faulthandler.enable(stack)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the stacks of lost workers last, where nobody misses them."""
    for path in sorted(Path(os.environ[STACKS_VARIABLE]).glob("*.txt")):
        if stack := path.read_text(encoding="utf-8"):
            terminalreporter.write_line(f"Worker {path.stem} was lost:\n{shortened(stack)}")


def shortened(stack: str) -> str:
    """The thread at fault whole, of the others where they are; no list of modules."""
    parts = stack.split("\nExtension modules:")[0].split("\n\n")
    at_fault = [part for part in parts if not part.startswith("Thread ")]
    others = ["\n".join(part.splitlines()[:4]) for part in parts if part.startswith("Thread ")]
    return "\n\n".join([*at_fault, *others])[:LONGEST_STACK]
