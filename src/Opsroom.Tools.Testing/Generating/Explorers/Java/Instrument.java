package opsroom.exploring;

import com.sun.source.tree.*;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Puts probes into a source, at the places that the compiler's own tree tells, and compiles it. */
final class Instrument {
    private static final String PROBE = "opsroom.exploring.Probe.";

    private record Insertion(int at, int order, String text) {
    }

    /** A probe, and the part of the source that it stands around. */
    private record Around(int number, int start, int end) {
    }

    private final String source;
    private final String name;
    private final Values values;
    private boolean keepsAssignments;

    Instrument(String source, String name, Values values) {
        this.source = source;
        this.name = name;
        this.values = values;
    }

    /** Null, or why the source does not compile. */
    String compile(Path classes) {
        var left = new HashSet<Integer>();
        for (var attempt = 0; attempt < 12; attempt++) {
            var around = new ArrayList<Around>();
            var shifts = new ArrayList<Insertion>();
            var text = probed(left, around, shifts);
            var wrong = compile(text, classes);
            if (wrong.isEmpty()) {
                return null;
            }
            var before = left.size();
            if (!keepsAssignments && wrong.stream().anyMatch(each -> each.getCode().contains("initialized") || each.getCode().contains("might") || each.getCode().contains("missing.ret"))) {
                // an assignment that may be left out assigns nothing for certain
                keepsAssignments = true;
                continue;
            }
            for (var each : wrong) {
                var at = original((int) each.getPosition(), shifts);
                around.stream().filter(probe -> probe.start <= at && at <= probe.end && !left.contains(probe.number)).min(Comparator.comparingInt(probe -> probe.end - probe.start)).ifPresent(probe -> left.add(probe.number));
            }
            if (left.size() == before) {
                break;
            }
        }
        var wrong = compile(source, classes);
        return wrong.isEmpty() ? null : "line " + wrong.get(0).getLineNumber() + ": " + wrong.get(0).getMessage(null);
    }

    /** Where a place of the text with probes is in the source. */
    private static int original(int at, List<Insertion> shifts) {
        var moved = 0;
        for (var each : shifts) {
            if (each.at + moved > at) {
                break;
            }
            moved += Math.min(each.text.length(), Math.max(0, at - each.at - moved));
        }
        return at - moved;
    }

