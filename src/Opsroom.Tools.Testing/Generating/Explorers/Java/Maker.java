package opsroom.exploring;

import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Makes values of a type by chance. */
final class Maker {
    /** An argument: how it is made, and how that is written. */
    record Value(Callable<Object> make, String code) {
    }

    private final Values values;
    private final List<Class<?>> own;

    Maker(Values values, List<Class<?>> own) {
        this.values = values;
        this.own = own;
    }

    static Value of(Object value) {
        var code = Literals.of(value);
        return code == null ? null : new Value(() -> value, code);
    }

    /** Null where no value can be made for one of the parameters. */
    List<Value> arguments(Executable called, int depth) {
        var given = new ArrayList<Value>();
        for (var type : called.getGenericParameterTypes()) {
            var made = depth == 0 && !(type instanceof Class<?> plain && plain.isPrimitive()) && values.chance.nextInt(25) == 0 ? new Value(() -> null, "null") : make(type, depth);
            if (made == null) {
                return null;
            }
            given.add(made);
        }
        return given;
    }

    private static Class<?> raw(Type type) {
        return type instanceof Class<?> plain ? plain : type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType()
            : type instanceof WildcardType wild ? raw(wild.getUpperBounds()[0]) : type instanceof TypeVariable<?> variable && variable.getBounds()[0] instanceof Class<?> bound && bound != Object.class && bound != Comparable.class ? bound : Integer.class;
    }

    private static Type part(Type type, int at) {
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[at] : Integer.class;
    }

    Value make(Type type, int depth) {
        var raw = raw(type);
        if (depth > 4) {
            return raw.isPrimitive() ? null : new Value(() -> null, "null");
        }
        var chance = values.chance;
        if (raw == boolean.class || raw == Boolean.class) {
            return of(chance.nextBoolean());
        } else if (raw == int.class || raw == Integer.class || raw == Object.class || raw == Number.class) {
            return of(chance.nextInt(40) == 0 ? values.pick(List.of(Integer.MAX_VALUE, Integer.MIN_VALUE)) : (int) values.number(true));
        } else if (raw == long.class || raw == Long.class) {
            return of((long) values.number(true));
        } else if (raw == double.class || raw == Double.class) {
            return of(values.number(chance.nextBoolean()));
        } else if (raw == float.class || raw == Float.class) {
            return of((float) values.number(chance.nextBoolean()));
        } else if (raw == short.class || raw == Short.class) {
            return of((short) values.number(true));
        } else if (raw == byte.class || raw == Byte.class) {
            return of((byte) values.number(true));
        } else if (raw == char.class || raw == Character.class) {
            var text = values.text();
            return of(!text.isEmpty() && chance.nextBoolean() ? text.charAt(chance.nextInt(text.length())) : (char) (32 + chance.nextInt(95)));
        } else if (raw == String.class || raw == CharSequence.class || raw == Comparable.class) {
            return of(values.text());
        } else if (raw.isEnum()) {
            return of(values.pick(Arrays.asList(raw.getEnumConstants())));
        } else if (raw == BigDecimal.class) {
            return of(BigDecimal.valueOf(Math.round(values.number(chance.nextBoolean()) * 100), chance.nextInt(3)));
        } else if (raw == BigInteger.class) {
            return of(BigInteger.valueOf((long) values.number(true)));
        } else if (raw == LocalDate.class) {
            return of(day());
        } else if (raw == LocalTime.class) {
            return of(LocalTime.of(chance.nextInt(24), chance.nextInt(60)));
        } else if (raw == java.time.LocalDateTime.class) {
            return of(day().atTime(chance.nextInt(24), chance.nextInt(60)));
        } else if (raw == Instant.class) {
            return of(day().atTime(chance.nextInt(24), chance.nextInt(60)).toInstant(ZoneOffset.UTC));
        } else if (raw == Duration.class) {
            return of(Duration.ofSeconds((long) values.number(true) * values.pick(List.of(1, 60, 3600))));
        } else if (raw == Clock.class) {
            return new Value(() -> Clock.fixed(Instant.parse("2024-01-15T12:00:00Z"), ZoneOffset.UTC), "Clock.fixed(Instant.parse(\"2024-01-15T12:00:00Z\"), ZoneOffset.UTC)");
        } else if (raw == Optional.class) {
            var inner = chance.nextInt(3) == 0 ? null : make(part(type, 0), depth + 1);
            return inner == null || inner.code.equals("null") ? of(Optional.empty()) : new Value(() -> Optional.of(inner.make.call()), "Optional.of(" + inner.code + ")");
        } else if (raw.isArray()) {
            return array(raw.getComponentType(), depth);
        } else if (Map.class.isAssignableFrom(raw) && raw.isAssignableFrom(LinkedHashMap.class)) {
            return map(type, depth);
        } else if (Iterable.class.isAssignableFrom(raw) && raw.getName().startsWith("java.")) {
            return sequence(raw, type, depth);
        }
        return own.contains(raw) && !raw.isInterface() && !Modifier.isAbstract(raw.getModifiers()) ? object(raw, depth) : raw.isInterface() || own.contains(raw) ? fitting(raw, type, depth) : null;
    }

    private LocalDate day() {
        var month = values.pick(List.of(1, 2, 2, 3, 12, 1 + values.chance.nextInt(12)));
        var first = LocalDate.of(values.pick(List.of(2023, 2024, 2024, 2025, 2000, 1999)), month, 1);
        return first.withDayOfMonth(values.pick(List.of(1, first.lengthOfMonth(), 15, 1 + values.chance.nextInt(first.lengthOfMonth()))));
    }

