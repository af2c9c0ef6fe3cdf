/** Minutes of a day, written as "09:30". */
export type Clock = string;

export interface Opening {
  /** 0 is Sunday, 6 is Saturday. */
  day: number;
  from: Clock;
  to: Clock;
}

export const MINUTES_OF_DAY = 24 * 60;

export class OpeningError extends Error {
  constructor(message: string, public readonly value: unknown) {
    super(message);
    this.name = "OpeningError";
  }
}

/**
 * The minutes since midnight; "24:00" is the end of the day.
 * @example
 * minutesOf("09:30") // => 570
 * @throws OpeningError where the text is no time of day
 */
export function minutesOf(clock: Clock): number {
  const match = /^(\d{2}):(\d{2})$/.exec(clock);
  if (!match) {
    throw new OpeningError("not a time of day", clock);
  }
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  if (hours > 24 || minutes > 59 || (hours === 24 && minutes > 0)) {
    throw new OpeningError("no such time of day", clock);
  }
  return hours * 60 + minutes;
}

/** Writes minutes since midnight, as "09:30". */
export function clockOf(minutes: number): Clock {
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > MINUTES_OF_DAY) {
    throw new OpeningError("outside of a day", minutes);
  }
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The opening hours of a shop, in its own time: nothing here knows of zones. */
export class OpeningHours {
  private readonly days = new Map<number, Array<[number, number]>>();

  constructor(openings: Opening[]) {
    for (const opening of openings) {
      if (!Number.isInteger(opening.day) || opening.day < 0 || opening.day > 6) {
        throw new OpeningError("no such day", opening.day);
      }
      const from = minutesOf(opening.from);
      const to = minutesOf(opening.to);
      if (from >= to) {
        throw new OpeningError("closes before it opens", opening);
      }
      const spans = this.days.get(opening.day) ?? [];
      if (spans.some(([start, end]) => from < end && start < to)) {
        throw new OpeningError("overlaps", opening);
      }
      spans.push([from, to]);
      spans.sort((a, b) => a[0] - b[0]);
      this.days.set(opening.day, spans);
    }
  }

  /** Whether it is open; the closing minute itself is closed. */
  isOpen(day: number, clock: Clock): boolean {
    const now = minutesOf(clock);
    return (this.days.get(day) ?? []).some(([from, to]) => now >= from && now < to);
  }

  /** Minutes until it opens next: 0 while it is open, undefined where it never does. */
  minutesUntilOpen(day: number, clock: Clock): number | undefined {
    const now = minutesOf(clock);
    if (this.isOpen(day, clock)) {
      return 0;
    }
    for (let ahead = 0; ahead <= 7; ahead++) {
      for (const [from] of this.days.get((day + ahead) % 7) ?? []) {
        const wait = ahead * MINUTES_OF_DAY + from - now;
        if (wait > 0) {
          return wait;
        }
      }
    }
    return undefined;
  }

  /** Minutes that it is open in a week. */
  get weeklyMinutes(): number {
    let total = 0;
    for (const spans of this.days.values()) {
      for (const [from, to] of spans) {
        total += to - from;
      }
    }
    return total;
  }

  /** One line of a day, as "09:00-12:00, 14:00-18:00" or "closed". */
  describe(day: number): string {
    const spans = this.days.get(day);
    if (!spans) {
      return "closed";
    }
    return spans.map(([from, to]) => `${clockOf(from)}-${clockOf(to)}`).join(", ");
  }
}