    private List<Diagnostic<? extends JavaFileObject>> compile(String text, Path classes) {
        var found = new DiagnosticCollector<JavaFileObject>();
        ToolProvider.getSystemJavaCompiler().getTask(new StringWriter(), null, found, List.of("-parameters", "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")), null, List.of(file(text))).call();
        return new ArrayList<>(found.getDiagnostics().stream().filter(each -> each.getKind() == Diagnostic.Kind.ERROR).toList());
    }

    private SimpleJavaFileObject file(String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignored) {
                return text;
            }
        };
    }

    private String probed(Set<Integer> left, List<Around> around, List<Insertion> insertions) {
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler().getTask(new StringWriter(), null, ignored -> { }, List.of("-proc:none"), null, List.of(file(source)));
        try {
            var unit = task.parse().iterator().next();
            task.analyze();
            new Scanner(Trees.instance(task), unit, left, around, insertions).scan(unit, null);
        } catch (Exception unreadable) {
            return source;
        }
        insertions.sort(Comparator.comparingInt(Insertion::at).thenComparingInt(Insertion::order));
        var text = new StringBuilder();
        var from = 0;
        for (var each : insertions) {
            text.append(source, from, each.at).append(each.text);
            from = each.at;
        }
        return text.append(source.substring(from)).toString();
    }

    private final class Scanner extends TreePathScanner<Void, Void> {
        private final Trees trees;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Set<Integer> left;
        private final List<Around> around;
        private final List<Insertion> insertions;
        private int count;
        private boolean isQuiet;

        Scanner(Trees trees, CompilationUnitTree unit, Set<Integer> left, List<Around> around, List<Insertion> insertions) {
            this.trees = trees;
            this.unit = unit;
            this.positions = trees.getSourcePositions();
            this.left = left;
            this.around = around;
            this.insertions = insertions;
        }

        private int start(Tree tree) {
            return (int) positions.getStartPosition(unit, tree);
        }

        private int end(Tree tree) {
            return (int) positions.getEndPosition(unit, tree);
        }

        /** Puts text before and behind a tree; outer trees first, so that their text is outside. */
        private void wrap(Tree tree, String before, String after) {
            if (start(tree) < 0 || end(tree) <= start(tree)) {
                return;
            }
            around.add(new Around(count, start(tree), end(tree)));
            insertions.add(new Insertion(start(tree), count, before));
            insertions.add(new Insertion(end(tree), -count, after));
        }

        private boolean next() {
            return !left.contains(++count) && !isQuiet;
        }

        private TypeKind kind(Tree tree) {
            TypeMirror type = trees.getTypeMirror(new TreePath(getCurrentPath(), tree));
            return type == null ? TypeKind.NONE : type.getKind();
        }

        @Override
        public Void visitBinary(BinaryTree node, Void nothing) {
            var sign = switch (node.getKind()) {
                case LESS_THAN -> "<";
                case LESS_THAN_EQUAL -> "<=";
                case GREATER_THAN -> ">";
                case GREATER_THAN_EQUAL -> ">=";
                case EQUAL_TO -> "==";
                case NOT_EQUAL_TO -> "!=";
                case PLUS -> "+";
                case MINUS -> "-";
                case MULTIPLY -> "*";
                case DIVIDE -> "/";
                case REMAINDER -> "%";
                case CONDITIONAL_AND -> "&&";
                case CONDITIONAL_OR -> "||";
                default -> "";
            };
            var one = kind(node.getLeftOperand());
            var other = kind(node.getRightOperand());
            var areNumbers = one.isPrimitive() && other.isPrimitive() && one != TypeKind.BOOLEAN && other != TypeKind.BOOLEAN;
            if (next() && !sign.isEmpty()) {
                var between = end(node.getLeftOperand());
                var resumed = start(node.getRightOperand());
                if (areNumbers && sign.length() <= 2 && "<=>=!=".contains(sign)) {
                    wrap(node, PROBE + "c(" + count + ", \"" + sign + "\", ", ")");
                    insertions.add(new Insertion(between, 1_000_000, ", /*"));
                    insertions.add(new Insertion(resumed, -1_000_000, "*/ "));
                } else if (areNumbers && sign.length() == 1) {
                    wrap(node, PROBE + "a(" + count + ", '" + sign + "', ", ")");
                    insertions.add(new Insertion(between, 1_000_000, ", /*"));
                    insertions.add(new Insertion(resumed, -1_000_000, "*/ "));
                } else if (sign.length() == 2 && one == TypeKind.BOOLEAN && (sign.equals("&&") || sign.equals("||"))) {
                    wrap(node, PROBE + "l(" + count + ", " + sign.equals("&&") + ", ", ")");
                    insertions.add(new Insertion(between, 1_000_000, ", /*"));
                    insertions.add(new Insertion(resumed, -1_000_000, "*/ () -> "));
                } else if (sign.equals("==") || sign.equals("!=")) {
                    wrap(node, PROBE + "b(" + count + ", ", ")");
                }
            }
            return super.visitBinary(node, nothing);
        }

        private void condition(Tree node) {
            if (next()) {
                wrap(node instanceof ParenthesizedTree parenthesized ? parenthesized.getExpression() : node, PROBE + "b(" + count + ", ", ")");
            }
        }

        @Override
        public Void visitIf(IfTree node, Void nothing) {
            condition(node.getCondition());
            return super.visitIf(node, nothing);
        }

        @Override
        public Void visitWhileLoop(WhileLoopTree node, Void nothing) {
            if (!(node.getCondition() instanceof ParenthesizedTree only && only.getExpression() instanceof LiteralTree)) {
                condition(node.getCondition());
            }
            return super.visitWhileLoop(node, nothing);
        }

        @Override
        public Void visitForLoop(ForLoopTree node, Void nothing) {
            if (node.getCondition() != null) {
                condition(node.getCondition());
            }
            return super.visitForLoop(node, nothing);
        }

        @Override
        public Void visitConditionalExpression(ConditionalExpressionTree node, Void nothing) {
            condition(node.getCondition());
            return super.visitConditionalExpression(node, nothing);
        }

        @Override
        public Void visitReturn(ReturnTree node, Void nothing) {
            if (next() && node.getExpression() != null && node.getExpression().getKind() != Tree.Kind.NULL_LITERAL) {
                wrap(node.getExpression(), PROBE + "r(" + count + ", ", ")");
            }
            return super.visitReturn(node, nothing);
        }

        @Override
        public Void visitExpressionStatement(ExpressionStatementTree node, Void nothing) {
            if (next() && getCurrentPath().getParentPath().getLeaf() instanceof BlockTree && !(keepsAssignments && node.getExpression() instanceof AssignmentTree) && !source.startsWith("super", start(node)) && !source.startsWith("this(", start(node))) {
                wrap(node, "if (!" + PROBE + "m(" + count + ")) { ", " }");
            }
            return super.visitExpressionStatement(node, nothing);
        }

        @Override
        public Void visitLiteral(LiteralTree node, Void nothing) {
            var value = node.getValue();
            values.mine(value);
            if (next()) {
                if (value instanceof Integer || value instanceof Long || value instanceof Double) {
                    wrap(node, PROBE + "k(" + count + ", ", ")");
                } else if (value instanceof String) {
                    wrap(node, PROBE + "s(" + count + ", ", ")");
                } else if (value instanceof Boolean) {
                    wrap(node, "(" + PROBE + "m(" + count + ") ^ ", ")");
                }
            }
            return super.visitLiteral(node, nothing);
        }

        @Override
        public Void visitVariable(VariableTree node, Void nothing) {
            // a constant has to stay one: labels and annotations may need it
            if (node.getModifiers().getFlags().contains(Modifier.FINAL) && node.getModifiers().getFlags().contains(Modifier.STATIC)) {
                isQuiet = true;
                super.visitVariable(node, nothing);
                isQuiet = false;
                return null;
            }
            return super.visitVariable(node, nothing);
        }

        @Override
        public Void visitAnnotation(AnnotationTree node, Void nothing) {
            return null;
        }

        @Override
        public Void visitThrow(ThrowTree node, Void nothing) {
            return null;
        }

        @Override
        public Void visitCase(CaseTree node, Void nothing) {
            for (var label : node.getExpressions()) {
                if (label instanceof LiteralTree literal) {
                    values.mine(literal.getValue());
                }
            }
            scan(node.getStatements(), nothing);
            scan(node.getBody(), nothing);
            return null;
        }
    }
}
