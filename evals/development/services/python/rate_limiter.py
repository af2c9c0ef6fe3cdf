"""A token bucket for each caller, with a clock that is handed in."""

import time
from dataclasses import dataclass


@dataclass
class Decision:
    """Whether a request may go on; if not, ``retry_after`` says in how many seconds it may."""

    allowed: bool
    remaining: int
    retry_after: float = 0.0


class RateLimiter:
    """Allows ``capacity`` requests at once and refills ``refill_per_second`` of them.

    Callers that were not seen for ``idle_seconds`` are forgotten by ``sweep``.
    """

    def __init__(self, capacity: int, refill_per_second: float, clock=time.monotonic, idle_seconds: float = 300.0):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        if refill_per_second <= 0:
            raise ValueError("refill_per_second must be positive")
        self.capacity = capacity
        self.refill_per_second = refill_per_second
        self.idle_seconds = idle_seconds
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}
        self._blocked: set[str] = set()

    def __len__(self) -> int:
        return len(self._buckets)

    def check(self, caller: str, cost: int = 1) -> Decision:
        """Takes ``cost`` tokens from the caller's bucket where there are as many.

        Raises ValueError where the cost is below 1 or above the capacity, and PermissionError for a blocked caller.
        """
        if cost < 1 or cost > self.capacity:
            raise ValueError(f"cost must be between 1 and {self.capacity}")
        if caller in self._blocked:
            raise PermissionError(f"{caller} is blocked")
        now = self._clock()
        tokens = self._tokens(caller, now)
        if tokens >= cost:
            tokens -= cost
            self._buckets[caller] = (tokens, now)
            return Decision(True, int(tokens))
        self._buckets[caller] = (tokens, now)
        missing = cost - tokens
        return Decision(False, int(tokens), round(missing / self.refill_per_second, 3))

    def block(self, caller: str) -> None:
        """Refuses a caller from now on and forgets its tokens."""
        self._blocked.add(caller)
        self._buckets.pop(caller, None)

    def unblock(self, caller: str) -> bool:
        """Lets a caller in again; False where it was not blocked."""
        if caller not in self._blocked:
            return False
        self._blocked.remove(caller)
        return True

    def sweep(self) -> list[str]:
        """Forgets idle callers and returns their names, sorted."""
        now = self._clock()
        idle = sorted(name for name, (_, seen) in self._buckets.items() if now - seen > self.idle_seconds)
        for name in idle:
            del self._buckets[name]
        return idle

    def _tokens(self, caller: str, now: float) -> float:
        if caller not in self._buckets:
            return float(self.capacity)
        tokens, seen = self._buckets[caller]
        return min(self.capacity, tokens + (now - seen) * self.refill_per_second)
