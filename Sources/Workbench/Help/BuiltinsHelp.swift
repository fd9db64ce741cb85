extension HelpPage {
  /// The functions and types of the language itself.
  static let builtins = HelpPage(
    "builtins", "Built-in functions and types",
    notes: table([
      ("print", "Writes values, separated and ended as asked.", "print(\"loss\", 0.25, sep=\": \")"),
      ("len", "How many elements there are.", "len([1, 2, 3])"),
      ("range", "Whole numbers one after the other.", "list(range(0, 10, 2))"),
      (
        "enumerate", "Pairs of number and element.",
        "list(enumerate([\"a\", \"b\"], start=1))"
      ),
      ("zip", "Elements of several sequences side by side.", "dict(zip([\"a\", \"b\"], [1, 2]))"),
      ("map", "A function's values for each element.", "list(map(str, [1, 2]))"),
      ("filter", "The elements for which a function is true.", "list(filter(None, [0, 1, 2]))"),
      ("sorted", "The elements in order, as a list.", "sorted([\"bb\", \"a\"], key=len, reverse=True)"),
      ("reversed", "The elements from the last to the first.", "list(reversed([1, 2, 3]))"),
      ("sum", "The sum.", "sum([1, 2, 3])"), ("min", "The smallest.", "min([3, 1, 2])"),
      ("max", "The largest.", "max([\"bb\", \"a\"], key=len)"),
      ("any", "Whether one element is true.", "any(n > 2 for n in [1, 2, 3])"),
      ("all", "Whether all elements are true.", "all(n > 0 for n in [1, 2, 3])"),
      ("iter", "An iterator over elements.", "next(iter([1, 2]))"),
      ("next", "The next element of an iterator, or a default.", "next(iter([]), None)"),
      ("abs", "The magnitude.", "abs(-2)"), ("round", "The nearest number, halves to the even one.", "round(2.675, 2)"),
      ("divmod", "Quotient and remainder.", "divmod(7, 3)"),
      ("pow", "A power, or a power modulo a number.", "pow(2, 10, 7)"),
      ("bin", "A whole number in binary.", "bin(10)"), ("oct", "A whole number in octal.", "oct(8)"),
      ("hex", "A whole number in hexadecimal.", "hex(255)"),
      ("chr", "The character of a code point.", "chr(38047)"), ("ord", "The code point of a character.", "ord(\"钟\")"),
      ("hash", "The number by which a dict finds a key.", "hash(\"a\")"),
      ("repr", "A value as code would write it.", "repr(\"a\\n\")"),
      ("ascii", "The same with escapes for everything but ASCII.", "ascii(\"钟离\")"),
      ("format", "A value by a format specification.", "format(3.14159, \".2f\")"),
      ("isinstance", "Whether a value is of a type.", "isinstance(1, (int, float))"),
      ("issubclass", "Whether a class derives from another.", "issubclass(KeyError, LookupError)"),
      ("callable", "Whether a value can be called.", "callable(print)"),
      ("id", "A number that tells objects apart.", "id([]) == id([])"),
      ("getattr", "An attribute by its name, or a default.", "getattr(model, \"config\", None)"),
      ("hasattr", "Whether there is an attribute.", "hasattr(model, \"config\")"),
      ("setattr", "Sets an attribute by its name.", "setattr(tokenizer, \"padding_side\", \"left\")"),
      ("delattr", "Removes an attribute by its name.", "delattr(thing, \"name\")"),
      ("dir", "The names of the attributes.", "dir(tokenizer)"),
      ("vars", "The attributes of an object of a class of your own.", "vars(thing)"),
      (
        "super", "The methods of the class that a class derives from.",
        "class Watcher(TrainerCallback):\n    def __init__(self):\n        super().__init__()\n"
      ),
      (
        "open", "A text file, for reading.",
        "with open(\"rows.jsonl\") as file:\n    rows = [json.loads(line) for line in file]\n"
      ),
      ("exit", "Ends the session, or a script with an exit code.", "exit(0)"), ("quit", "The same as exit.", "quit()"),
      ("int", "A whole number of 64 bits, or the type of one.", "int(\"42\")"),
      ("float", "A floating-point number, or the type of one.", "float(\"2e-5\")"),
      ("bool", "True or False, or their type.", "bool([])"),
      ("str", "A value as text, or the type of texts.", "str(42)"),
      ("list", "A list of elements.", "list(\"abc\")"), ("tuple", "A tuple of elements.", "tuple([1, 2])"),
      ("dict", "A dict of pairs or of names.", "dict(role=\"user\", content=\"你好\")"),
      ("set", "The different elements.", "set([1, 1, 2])"),
      ("frozenset", "The different elements, as a set that stays as it is.", "frozenset([1, 2])"),
      ("slice", "What stands between the brackets of a part.", "[1, 2, 3][slice(0, 2)]"),
      ("type", "The type of a value.", "type(1)"),
      ("object", "The class that every class derives from.", "marker = object()"),
      (
        "property", "A method that is read as an attribute.",
        "class Row:\n    @property\n    def size(self):\n        return 1\n"
      ),
      (
        "staticmethod", "A method without self.", "class Row:\n    @staticmethod\n    def empty():\n        return {}\n"
      ),
      (
        "classmethod", "A method of the class itself.",
        "class Row:\n    @classmethod\n    def make(cls):\n        return cls()\n"
      ),
    ]))
}
