package opsroom.exploring;

import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What the source tells while it runs, and which small change to it is tried. Every number of a probe is the name of a change too. */
public final class Probe {
    public static final Set<Long> FEATURES = new HashSet<>();
    public static final Set<Integer> TOUCHED = new HashSet<>();
    public static Values values;
    public static int left;
    public static int change;

    /** A run that takes too many turns. */
    public static final class Overtime extends Error {
    }

    private Probe() {
    }

    public static void begin(int tried) {
        FEATURES.clear();
        if (tried == 0) {
            TOUCHED.clear();
        }
        change = tried;
        left = 200_000;
    }

    /** Whether a change is the one that is tried. */
    public static boolean m(int at) {
        if (--left < 0) {
            throw new Overtime();
        }
        if (change == 0) {
            TOUCHED.add(at);
        }
        return change == at;
    }

    public static boolean b(int at, boolean value) {
        if (m(at)) {
            value = !value;
        }
        note(at, value ? 1 : 2);
        return value;
    }

    /** A comparison of numbers. */
    public static boolean c(int at, String sign, double one, double other) {
        if (m(at)) {
            return !compare(sign, one, other);
        }
        if (sign.length() == 1 && m(-at)) {
            return compare(sign + "=", one, other);
        }
        if (sign.length() == 2 && sign.charAt(0) != '=' && sign.charAt(0) != '!' && m(-at)) {
            return compare(sign.substring(0, 1), one, other);
        }
        var result = compare(sign, one, other);
        if (change == 0) {
            var gap = one - other;
            note(at, result ? 1 : 2);
            note(at, 10 + (int) (Math.abs(gap) <= 1 ? Math.signum(gap) : Math.signum(gap) * 2));
            if (values != null) {
                values.saw(one);
                values.saw(other);
            }
        }
        return result;
    }

    private static boolean compare(String sign, double one, double other) {
        return switch (sign) {
            case "<" -> one < other;
            case "<=" -> one <= other;
            case ">" -> one > other;
            case ">=" -> one >= other;
            case "==" -> one == other;
            default -> one != other;
        };
    }

    public static int a(int at, char sign, int one, int other) {
        return (int) number(at, sign, one, other);
    }

    public static long a(int at, char sign, long one, long other) {
        return number(at, sign, one, other);
    }

    private static long number(int at, char sign, long one, long other) {
        var does = m(at) ? other(sign) : sign;
        return switch (does) {
            case '+' -> one + other;
            case '-' -> one - other;
            case '*' -> one * other;
            case '/' -> one / other;
            default -> one % other;
        };
    }

    public static double a(int at, char sign, double one, double other) {
        var does = m(at) ? other(sign) : sign;
        return switch (does) {
            case '+' -> one + other;
            case '-' -> one - other;
            case '*' -> one * other;
            case '/' -> one / other;
            default -> one % other;
        };
    }

    private static char other(char sign) {
        return switch (sign) {
            case '+' -> '-';
            case '-' -> '+';
            case '*' -> '/';
            default -> '*';
        };
    }

    public static int k(int at, int value) {
        return m(at) ? value + 1 : m(-at) ? value - 1 : value;
    }

    public static long k(int at, long value) {
        return m(at) ? value + 1 : m(-at) ? value - 1 : value;
    }

    public static double k(int at, double value) {
        return m(at) ? value + 1 : value;
    }

    public static String s(int at, String value) {
        return m(at) ? value.isEmpty() ? "mutant" : "" : value;
    }

    public static boolean r(int at, boolean value) {
        return b(at, value);
    }

    public static int r(int at, int value) {
        return m(at) ? value == 0 ? 1 : 0 : value;
    }

    public static long r(int at, long value) {
        return m(at) ? value == 0 ? 1 : 0 : value;
    }

    public static double r(int at, double value) {
        return m(at) ? value == 0 ? 1 : 0 : value;
    }

    public static <T> T r(int at, T value) {
        note(at, value == null ? 1 : 2);
        return m(at) ? null : value;
    }

    /** Both of two conditions or one of them; which of the two is turned by the change. */
    public static boolean l(int at, boolean both, boolean one, BooleanSupplier other) {
        var isBoth = both != m(at);
        return isBoth ? one && other.getAsBoolean() : one || other.getAsBoolean();
    }

    private static void note(int at, int what) {
        if (change == 0) {
            FEATURES.add(at * 1000L + what);
        }
    }
}
