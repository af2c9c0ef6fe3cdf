package clientpackage;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.LongFunction;

/** All items of a list, page after page, each page asked for when it is reached. */
final class Pages<T> implements Iterable<T> {
    /** What a call answered, and where the next one goes on; null for nowhere. */
    record Part<T>(List<T> items, Object next) {
    }

    private final Object first;
    private final Function<Object, Part<T>> call;

    private Pages(Object first, Function<Object, Part<T>> call) {
        this.first = first;
        this.call = call;
    }

    static <T> Pages<T> counted(long first, boolean byPage, long size, LongFunction<List<T>> call) {
        return new Pages<>(first, position -> {
            long at = (Long) position;
            List<T> items = call.apply(at);
            boolean isLast = items == null || items.isEmpty() || items.size() < size;
            return new Part<>(items, isLast ? null : Long.valueOf(byPage ? at + 1 : at + items.size()));
        });
    }

    static <T> Pages<T> cursor(String first, Function<String, Part<T>> call) {
        return new Pages<>(first == null ? "" : first, position -> {
            String at = (String) position;
            Part<T> part = call.apply(at.isEmpty() ? null : at);
            return part.next() == null || part.next().equals("") || part.next().equals(at) ? new Part<>(part.items(), null) : part;
        });
    }

    /** Pages of which a header tells the next one. */
    static <T> Pages<T> told(ApiRequest first, Function<ApiRequest, Part<T>> call) {
        return new Pages<>(first, position -> call.apply((ApiRequest) position));
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private Object position = first;
            private Iterator<T> items = List.<T>of().iterator();

            @Override
            public boolean hasNext() {
                while (!items.hasNext() && position != null) {
                    Part<T> part = call.apply(position);
                    items = part.items() == null ? List.<T>of().iterator() : part.items().iterator();
                    position = part.next();
                }
                return items.hasNext();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return items.next();
            }
        };
    }
}
