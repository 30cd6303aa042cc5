"""Kernels forked from one process that has done the imports, where the system forks safely.

Elsewhere, or when ``HELPERS_KERNELS=ordinary`` is set, kernels start the ordinary way. So they do
in the tests of the notebooks (nbval), where alone an import that a notebook forgot would show: in a
forked kernel ``helpers.plots`` is there as soon as ``helpers`` is.
"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import threading
import warnings
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from helpers.report import fork_server

VARIABLE = "HELPERS_KERNELS"
"""Environment variable; ``ordinary`` turns forked kernels off."""

_LAUNCHER = [sys.executable, "-m", "ipykernel_launcher"]
_LOST = 1


class ForkServerError(RuntimeError):
    """The process that kernels are forked from has ended before its time."""


def can_fork() -> bool:
    """Whether kernels may be forked here: on Linux, unless the environment says otherwise."""
    known = sys.platform == "linux" and hasattr(os, "pidfd_open")
    return known and os.environ.get(VARIABLE) != "ordinary"


class ForkedProcess:
    """A forked kernel as its manager sees it: the part of ``subprocess.Popen`` it uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection

    def poll(self) -> int | None:
        """How the kernel ended, or nothing while it runs."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """Wait for the end of the kernel, or of the server that would have told of it."""
        if self.returncode is None:
            said = self._connection.recv(64).decode()
            self.returncode = int(said.split()[1]) if said else _LOST
            self._connection.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Signal the kernel and all that it started."""
        if self.poll() is None:
            os.killpg(self.pid, number)


class ForkServer:
    """The process that kernels are forked from, for one run: use it in a ``with`` block.

    It takes on the environment as it is now; a kernel that is to have another one cannot come
    from it, since Python and the libraries read some variables only when they start.
    """

    def __init__(self, folder: Path) -> None:
        self._environment = dict(os.environ)
        self._lock = threading.Lock()
        self._is_ready: bool | None = None
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, fork_server.__file__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                cwd=folder,
                env=self._environment,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._control.close()
        self.process.wait()

    def is_ready(self) -> bool:
        """Whether the server can fork; waits for its imports. Where it cannot, it says why."""
        with self._lock:
            if self._is_ready is None:
                said = self._control.recv(1024)
                self._is_ready = said == fork_server.READY
                if not self._is_ready:
                    reason = said.decode() or f"exit code {self.process.wait()}"
                    warnings.warn(f"kernels start the ordinary way: {reason}", stacklevel=2)
            return self._is_ready

    def explain_end(self) -> str:
        """What to say when the server has ended although the run goes on; empty otherwise."""
        code = self.process.poll()
        if code is None or not self._is_ready:
            return ""
        return (
            f"the process that kernels are forked from ended (exit code {code}); "
            f"run again, or set {VARIABLE}=ordinary to do without it"
        )

    def suits(self, command: list[str], environment: dict[str, str]) -> bool:
        """Whether a kernel can come from here: the same Python, the same environment."""
        same = command[:3] == _LAUNCHER and environment == self._environment
        return same and self.is_ready()

    def fork(
        self, command: list[str], environment: dict[str, str], folder: str, streams: list[int]
    ) -> ForkedProcess:
        """Fork a kernel; it has its own session before this returns."""
        asked = {"cmd": command, "env": environment, "cwd": folder}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                socket.send_fds(ours, [json.dumps(asked).encode()], streams)
                with self._lock:
                    socket.send_fds(self._control, [b"k"], [theirs.fileno()])
            said, _, pid = ours.recv(64).decode().partition(" ")
        except (BrokenPipeError, ConnectionResetError):
            said = ""
        if said != fork_server.STARTED:
            ours.close()
            raise ForkServerError(self.explain_end() or "a forked kernel ended as it started")
        return ForkedProcess(int(pid), ours)


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel by asking the fork server, and leaves the rest to Jupyter's own class."""

    server: ForkServer

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel; what the server does not suit starts the ordinary way."""
        environment = kwargs["env"]
        if not self.server.suits(cmd, environment):
            return await super().launch_kernel(cmd, **kwargs)
        read, write = os.pipe()
        os.close(write)  # as for an ordinary kernel: nothing to read
        try:
            process = self.server.fork(cmd, environment, str(kwargs["cwd"]), [read, 1, 2])
        finally:
            os.close(read)
        self.process = cast("subprocess.Popen[Any]", process)
        self.pid = self.pgid = process.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info


def make_manager(server: ForkServer | None) -> AsyncKernelManager:
    """A manager for one kernel of this Python, forked from ``server`` where there is one."""
    manager = AsyncKernelManager(kernel_name="python3")
    if server is not None:
        provisioner = ForkedProvisioner(parent=manager, kernel_spec=manager.kernel_spec)
        provisioner.server = server
        manager.provisioner = provisioner
    return manager
