"""What parameters without a type are used for: followed through a source, from where they are given to where they are used."""

import ast

TEXTS = {"split", "strip", "lower", "upper", "partition", "startswith", "endswith", "isdigit", "encode", "splitlines", "find", "lstrip", "rstrip", "isalpha",
         "rpartition", "title", "casefold", "isalnum", "isascii", "isspace", "removeprefix", "removesuffix", "zfill", "rsplit", "isidentifier", "isupper", "islower"}
SAME = {"strip", "lower", "upper", "lstrip", "rstrip", "casefold", "replace", "title", "removeprefix", "removesuffix", "copy"}
LISTS = {"append", "extend", "sort", "insert", "reverse"}
DICTS = {"items", "keys", "values", "setdefault", "update"}
MOMENTS = {"hour", "minute", "weekday", "isoweekday", "timetuple", "second", "astimezone", "date", "isoformat", "timestamp"}
DAYS = {"year", "month", "day"}
CONVERTED = {"int": "number text", "float": "number text", "Decimal": "number text", "fromisoformat": "day text", "strptime": "day text", "fullmatch": "text", "match": "text",
             "search": "text", "sub": "text", "findall": "text", "finditer": "text", "loads": "text", "ord": "text", "range": "number", "abs": "number", "divmod": "number",
             "round": "number", "sqrt": "number", "floor": "number", "ceil": "number", "sum": "numbers", "fsum": "numbers", "mean": "numbers"}
LISTING = {"sorted", "enumerate", "zip", "list", "set", "iter", "tuple", "min", "max", "any", "all", "reversed", "map", "filter", "Counter", "frozenset", "deque"}


class Shape:
    """What is known of a value: kinds that its uses show, its items, keys, attributes and results, and values it met."""

    def __init__(self):
        self.kinds, self.known, self.patterns, self.sizes, self.good = set(), [], [], [], []
        self.keys, self.attributes, self.others, self.parents = {}, {}, [], []
        self.items = self.values = self.result = None

    def item(self):
        self.items = self.items or Shape()
        return self.items

    def value(self):
        self.values = self.values or Shape()
        return self.values

    def key(self, name):
        return self.keys.setdefault(name, Shape())

    def attribute(self, name):
        return self.attributes.setdefault(name, Shape())

    def returns(self):
        self.result = self.result or Shape()
        return self.result

    def flows(self, other):
        if other is not self and other not in self.others:
            self.others.append(other)

    def all(self):
        """This shape and those that its value flows into."""
        found = [self]
        for shape in found:
            found.extend(other for other in shape.others if other not in found)
        return found

    def gathered(self, name):
        return [value for shape in self.all() for value in getattr(shape, name)]

    def named(self, name):
        """Keys or attributes with the shapes of all places that ask for them."""
        found = {}
        for shape in self.all():
            for key, inner in getattr(shape, name).items():
                if key in found and found[key] is not inner:
                    found[key].flows(inner)
                found.setdefault(key, inner)
        return found

    def part(self, name):
        found = [inner for shape in self.all() if (inner := getattr(shape, name)) is not None]
        for other in found[1:]:
            found[0].flows(other)
        return found[0] if found else None

    def remember(self, value, depth=0):
        """A value that was worth keeping is tried wherever the same flows."""
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            for shape in self.all():
                if value not in shape.good and (not isinstance(value, str) or len(value) < 100):
                    shape.good.append(value)
                    del shape.good[:-40]
        elif isinstance(value, dict) and depth < 3:
            keys = self.named("keys")
            for key, inner in value.items():
                (keys.get(key) or self.value()).remember(inner, depth + 1)
        elif isinstance(value, (list, tuple)) and depth < 3:
            for inner in value[:5]:
                self.item().remember(inner, depth + 1)


