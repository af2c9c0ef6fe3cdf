package com.acme.resilience;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Stops calling what keeps failing. Closed: calls go through, and failures in a row are counted. Open: calls are refused until
 * the pause is over. Half open: one call is let through, and decides.
 */
public final class CircuitBreaker {
    /** Where the breaker stands. */
    public enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /** The breaker is open. */
    public static final class OpenException extends RuntimeException {
        private final long retryAfterMillis;

        OpenException(long retryAfterMillis) {
            super("open for another " + retryAfterMillis + " ms");
            this.retryAfterMillis = retryAfterMillis;
        }

        public long retryAfterMillis() {
            return retryAfterMillis;
        }
    }

    private static final int MAX_BACKOFF = 8;

    private final int threshold;
    private final long pauseMillis;
    private final LongSupplier clock;
    private State state = State.CLOSED;
    private int failures;
    private int backoff = 1;
    private long openedAt;

    /**
     * @param threshold failures in a row that open the breaker, at least 1
     * @param pauseMillis how long it stays open at first; each failed trial doubles that, up to eight times
     * @param clock the time in milliseconds
     */
    public CircuitBreaker(int threshold, long pauseMillis, LongSupplier clock) {
        if (threshold < 1) {
            throw new IllegalArgumentException("threshold must be at least 1");
        }
        if (pauseMillis <= 0) {
            throw new IllegalArgumentException("pauseMillis must be positive");
        }
        this.threshold = threshold;
        this.pauseMillis = pauseMillis;
        this.clock = clock;
    }

    public State state() {
        if (state == State.OPEN && remaining() <= 0) {
            state = State.HALF_OPEN;
        }
        return state;
    }

    public int failures() {
        return failures;
    }

    /** Whether a call would go through now. */
    public boolean allows() {
        return state() != State.OPEN;
    }

    /**
     * Calls through the breaker.
     *
     * @throws OpenException if it is open
     */
    public <T> T call(Supplier<T> action) {
        if (!allows()) {
            throw new OpenException(remaining());
        }
        try {
            T result = action.get();
            succeeded();
            return result;
        } catch (RuntimeException failure) {
            failed();
            throw failure;
        }
    }

    /** A call went well: the breaker closes, and failures are forgotten. */
    public void succeeded() {
        state = State.CLOSED;
        failures = 0;
        backoff = 1;
    }

    /** A call failed. */
    public void failed() {
        failures++;
        if (state() == State.HALF_OPEN) {
            backoff = Math.min(backoff * 2, MAX_BACKOFF);
            open();
        } else if (state == State.CLOSED && failures >= threshold) {
            open();
        }
    }

    private void open() {
        state = State.OPEN;
        openedAt = clock.getAsLong();
    }

    private long remaining() {
        return openedAt + pauseMillis * backoff - clock.getAsLong();
    }
}
