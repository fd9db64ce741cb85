"""Changes the schema in a parquet file's footer, for layouts that no writer of today makes.

A structure of Thrift's compact protocol is kept as {field: (kind, value)}, a list as (kind, values).
"""
import struct

STRUCT, LIST, BINARY, I32 = 12, 9, 8, 5
# parquet.thrift, SchemaElement and what it names.
REPETITION, NAME, CHILDREN, CONVERTED, LOGICAL = 3, 4, 5, 6, 10
REPEATED, CONVERTED_LIST, MAP_KEY_VALUE = 2, 3, 2


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def varint(self):
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def value(self, kind):
        if kind in (1, 2):
            return kind
        if kind == 3:
            self.at += 1
            return self.data[self.at - 1]
        if kind in (4, 5, 6):
            number = self.varint()
            return number >> 1 ^ -(number & 1)
        if kind == 7:
            self.at += 8
            return self.data[self.at - 8:self.at]
        if kind == BINARY:
            count = self.varint()
            self.at += count
            return self.data[self.at - count:self.at]
        if kind == LIST:
            head = self.data[self.at]
            self.at += 1
            count = head >> 4 if head >> 4 < 15 else self.varint()
            return head & 15, [self.value(head & 15) for _ in range(count)]
        assert kind == STRUCT, kind
        fields, last = {}, 0
        while True:
            head = self.data[self.at]
            self.at += 1
            if head == 0:
                return fields
            if head >> 4:
                last += head >> 4
            else:
                number = self.varint()
                last = number >> 1 ^ -(number & 1)
            fields[last] = (head & 15, self.value(head & 15))


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def zigzag(value):
    return varint(value << 1 if value >= 0 else -value * 2 - 1)


def written(kind, value):
    if kind in (1, 2):
        return b""
    if kind == 3:
        return bytes([value])
    if kind in (4, 5, 6):
        return zigzag(value)
    if kind == 7:
        return value
    if kind == BINARY:
        return varint(len(value)) + value
    if kind == LIST:
        inner, values = value
        head = bytes([len(values) << 4 | inner]) if len(values) < 15 else bytes([0xF0 | inner]) + varint(len(values))
        return head + b"".join(bytes([v]) if inner in (1, 2) else written(inner, v) for v in values)
    out, last = b"", 0
    for field, (inner, item) in sorted(value.items()):
        step = field - last
        out += bytes([step << 4 | inner]) if 0 < step < 16 else bytes([inner]) + zigzag(field)
        out += written(inner, item)
        last = field
    return out + b"\0"


def change_schema(path, change):
    """Calls `change` with the list of schema elements, root first, and writes the file with what it has made of them."""
    data = open(path, "rb").read()
    size = struct.unpack("<I", data[-8:-4])[0]
    footer = Reader(data[-8 - size:-8]).value(STRUCT)
    elements = footer[2][1][1]
    change(elements)
    # What pyarrow knows of its own types beside the schema would contradict it.
    footer.pop(5, None)
    new = written(STRUCT, footer)
    with open(path, "wb") as out:
        out.write(data[:-8 - size] + new + struct.pack("<I", len(new)) + b"PAR1")


def named(elements, name):
    return next(i for i, element in enumerate(elements) if element[NAME][1] == name.encode())


def two_levels(elements):
    """Lists whose repeated node is the element itself."""
    for place in reversed(range(len(elements))):
        if elements[place][NAME][1] == b"list":
            element = elements.pop(place + 1)
            if CHILDREN in element:
                elements[place][CHILDREN] = element[CHILDREN]
            else:
                elements[place] = element
                element[REPETITION] = (I32, REPEATED)


def renamed(**names):
    """Nodes of other names."""
    def change(elements):
        for element in elements:
            old = element[NAME][1].decode()
            if old in names:
                element[NAME] = (BINARY, names[old].encode())
    return change


def without_list_nodes(elements):
    """Repeated nodes that no list stands around; the lists must be required."""
    two_levels(elements)
    place = len(elements) - 1
    while place > 0:
        if elements[place].get(CONVERTED, (I32, -1))[1] == CONVERTED_LIST:
            elements[place + 1][NAME] = elements[place][NAME]
            elements.pop(place)
        place -= 1


def converted_types_only(elements):
    """No logical types, as files before 2018 have it."""
    for element in elements:
        element.pop(LOGICAL, None)


def old_maps(elements):
    """Maps that only their inner node names."""
    for element in elements:
        if element.get(CONVERTED, (I32, -1))[1] == 1:
            element[CONVERTED] = (I32, MAP_KEY_VALUE)
            element.pop(LOGICAL, None)