class Shapes:
    def __init__(self, tree):
        self.tree = tree
        self.functions, self.classes, self.fields, self.parameters, self.tables = {}, {}, {}, {}, {}
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.tables[node.targets[0].id] = node.value
        self.collect(tree, None)
        for (owner, _), node in list(self.functions.items()):
            Follower(self, node, owner).run()
        for name, node in self.classes.items():
            # a data class takes its fields
            for field in [each.target.id for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]:
                self.of((name, "__init__"), field).flows(self.fields[name].setdefault(field, Shape()))

    def collect(self, tree, owner):
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.functions[owner, node.name] = node
            elif isinstance(node, ast.ClassDef) and owner is None:
                self.classes[node.name] = node
                self.fields[node.name] = {}
                self.collect(node, node.name)

    def find(self, owner, name):
        return (owner, name) if (owner, name) in self.functions else (None, name) if (None, name) in self.functions else None

    def of(self, key, name):
        """The shape of a parameter of (class or None, function)."""
        return self.parameters.setdefault((key, name), Shape())

    def literals(self, node):
        """The values that a constant, a table or a collection of constants holds."""
        if isinstance(node, ast.Name) and node.id in self.tables:
            node = self.tables[node.id]
        try:
            value = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return [key.value for key in node.keys if isinstance(key, ast.Constant)] if isinstance(node, ast.Dict) else []
        return list(value)[:40] if isinstance(value, (list, tuple, set, frozenset, dict)) else [value]

    def pattern(self, node):
        if isinstance(node, ast.Name) and node.id in self.tables:
            node = self.tables[node.id]
        if isinstance(node, ast.Call) and node.args:
            node = node.args[0]
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