    private List<Value> items(Type element, int depth) {
        var items = new ArrayList<Value>();
        for (var left = values.pick(List.of(0, 1, 1, 2, 2, 3, 4)); left > 0; left--) {
            var item = make(element, depth + 1);
            if (item == null || item.code.equals("null")) {
                return null;
            }
            items.add(item);
        }
        return items;
    }

    private static String codes(List<Value> items) {
        return items.stream().map(Value::code).collect(Collectors.joining(", "));
    }

    static Object[] all(List<Value> items) throws Exception {
        var made = new Object[items.size()];
        for (var at = 0; at < made.length; at++) {
            made[at] = items.get(at).make.call();
        }
        return made;
    }

    private Value array(Class<?> element, int depth) {
        var items = items(element, depth);
        return items == null ? null : new Value(() -> {
            var array = Array.newInstance(element, items.size());
            for (var at = 0; at < items.size(); at++) {
                Array.set(array, at, items.get(at).make.call());
            }
            return array;
        }, "new " + Literals.type(element) + "[] {" + codes(items) + "}");
    }

    private Value sequence(Class<?> raw, Type type, int depth) {
        var items = items(part(type, 0), depth);
        for (var kind : List.of(ArrayList.class, java.util.LinkedHashSet.class, java.util.TreeSet.class, java.util.ArrayDeque.class)) {
            if (items != null && raw.isAssignableFrom(kind)) {
                return new Value(() -> kind.getConstructor(java.util.Collection.class).newInstance(Arrays.asList(all(items))), "new " + kind.getSimpleName() + "<>(" + (items.isEmpty() ? "" : "List.of(" + codes(items) + ")") + ")");
            }
        }
        return null;
    }

    private Value map(Type type, int depth) {
        var pairs = new LinkedHashMap<String, Map.Entry<Value, Value>>();
        for (var left = values.chance.nextInt(4); left > 0; left--) {
            var key = make(part(type, 0), depth + 1);
            var value = make(part(type, 1), depth + 1);
            if (key != null && value != null && !key.code.equals("null") && !value.code.equals("null")) {
                pairs.put(key.code, Map.entry(key, value));
            }
        }
        var codes = pairs.values().stream().map(pair -> pair.getKey().code + ", " + pair.getValue().code).collect(Collectors.joining(", "));
        return new Value(() -> {
            var made = new LinkedHashMap<Object, Object>();
            for (var pair : pairs.values()) {
                made.put(pair.getKey().make.call(), pair.getValue().make.call());
            }
            return made;
        }, "new LinkedHashMap<>(" + (pairs.isEmpty() ? "" : "Map.of(" + codes + ")") + ")");
    }

    private Value object(Class<?> type, int depth) {
        var makers = new ArrayList<Executable>(List.of(type.getConstructors()));
        if (makers.isEmpty()) {
            Arrays.stream(type.getMethods()).filter(method -> Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type && Modifier.isPublic(method.getModifiers())).forEach(makers::add);
        }
        makers.removeIf(maker -> Arrays.asList(maker.getParameterTypes()).contains(type));
        if (makers.isEmpty()) {
            return null;
        }
        makers.sort((one, other) -> other.getParameterCount() - one.getParameterCount());
        var maker = makers.get(values.chance.nextInt(4) == 0 ? makers.size() - 1 : 0);
        var given = arguments(maker, depth + 1);
        return given == null ? null : new Value(() -> Recorder.call(maker, null, all(given)), Recorder.line(maker, "", given));
    }

    /** A class of the source that has the type, else a lambda where one method is all. */
    private Value fitting(Class<?> raw, Type type, int depth) {
        var kinds = own.stream().filter(each -> raw.isAssignableFrom(each) && !each.isInterface() && !Modifier.isAbstract(each.getModifiers())).toList();
        if (!kinds.isEmpty() && (!raw.isInterface() || values.chance.nextBoolean())) {
            return object(values.pick(kinds), depth);
        }
        var open = Arrays.stream(raw.getMethods()).filter(method -> Modifier.isAbstract(method.getModifiers())).toList();
        if (!raw.isInterface() || open.size() != 1) {
            return null;
        }
        var method = open.get(0);
        var returned = method.getGenericReturnType() instanceof TypeVariable<?> variable && type instanceof ParameterizedType ? part(type, List.of(raw.getTypeParameters()).indexOf(variable)) : method.getGenericReturnType();
        var answer = method.getReturnType() == void.class ? new Value(() -> null, "{ }") : make(returned, depth + 1);
        if (answer == null) {
            return null;
        }
        var names = java.util.stream.IntStream.range(0, method.getParameterCount()).mapToObj(at -> "p" + at).collect(Collectors.joining(", "));
        return new Value(() -> {
            var fixed = answer.make.call();
            return Proxy.newProxyInstance(raw.getClassLoader(), new Class<?>[] {raw}, (proxy, called, given) -> answered(called, raw, fixed, proxy, given));
        }, "(" + names + ") -> " + answer.code);
    }

    private static Object answered(Method called, Class<?> raw, Object fixed, Object proxy, Object[] given) throws Throwable {
        return called.isDefault() ? java.lang.reflect.InvocationHandler.invokeDefault(proxy, called, given) : called.getDeclaringClass() == Object.class ? called.getName().equals("equals") ? proxy == given[0] : called.getName().equals("hashCode") ? 1 : raw.getSimpleName() : fixed;
    }
}
