package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class GreetingTest {
    @Test
    void namesWhomItGreets() {
        assertEquals("Hello, Ada!", Greeting.of("Ada"));
    }
}
