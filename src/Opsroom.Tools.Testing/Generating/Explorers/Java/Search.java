package opsroom.exploring;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks for scenarios that take new branches, come nearer to bounds, give something new, or notice a change to the source that none has noticed yet. */
final class Search {
    private static final int MOST_KEPT = 1200;

    /** A constructor or a static method, and what can be called on what it makes. */
    private record Target(Executable head, List<Method> methods) {
    }

    /** A scenario that is worth keeping. */
    static final class Kept {
        Recorder.Scenario scenario;
        Set<Long> features;
        Set<Integer> touched;
        final Set<Integer> notices = new HashSet<>();
    }

    private final Values values;
    private final Maker maker;
    private final List<Target> targets = new ArrayList<>();
    private final Set<Long> features = new HashSet<>();
    private final Set<Integer> noticed = new HashSet<>();
    private final Set<String> tried = new HashSet<>();
    private final Map<String, Set<String>> outcomes = new HashMap<>();
    private final Map<Executable, List<Recorder.Scenario>> corpus = new HashMap<>();
    final List<Kept> found = new ArrayList<>();
    private long changedRuns;
    int runs;

    Search(Values values, List<Class<?>> own) {
        this.values = values;
        this.maker = new Maker(values, own);
        for (var type : own) {
            if (type.isEnum() && type.getDeclaredMethods().length == 0 || type.isAnnotation() || type.isInterface() && type.getDeclaredMethods().length == 0) {
                continue;
            }
            var methods = Arrays.stream(type.getMethods()).filter(method -> method.getDeclaringClass().getClassLoader() == Main.loader && !method.isSynthetic() && !(type.isEnum() && (method.getName().equals("values") || method.getName().equals("valueOf")))
                && !List.of("hashCode", "toString", "main").contains(method.getName())).sorted(Comparator.comparing(Method::toString)).toList();
            var called = methods.stream().filter(method -> !Modifier.isStatic(method.getModifiers())).toList();
            methods.stream().filter(method -> Modifier.isStatic(method.getModifiers())).forEach(method -> targets.add(new Target(method, type == method.getReturnType() ? called : List.of())));
            if (!Modifier.isAbstract(type.getModifiers()) && !type.isInterface() && !Throwable.class.isAssignableFrom(type)) {
                Arrays.stream(type.getConstructors()).sorted(Comparator.comparing(Constructor::toString)).limit(3).forEach(made -> targets.add(new Target(made, called)));
            }
        }
    }

    private Recorder.Call call(Executable called) {
        var given = maker.arguments(called, 0);
        return given == null ? null : new Recorder.Call(called, given);
    }

    private Recorder.Scenario fresh(Target target) {
        var head = call(target.head);
        if (head == null) {
            return null;
        }
        var calls = new ArrayList<Recorder.Call>();
        if (!target.methods.isEmpty()) {
            for (var left = values.pick(List.of(1, 1, 2, 3, 4, 6)); left > 0; left--) {
                var made = call(values.pick(target.methods));
                if (made != null) {
                    calls.add(made);
                }
            }
        }
        return new Recorder.Scenario(head, calls);
    }

    private Recorder.Scenario vary(Recorder.Scenario old, Target target) {
        var head = old.head();
        var calls = new ArrayList<>(old.calls());
        for (var left = values.pick(List.of(1, 1, 2)); left > 0; left--) {
            var roll = values.chance.nextDouble();
            if (!target.methods.isEmpty() && (roll < 0.7 || head.arguments().isEmpty())) {
                if ((roll < 0.3 || calls.isEmpty()) && calls.size() < 10) {
                    var made = call(values.pick(target.methods));
                    if (made != null) {
                        calls.add(Math.max(0, calls.size() - values.chance.nextInt(2)), made);
                    }
                } else if (roll < 0.36 && !calls.isEmpty() && calls.size() < 10) {
                    calls.add(values.chance.nextInt(calls.size()), values.pick(calls));
                } else if (roll < 0.42 && calls.size() > 1) {
                    calls.remove(values.chance.nextInt(calls.size()));
                } else if (!calls.isEmpty()) {
                    var at = values.chance.nextInt(calls.size());
                    calls.set(at, changed(calls.get(at)));
                }
            } else {
                head = changed(head);
            }
        }
        return new Recorder.Scenario(head, calls);
    }

    private Recorder.Call changed(Recorder.Call call) {
        if (call.arguments().isEmpty()) {
            return call;
        }
        var at = values.chance.nextInt(call.arguments().size());
        var types = call.called().getGenericParameterTypes();
        var next = values.chance.nextDouble() < 0.6 ? near(call.arguments().get(at)) : null;
        if (next == null) {
            next = maker.make(types[at], 0);
        }
        if (next == null) {
            return call;
        }
        for (var other = 0; other < types.length; other++) {
            // two arguments of a kind that are equal are where comparisons turn
            if (other != at && types[other].equals(types[at]) && values.chance.nextInt(5) == 0) {
                next = call.arguments().get(other);
            }
        }
        var arguments = new ArrayList<>(call.arguments());
        arguments.set(at, next);
        return new Recorder.Call(call.called(), arguments);
    }

