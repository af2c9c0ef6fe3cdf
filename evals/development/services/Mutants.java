import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Mutants of a Java source: Mutants.java SOURCE SEED COUNT FOLDER [CLASSPATH TEST...]. README.md says which. With tests, each folder holds
 * the compiled classes of the mutant and of the tests, and a mutant that the tests do not compile with has none of the tests.
 */
public class Mutants {
    private record Place(String operator, int start, int end, List<String> texts) {
    }

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    public static void main(String[] arguments) throws IOException {
        Path source = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[2]);
        Path folder = Path.of(arguments[3]);
        String text = Files.readString(source);
        List<Place> places = placesOf(source, text);
        Collections.shuffle(places, new Random(Long.parseLong(arguments[1])));
        int made = 0;
        for (Place place : places) {
            for (String replacement : place.texts()) {
                String mutant = text.substring(0, place.start()) + replacement + text.substring(place.end());
                Path own = folder.resolve(String.valueOf(made + 1));
                Files.createDirectories(own);
                List<JavaFileObject> units = new ArrayList<>(List.of(inMemory(source, mutant)));
                if (!compiles(own, null, units)) {
                    continue;
                }
                made++;
                Files.writeString(own.resolve(source.getFileName().toString()), mutant);
                if (arguments.length > 4) {
                    for (int index = 5; index < arguments.length; index++) {
                        Path test = Path.of(arguments[index]);
                        units.add(inMemory(test, Files.readString(test)));
                    }
                    compiles(own, arguments[4], units);
                }
                long line = text.substring(0, place.start()).lines().count();
                System.out.println(line + " " + place.operator() + ": " + text.substring(place.start(), place.end()).replaceAll("\\s+", " ") + " -> " + replacement);
                break;
            }
            if (made == count) {
                break;
            }
        }
    }

    private static JavaFileObject inMemory(Path path, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + path.getFileName()), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static boolean compiles(Path folder, String classPath, List<JavaFileObject> units) {
        List<String> options = new ArrayList<>(List.of("-d", folder.toString(), "-proc:none", "-nowarn"));
        if (classPath != null) {
            options.addAll(List.of("-cp", classPath));
        }
        return COMPILER.getTask(Writer.nullWriter(), null, diagnostic -> { }, options, null, units).call();
    }

    private static List<Place> placesOf(Path source, String text) throws IOException {
        JavacTask task = (JavacTask) COMPILER.getTask(null, null, null, null, null, List.of(inMemory(source, text)));
        CompilationUnitTree unit = task.parse().iterator().next();
        List<Place> places = new ArrayList<>();
        new Scan(unit, Trees.instance(task).getSourcePositions(), text, places).scan(unit, null);
        return places;
    }

    private static final class Scan extends TreeScanner<Void, Void> {
        private static final Map<Tree.Kind, List<String>> OPERATORS = Map.ofEntries(
            Map.entry(Tree.Kind.PLUS, List.of("arithmetic", "+", "-")), Map.entry(Tree.Kind.MINUS, List.of("arithmetic", "-", "+")),
            Map.entry(Tree.Kind.MULTIPLY, List.of("arithmetic", "*", "/")), Map.entry(Tree.Kind.DIVIDE, List.of("arithmetic", "/", "*")),
            Map.entry(Tree.Kind.REMAINDER, List.of("arithmetic", "%", "*")),
            Map.entry(Tree.Kind.LESS_THAN, List.of("relational", "<", "<=", ">=")), Map.entry(Tree.Kind.LESS_THAN_EQUAL, List.of("relational", "<=", "<", ">")),
            Map.entry(Tree.Kind.GREATER_THAN, List.of("relational", ">", ">=", "<=")), Map.entry(Tree.Kind.GREATER_THAN_EQUAL, List.of("relational", ">=", ">", "<")),
            Map.entry(Tree.Kind.EQUAL_TO, List.of("relational", "==", "!=")), Map.entry(Tree.Kind.NOT_EQUAL_TO, List.of("relational", "!=", "==")),
            Map.entry(Tree.Kind.CONDITIONAL_AND, List.of("logical", "&&", "||")), Map.entry(Tree.Kind.CONDITIONAL_OR, List.of("logical", "||", "&&")),
            Map.entry(Tree.Kind.PLUS_ASSIGNMENT, List.of("arithmetic", "+=", "-=")), Map.entry(Tree.Kind.MINUS_ASSIGNMENT, List.of("arithmetic", "-=", "+=")));

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final String text;
        private final List<Place> places;

        Scan(CompilationUnitTree unit, SourcePositions positions, String text, List<Place> places) {
            this.unit = unit;
            this.positions = positions;
            this.text = text;
            this.places = places;
        }

        private int start(Tree tree) {
            return (int) positions.getStartPosition(unit, tree);
        }

        private int end(Tree tree) {
            return (int) positions.getEndPosition(unit, tree);
        }

        private String source(Tree tree) {
            return text.substring(start(tree), end(tree));
        }

        private void add(String operator, Tree tree, String... texts) {
            places.add(new Place(operator, start(tree), end(tree), List.of(texts)));
        }

        private void between(Tree.Kind kind, Tree left, Tree right) {
            List<String> operator = OPERATORS.get(kind);
            if (operator != null) {
                int at = text.indexOf(operator.get(1), end(left));
                for (String other : operator.subList(2, operator.size())) {
                    places.add(new Place(operator.get(0), at, at + operator.get(1).length(), List.of(other)));
                }
            }
        }

        private void negate(ExpressionTree condition) {
            if (condition != null) {
                add("condition", condition, "(!(" + source(condition) + "))");
            }
        }

        private void returned(ExpressionTree value) {
            // the first of them that the type allows, and that is not what stands there
            List<String> texts = new ArrayList<>(List.of("!(" + source(value) + ")", "0", "\"\"", "null"));
            texts.remove(source(value));
            places.add(new Place("return", start(value), end(value), texts));
        }

        @Override
        public Void visitBinary(BinaryTree tree, Void none) {
            between(tree.getKind(), tree.getLeftOperand(), tree.getRightOperand());
            return super.visitBinary(tree, none);
        }

        @Override
        public Void visitCompoundAssignment(CompoundAssignmentTree tree, Void none) {
            between(tree.getKind(), tree.getVariable(), tree.getExpression());
            return super.visitCompoundAssignment(tree, none);
        }

        @Override
        public Void visitUnary(UnaryTree tree, Void none) {
            String inner = source(tree.getExpression());
            switch (tree.getKind()) {
                case LOGICAL_COMPLEMENT -> add("logical", tree, inner);
                case UNARY_MINUS -> add("arithmetic", tree, inner);
                case POSTFIX_INCREMENT, PREFIX_INCREMENT -> add("arithmetic", tree, inner + "--");
                case POSTFIX_DECREMENT, PREFIX_DECREMENT -> add("arithmetic", tree, inner + "++");
                default -> { }
            }
            return super.visitUnary(tree, none);
        }

        @Override
        public Void visitLiteral(LiteralTree tree, Void none) {
            Object value = tree.getValue();
            if (value instanceof Boolean bool) {
                add("constant", tree, String.valueOf(!bool));
            } else if (value instanceof Integer number) {
                add("constant", tree, String.valueOf(number + 1));
            } else if (value instanceof Long number) {
                add("constant", tree, (number + 1) + "L");
            } else if (value instanceof Double number) {
                add("constant", tree, String.valueOf(number + 1));
            } else if (value instanceof String string) {
                add("constant", tree, string.isEmpty() ? "\"mutant\"" : "\"\"");
            }
            return null;
        }

        @Override
        public Void visitReturn(ReturnTree tree, Void none) {
            if (tree.getExpression() != null) {
                returned(tree.getExpression());
            }
            return super.visitReturn(tree, none);
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree tree, Void none) {
            if (tree.getBody() instanceof ExpressionTree body) {
                returned(body);
            }
            return scan(tree.getBody(), none);
        }

        @Override
        public Void visitIf(IfTree tree, Void none) {
            negate(tree.getCondition());
            return super.visitIf(tree, none);
        }

        @Override
        public Void visitWhileLoop(WhileLoopTree tree, Void none) {
            negate(tree.getCondition());
            return super.visitWhileLoop(tree, none);
        }

        @Override
        public Void visitDoWhileLoop(DoWhileLoopTree tree, Void none) {
            negate(tree.getCondition());
            return super.visitDoWhileLoop(tree, none);
        }

        @Override
        public Void visitForLoop(ForLoopTree tree, Void none) {
            negate(tree.getCondition());
            return super.visitForLoop(tree, none);
        }

        @Override
        public Void visitConditionalExpression(ConditionalExpressionTree tree, Void none) {
            negate(tree.getCondition());
            return super.visitConditionalExpression(tree, none);
        }

        @Override
        public Void visitExpressionStatement(ExpressionStatementTree tree, Void none) {
            add("statement", tree, ";");
            return super.visitExpressionStatement(tree, none);
        }

        @Override
        public Void visitThrow(ThrowTree tree, Void none) {
            // the wording of what is thrown stays: only the throwing goes
            add("statement", tree, ";");
            return null;
        }

        @Override
        public Void visitBreak(BreakTree tree, Void none) {
            add("statement", tree, ";");
            return null;
        }

        @Override
        public Void visitContinue(ContinueTree tree, Void none) {
            add("statement", tree, ";");
            return null;
        }

        @Override
        public Void visitClass(ClassTree tree, Void none) {
            // an exception's own constructor says what its message is: nothing of it is wording that a test needs
            boolean error = tree.getExtendsClause() != null && tree.getExtendsClause().toString().matches(".*(Exception|Error)");
            return error ? null : scan(tree.getMembers(), none);
        }

        @Override
        public Void visitAnnotation(AnnotationTree tree, Void none) {
            return null;
        }

        @Override
        public Void visitImport(ImportTree tree, Void none) {
            return null;
        }

        @Override
        public Void visitPackage(PackageTree tree, Void none) {
            return null;
        }
    }
}
