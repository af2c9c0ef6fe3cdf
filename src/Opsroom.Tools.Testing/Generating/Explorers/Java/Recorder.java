package opsroom.exploring;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs scenarios and writes down what they do. */
final class Recorder {
    /** Something that is called, with its arguments. */
    record Call(Executable called, List<Maker.Value> arguments) {
    }

    /** A constructor or a static method, and calls on what was made. */
    record Scenario(Call head, List<Call> calls) {
        String key() {
            return Stream.concat(Stream.of(line(head.called, "", head.arguments)), calls.stream().map(call -> line(call.called, "subject", call.arguments))).collect(Collectors.joining("\n"));
        }
    }

    /** A line of a test, with what it gave. */
    static final class Step {
        String code;
        String bind;
        String value;
        boolean none;
        String raises;
        final Map<String, String> parts = new TreeMap<>();
        final Map<String, String> state = new TreeMap<>();

        String told() {
            return code + "|" + bind + "|" + value + "|" + raises + "|" + parts + "|" + state;
        }
    }

    private Recorder() {
    }

    static String line(Executable called, String subject, List<Maker.Value> arguments) {
        var given = "(" + arguments.stream().map(Maker.Value::code).collect(Collectors.joining(", ")) + ")";
        return called instanceof Constructor<?> made ? "new " + Literals.type(made.getDeclaringClass()) + (made.getDeclaringClass().getTypeParameters().length > 0 ? "<>" : "") + given : (subject.isEmpty() ? Literals.type(called.getDeclaringClass()) : subject) + "." + called.getName() + given;
    }

    static Object call(Executable called, Object subject, Object[] arguments) throws Exception {
        try {
            return called instanceof Constructor<?> made ? made.newInstance(arguments) : ((Method) called).invoke(subject, arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown.getCause();
        }
    }

    /** Null where a run tells nothing. */
    static List<Step> execute(Scenario scenario) {
        var steps = new ArrayList<Step>();
        Object subject = null;
        Map<String, String> known = new LinkedHashMap<>();
        var calls = new ArrayList<Call>(List.of(scenario.head));
        calls.addAll(scenario.calls);
        for (var call : calls) {
            var isHead = steps.isEmpty();
            var step = new Step();
            step.code = line(call.called, isHead ? "" : "subject", call.arguments);
            steps.add(step);
            try {
                var arguments = Maker.all(call.arguments);
                var value = call(call.called, subject, arguments);
                if (isHead && (call.called instanceof Constructor<?> || !scenario.calls.isEmpty())) {
                    subject = value;
                    step.bind = "subject";
                    if (value == null) {
                        return null;
                    }
                } else {
                    var type = ((Method) call.called).getReturnType();
                    step.none = type == void.class;
                    if (!step.none) {
                        describe("result", value, step, 0);
                    }
                }
            } catch (Probe.Overtime | OutOfMemoryError | StackOverflowError without) {
                return null;
            } catch (Exception | AssertionError thrown) {
                var kind = thrown.getClass();
                if (!Modifier.isPublic(kind.getModifiers()) || thrown instanceof IllegalAccessException || kind.getCanonicalName() == null) {
                    return null;
                }
                step.raises = kind.getPackageName().equals("java.lang") || kind.getClassLoader() != null ? Literals.type(kind) : kind.getCanonicalName();
                if (kind.getClassLoader() != null) {
                    try {
                        accessors(kind).filter(method -> method.getDeclaringClass() == kind).forEach(method -> describeCall("thrown." + method.getName() + "()", method, thrown, step, 1));
                    } catch (Probe.Overtime endless) {
                        return null;
                    }
                }
            }
            if (subject != null) {
                var state = new Step();
                try {
                    members("subject", subject, state, 0);
                } catch (Probe.Overtime | StackOverflowError endless) {
                    return null;
                }
                state.parts.forEach((path, text) -> {
                    if (!text.equals(known.get(path))) {
                        step.state.put(path, text);
                    }
                });
                known.putAll(state.parts);
            }
            if (isHead && step.raises != null) {
                break;
            }
        }
        return steps;
    }

    private static void describe(String path, Object value, Step step, int depth) {
        var literal = Literals.of(value);
        if (literal != null) {
            if (depth == 0) {
                step.value = literal;
            } else {
                step.parts.put(path, literal);
            }
        } else {
            members(path, value, step, depth);
        }
    }

    private static void members(String path, Object value, Step step, int depth) {
        if (value == null || depth > 3 || step.parts.size() > 60) {
            return;
        }
        if (value instanceof List<?> list) {
            step.parts.put(path + ".size()", String.valueOf(list.size()));
            for (var at = 0; at < Math.min(5, list.size()); at++) {
                describe(path + ".get(" + at + ")", list.get(at), step, depth + 1);
            }
        } else if (value instanceof java.util.Optional<?> optional) {
            optional.ifPresent(held -> describe(path + ".get()", held, step, depth + 1));
        } else if (value instanceof Map<?, ?> map) {
            step.parts.put(path + ".size()", String.valueOf(map.size()));
            map.forEach((key, held) -> {
                if (Literals.of(key) != null && step.parts.size() < 60) {
                    describe(path + ".get(" + Literals.of(key) + ")", held, step, depth + 1);
                }
            });
        } else if (value.getClass().getClassLoader() == Main.loader && Modifier.isPublic(value.getClass().getModifiers())) {
            accessors(value.getClass()).forEach(method -> describeCall(path + "." + method.getName() + "()", method, value, step, depth + 1));
        }
    }

    private static void describeCall(String path, Method method, Object subject, Step step, int depth) {
        try {
            describe(path, method.invoke(subject), step, depth);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof Error error) {
                throw error;
            }
        } catch (IllegalAccessException hidden) {
            return;
        }
    }

    /** Methods that tell what an object holds. */
    private static Stream<Method> accessors(Class<?> type) {
        return Arrays.stream(type.getMethods()).filter(method -> method.getParameterCount() == 0 && method.getReturnType() != void.class && !Modifier.isStatic(method.getModifiers()) && method.getDeclaringClass().getClassLoader() == Main.loader
            && (type.isRecord() && Arrays.stream(type.getRecordComponents()).anyMatch(part -> part.getName().equals(method.getName())) || method.getName().matches("(get|is|has)[A-Z].*|size|isEmpty|count|length|total|toString|state|status|balance|history"))).sorted(java.util.Comparator.comparing(Method::getName));
    }
}
