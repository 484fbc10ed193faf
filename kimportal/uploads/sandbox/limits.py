import contextlib
import os
import resource


def set_limits(*, cpu: int, memory: int, output: int) -> None:
    """Limit this process: CPU seconds, bytes of address space, bytes of a file it may write."""
    limits = {
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: output,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        # Not every system supports every limit; the timeout of the parent applies on all.
        with contextlib.suppress(ValueError, OSError):
            # The soft CPU limit sends SIGXCPU, by which the parent recognises it.
            resource.setrlimit(limit, (value, value + (limit == resource.RLIMIT_CPU)))
    os.nice(5)