    private Maker.Value near(Maker.Value old) {
        try {
            var value = old.make().call();
            if (value instanceof String text) {
                var varied = values.vary(text);
                return Maker.of(varied.length() > 120 ? varied.substring(0, 120) : varied);
            } else if (value instanceof Integer number) {
                return Maker.of(values.pick(List.of(number + 1, number - 1, number * 2, -number)));
            } else if (value instanceof Long number) {
                return Maker.of(values.pick(List.of(number + 1, number - 1, number * 2, -number)));
            } else if (value instanceof Double number) {
                return Maker.of(values.pick(List.of(number + 1, number - 1, number * 2, -number, number + 0.01)));
            } else if (value instanceof java.math.BigDecimal number) {
                return Maker.of(values.pick(List.of(number.add(java.math.BigDecimal.ONE), number.subtract(java.math.BigDecimal.ONE), number.negate(), number.add(new java.math.BigDecimal("0.01")))));
            } else if (value instanceof java.time.LocalDate day) {
                return Maker.of(values.pick(List.of(day.plusDays(1), day.minusDays(1), day.plusMonths(1), day.minusYears(1), day.plusDays(values.chance.nextInt(80) - 40))));
            } else if (value instanceof Boolean flag) {
                return Maker.of(!flag);
            }
        } catch (Exception none) {
            return null;
        }
        return null;
    }

    static String told(List<Recorder.Step> steps) {
        return steps == null ? null : steps.stream().map(Recorder.Step::told).collect(Collectors.joining("\n"));
    }

    static boolean notices(Recorder.Scenario scenario, int change, String told) {
        Probe.begin(change);
        try {
            return !told.equals(told(Recorder.execute(scenario)));
        } finally {
            Probe.begin(0);
        }
    }

    private void attempt(Target target, Recorder.Scenario scenario) {
        if (scenario == null || found.size() >= MOST_KEPT) {
            return;
        }
        var key = scenario.key();
        if (key.length() > 2000 || !tried.add(key)) {
            return;
        }
        if (tried.size() > 300_000) {
            tried.clear();
        }
        runs++;
        Probe.begin(0);
        var steps = Recorder.execute(scenario);
        if (steps == null || steps.isEmpty() || steps.stream().anyMatch(step -> "NullPointerException".equals(step.raises) || "ClassCastException".equals(step.raises))) {
            return;
        }
        var kept = new Kept();
        kept.scenario = scenario;
        kept.features = new HashSet<>(Probe.FEATURES);
        kept.touched = new HashSet<>(Probe.TOUCHED);
        var isNew = features.addAll(kept.features);
        for (var step : steps) {
            var seen = outcomes.computeIfAbsent(step.code.split("\\(")[0], name -> new HashSet<>());
            isNew |= seen.size() < 12 && seen.add(step.raises + step.value + step.parts + step.state);
        }
        var open = new ArrayList<>(kept.touched);
        open.removeAll(noticed);
        if (!isNew && (open.isEmpty() || changedRuns > runs * 3L)) {
            return;
        }
        java.util.Collections.shuffle(open, values.chance);
        var told = told(steps);
        for (var change : isNew ? open : open.subList(0, Math.min(4, open.size()))) {
            changedRuns++;
            if (notices(scenario, change, told) && noticed.add(change)) {
                isNew = true;
            }
        }
        if (!isNew) {
            return;
        }
        found.add(kept);
        corpus.computeIfAbsent(target.head, head -> new ArrayList<>()).add(scenario);
        var last = steps.get(steps.size() - 1);
        if (last.raises == null && !"false".equals(last.value) && values.found.size() < 300) {
            var last2 = scenario.calls().isEmpty() ? scenario.head() : scenario.calls().get(scenario.calls().size() - 1);
            for (var argument : last2.arguments()) {
                if (argument.code().startsWith("\"") && argument.code().length() > 2) {
                    try {
                        values.found.add((String) argument.make().call());
                    } catch (Exception none) {
                        continue;
                    }
                }
            }
        }
    }

    void go(double seconds) {
        var end = System.nanoTime() + (long) (seconds * 1e9);
        while (!targets.isEmpty() && System.nanoTime() < end && found.size() < MOST_KEPT) {
            for (var target : targets) {
                for (var left = target.methods.isEmpty() ? 6 : 18; left > 0 && System.nanoTime() < end; left--) {
                    var known = corpus.get(target.head);
                    attempt(target, known != null && values.chance.nextDouble() < 0.7 ? vary(values.pick(known), target) : fresh(target));
                }
            }
        }
    }

    /** Few scenarios that reach and notice what all of them do, each change by two where that is possible. */
    static List<Kept> select(List<Kept> from, int most, double seconds) {
        var end = System.nanoTime() + (long) (seconds * 1e9);
        var ordered = new ArrayList<>(from);
        ordered.sort(Comparator.comparingInt(kept -> kept.scenario.key().length()));
        var counts = new HashMap<Integer, Integer>();
        for (var kept : ordered) {
            Probe.begin(0);
            var told = told(Recorder.execute(kept.scenario));
            for (var change : kept.touched) {
                if (told != null && System.nanoTime() < end && counts.getOrDefault(change, 0) < 6 && notices(kept.scenario, change, told)) {
                    kept.notices.add(change);
                    counts.merge(change, 1, Integer::sum);
                }
            }
        }
        var chosen = new ArrayList<Kept>();
        var covered = new HashSet<Long>();
        var times = new HashMap<Integer, Integer>();
        while (chosen.size() < most) {
            Kept best = null;
            var worth = 0.0;
            for (var kept : ordered) {
                var gains = kept.notices.stream().filter(change -> times.getOrDefault(change, 0) < 2).count() + 0.5 * kept.features.stream().filter(feature -> !covered.contains(feature)).count();
                if (gains / (8 + kept.scenario.calls().size()) > worth) {
                    worth = gains / (8 + kept.scenario.calls().size());
                    best = kept;
                }
            }
            if (best == null) {
                break;
            }
            ordered.remove(best);
            chosen.add(best);
            covered.addAll(best.features);
            best.notices.forEach(change -> times.merge(change, 1, Integer::sum));
        }
        return chosen;
    }
}
