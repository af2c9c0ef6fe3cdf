package opsroom.exploring;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Collectors;

/** Main SOURCE OUT SECONDS SEED: compiles a source with probes, tries inputs, and writes what is worth a test. */
public final class Main {
    private static final int MOST_TESTS = 150;
    static ClassLoader loader;

    private Main() {
    }

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        var source = Path.of(arguments[0]);
        var seconds = Double.parseDouble(arguments[2]);
        var values = new Values(Integer.parseInt(arguments[3]));
        var classes = Files.createTempDirectory("classes");
        var problem = new Instrument(Files.readString(source), source.getFileName().toString(), values).compile(classes);
        if (problem != null) {
            System.out.println("The source does not compile by itself: " + problem);
            System.exit(3);
        }
        Probe.values = values;
        var shown = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, Main.class.getClassLoader());
        var own = new ArrayList<Class<?>>();
        try (var files = Files.walk(classes)) {
            for (var file : files.filter(file -> file.toString().endsWith(".class")).sorted().toList()) {
                var type = loader.loadClass(classes.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", ""));
                if (isVisible(type)) {
                    own.add(type);
                }
            }
        }
        var search = new Search(values, own);
        var kept = new ArrayList<Search.Kept>();
        var unstable = new int[1];
        within(seconds * 2 + 10, () -> search.go(seconds));
        within(seconds + 5, () -> steady(List.copyOf(search.found), kept, unstable));
        var chosen = new ArrayList<Search.Kept>();
        within(seconds * 2 + 10, () -> chosen.addAll(Search.select(kept, MOST_TESTS, seconds)));
        var cases = new ArrayList<String>();
        within(20, () -> {
            for (var each : chosen) {
                Probe.begin(0);
                cases.add(json(each));
            }
        });
        Files.writeString(Path.of(arguments[1]), "{\"cases\": [" + String.join(",\n", cases) + "], \"unstable\": " + unstable[0] + ", \"runs\": " + search.runs + "}");
        shown.flush();
        System.exit(0);
    }

    /** Those that give the same when they are run again, in another language and another zone of time. */
    private static void steady(List<Search.Kept> found, List<Search.Kept> kept, int[] unstable) {
        for (var each : found) {
            Probe.begin(0);
            var first = Search.told(Recorder.execute(each.scenario));
            Locale.setDefault(Locale.GERMANY);
            var zone = TimeZone.getDefault();
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
            Probe.begin(0);
            var second = Search.told(Recorder.execute(each.scenario));
            Locale.setDefault(Locale.ROOT);
            TimeZone.setDefault(zone);
            if (first != null && first.equals(second)) {
                kept.add(each);
            } else {
                unstable[0]++;
            }
        }
    }

    private static boolean isVisible(Class<?> type) {
        return type.getCanonicalName() != null && (type.getModifiers() & java.lang.reflect.Modifier.PUBLIC) != 0 && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
    }

    private static void within(double seconds, Runnable action) throws InterruptedException {
        var thread = new Thread(null, action, "exploring", 64L << 20);
        thread.setDaemon(true);
        thread.start();
        thread.join((long) (seconds * 1000));
    }

    private static String json(Search.Kept kept) {
        var steps = Recorder.execute(kept.scenario);
        return "{\"target\": " + quoted(Literals.type(kept.scenario.head().called().getDeclaringClass())) + ", \"steps\": [" + steps.stream().map(step -> "{\"code\": " + quoted(step.code) + ", \"bind\": " + quoted(step.bind) + ", \"value\": " + quoted(step.value) + ", \"raises\": " + quoted(step.raises)
            + ", \"void\": " + step.none + ", \"parts\": " + json(step.parts) + ", \"state\": " + json(step.state) + "}").collect(Collectors.joining(", ")) + "]}";
    }

    private static String json(Map<String, String> parts) {
        return parts.entrySet().stream().map(part -> quoted(part.getKey()) + ": " + quoted(part.getValue())).collect(Collectors.joining(", ", "{", "}"));
    }

    private static String quoted(String text) {
        if (text == null) {
            return "null";
        }
        var all = new StringBuilder("\"");
        for (var letter : text.toCharArray()) {
            all.append(letter == '"' || letter == '\\' ? "\\" + letter : letter < ' ' || letter > 126 ? String.format("\\u%04x", (int) letter) : String.valueOf(letter));
        }
        return all.append('"').toString();
    }
}