class Follower:
    """Follows values through one function."""

    def __init__(self, shapes, node, owner):
        self.shapes, self.node, self.owner = shapes, node, owner
        self.scope, self.lengths = {}, {}

    def run(self):
        arguments = [*self.node.args.posonlyargs, *self.node.args.args, *self.node.args.kwonlyargs]
        for argument in arguments:
            if argument.arg not in ("self", "cls"):
                self.scope[argument.arg] = self.shapes.of((self.owner, self.node.name), argument.arg)
        for statement in self.node.body:
            self.statement(statement)

    def statement(self, node):
        if isinstance(node, ast.Assign):
            found = self.see(node.value)
            for target in node.targets:
                self.bind(target, found, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self.bind(node.target, self.see(node.value), node.value)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.loop(node.target, node.iter)
            self.block(node.body + node.orelse)
        else:
            for field, value in ast.iter_fields(node):
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.expr):
                        self.see(child)
                    elif isinstance(child, ast.stmt):
                        self.statement(child)
                    elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
                        self.block(child.body)
                    elif isinstance(child, ast.withitem):
                        self.see(child.context_expr)

    def block(self, statements):
        for statement in statements:
            self.statement(statement)

    def bind(self, target, found, value):
        if isinstance(target, ast.Name):
            self.scope[target.id] = found
            if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "len" and value.args:
                self.lengths[target.id] = self.see(value.args[0])
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self" and found is not None:
            found.flows(self.field(target.attr))
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = value.elts if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts) else None
            for at, inner in enumerate(target.elts):
                self.bind(inner, self.see(values[at]) if values else found.item() if found is not None else None, values[at] if values else None)
        elif isinstance(target, ast.Subscript):
            self.see(target)

    def field(self, name):
        return self.shapes.fields.get(self.owner, {}).setdefault(name, Shape())

    def loop(self, target, source):
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id in ("enumerate", "sorted", "reversed", "list", "set") and source.args:
            inner = target.elts[1] if source.func.id == "enumerate" and isinstance(target, ast.Tuple) and len(target.elts) == 2 else target
            self.loop(inner, source.args[0])
            return
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr in ("items", "values") and (found := self.see(source.func.value)) is not None:
            found.kinds.add("dict")
            inner = target.elts[1] if source.func.attr == "items" and isinstance(target, ast.Tuple) and len(target.elts) == 2 else target
            self.bind(inner, found.value(), None)
            return
        found = self.see(source)
        if found is not None:
            found.kinds.add("list")
            if isinstance(target, ast.Tuple):
                found.item().kinds.add(f"tuple{len(target.elts)}")
        self.bind(target, found.item() if found is not None else None, None)

    def see(self, node):
        """Follows an expression; the shape of its value where it comes from a parameter."""
        kind = type(node).__name__
        handler = getattr(self, f"see_{kind}", None)
        if handler is not None:
            return handler(node)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.see(child)
        return None

    def see_Name(self, node):
        return self.scope.get(node.id)

    def see_Await(self, node):
        return self.see(node.value)

    def see_NamedExpr(self, node):
        found = self.see(node.value)
        self.bind(node.target, found, node.value)
        return found

    def see_Attribute(self, node):
        if isinstance(node.value, ast.Name) and node.value.id == "self" and self.owner is not None:
            return self.field(node.attr)
        found = self.see(node.value)
        if found is None:
            return None
        return found.attribute(node.attr) if not self.shows(found, node.attr) else None

    @staticmethod
    def shows(shape, member):
        """Whether a member tells the kind of what has it."""
        kinds = {kind for kind, known in (("text", TEXTS), ("list", LISTS), ("dict", DICTS), ("moment", MOMENTS), ("day", DAYS)) if member in known}
        shape.kinds |= kinds
        return bool(kinds)

    def see_Subscript(self, node):
        found = self.see(node.value)
        self.see(node.slice) if not isinstance(node.slice, ast.Slice) else None
        if found is None:
            return None
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            found.kinds.add("dict")
            return found.key(node.slice.value)
        found.kinds.add("sized")
        return found if isinstance(node.slice, ast.Slice) else found.item()

    def see_IfExp(self, node):
        self.see(node.test)
        return self.see(node.body) or self.see(node.orelse)

    def see_BoolOp(self, node):
        found = [self.see(value) for value in node.values]
        return next((each for each in found if each is not None), None)

    def comprehension(self, node):
        for generator in node.generators:
            self.loop(generator.target, generator.iter)
            for test in generator.ifs:
                self.see(test)
        for field in ("elt", "key", "value"):
            if hasattr(node, field):
                self.see(getattr(node, field))

    see_ListComp = see_SetComp = see_GeneratorExp = see_DictComp = comprehension

    def see_Lambda(self, node):
        self.see(node.body)

    def see_BinOp(self, node):
        left, right = self.see(node.left), self.see(node.right)
        for shape, other in ((left, node.right), (right, node.left)):
            if shape is None:
                continue
            if isinstance(other, ast.Constant) and isinstance(other.value, str):
                shape.kinds.add("text" if isinstance(node.op, ast.Add) else "any")
            elif isinstance(other, ast.Call) and getattr(other.func, "attr", getattr(other.func, "id", "")) == "timedelta":
                shape.kinds.add("moment")
            elif isinstance(other, ast.Constant) and isinstance(other.value, (int, float)) or isinstance(node.op, (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)):
                shape.kinds.add("number")
        return None

    def see_Compare(self, node):
        sides = [node.left, *node.comparators]
        shapes = [self.see(side) for side in sides]
        for at, shape in enumerate(shapes):
            others = [literal for index, side in enumerate(sides) if index != at for literal in self.shapes.literals(side)]
            length = self.length(sides[at])
            if length is not None:
                length.kinds.add("sized")
                length.sizes.extend(value for value in others if isinstance(value, int))
            if shape is None:
                continue
            for literal in others:
                if literal is not None and literal not in shape.known:
                    shape.known.append(literal)
                if isinstance(literal, str):
                    shape.kinds.add("text")
                elif isinstance(literal, (int, float)) and not isinstance(literal, bool):
                    shape.kinds.add("number")
            for index, op in enumerate(node.ops):
                if isinstance(op, (ast.In, ast.NotIn)) and index + 1 == at:
                    if isinstance(node.left, ast.Constant) and isinstance(node.left.value, str):
                        shape.key(node.left.value)
                    shape.kinds.add("sized")
        return None

    def length(self, node):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len" and node.args:
            return self.see(node.args[0])
        return self.lengths.get(node.id) if isinstance(node, ast.Name) else None

    def see_Call(self, node):
        base = self.see(node.func.value) if isinstance(node.func, ast.Attribute) else None
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
        given = [self.see(argument.value if isinstance(argument, ast.Starred) else argument) for argument in node.args]
        named = {keyword.arg: self.see(keyword.value) for keyword in node.keywords}
        if isinstance(node.func, ast.Name) and self.scope.get(name) is not None:
            self.scope[name].kinds.add("callable")
            return self.scope[name].returns()
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "self":
            key = self.shapes.find(self.owner, name) if (self.owner, name) in self.shapes.functions else None
            if key is None:
                self.field(name).kinds.add("callable")
                return self.field(name).returns()
            return self.hand_over(key, given, named)
        if base is not None:
            return self.method(base, name, node, given)
        if name in self.shapes.classes:
            return self.hand_over((name, "__init__"), given, named) if (name, "__init__") in self.shapes.functions else None
        key = self.shapes.find(None, name)
        if key is not None:
            return self.hand_over(key, given, named)
        self.builtin(name, node, given)
        return given[0] if name in ("sorted", "list", "reversed", "set", "str", "tuple", "enumerate", "iter") and given else None

    def method(self, base, name, node, given):
        known = self.shows(base, name)
        if name in ("get", "pop") and node.args:
            base.kinds.add("dict" if name == "get" or isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str) else "sized")
            return base.key(node.args[0].value) if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str) else base.value()
        if name == "replace":
            base.kinds.add("text" if node.args else "moment")
        if name in SAME:
            return base
        if not known and name not in ("get", "pop", "replace", "index", "count", "join", "remove", "add", "discard", "match", "group", "clear"):
            base.attribute(name).kinds.add("callable")
            return base.attribute(name).returns()
        return None

    def hand_over(self, key, given, named):
        node = self.shapes.functions[key]
        names = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args] if argument.arg not in ("self", "cls")]
        for name, shape in [*zip(names, given), *named.items()]:
            if shape is not None and name is not None:
                shape.flows(self.shapes.of(key, name))
        return None

    def builtin(self, name, node, given):
        spot = 1 if name in ("fullmatch", "match", "search", "findall", "finditer") and len(given) > 1 else 2 if name == "sub" and len(given) > 2 else 0
        shape = given[spot] if len(given) > spot else None
        if name == "isinstance" and given and given[0] is not None and len(node.args) > 1:
            for kind in node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]:
                found = {"str": "text", "int": "number", "float": "number", "Decimal": "number", "list": "list", "tuple": "list", "dict": "dict", "bool": "bool", "date": "day", "datetime": "moment"}.get(getattr(kind, "id", getattr(kind, "attr", "")))
                if found:
                    given[0].kinds.add(found)
            return
        for each in given:
            if each is not None and name == "len":
                each.kinds.add("sized")
            elif each is not None and name in LISTING and (name not in ("min", "max") or len(given) == 1):
                each.kinds.add("list")
            elif each is not None and name in ("min", "max"):
                each.kinds.add("number")
        if shape is not None and name in CONVERTED:
            if CONVERTED[name] == "numbers":
                shape.kinds.add("list")
                shape.item().kinds.add("number")
            else:
                shape.kinds.update({CONVERTED[name], CONVERTED[name].split()[-1]})
            pattern = self.shapes.pattern(node.func.value) if isinstance(node.func, ast.Attribute) and spot == 0 else None
            pattern = pattern or (self.shapes.pattern(node.args[0]) if spot else None)
            if pattern and name in ("fullmatch", "match", "search", "findall", "finditer", "sub"):
                shape.patterns.append(pattern)
