"""Swift source as the checks read it: which files there are, and their text without comments and strings."""

import os
import re

INTERESTING = re.compile(r'//|/\*|#+"|"|`|#+/')


def swift_files(root, folders):
    """Every .swift file under the folders, relative to root, sorted."""
    found = []
    for folder in folders:
        for place, inner, names in os.walk(os.path.join(root, folder)):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            found += [os.path.relpath(os.path.join(place, name), root) for name in names if name.endswith(".swift")]
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def code_only(text):
    """The text with comments, strings and quoted names turned to spaces. Offsets and lines stay the same."""
    out, position = [], 0
    while match := INTERESTING.search(text, position):
        end = _end_of(text, match)
        out.append(text[position : match.start()])
        out.append(re.sub(r"[^\n]", " ", text[match.start() : end]))
        position = end
    out.append(text[position:])
    return "".join(out)


def closing(code, opening):
    """Offset of the bracket that closes the one at `opening`, or the end of the code."""
    depth = 0
    for match in re.compile(r"[(\[{}\])]").finditer(code, opening):
        depth += 1 if match[0] in "([{" else -1
        if depth == 0:
            return match.start()
    return len(code)


def _end_of(text, match):
    start, mark = match.start(), match[0]
    if mark == "//":
        return _find(text, "\n", start)
    if mark == "/*":
        return _end_of_comment(text, start)
    if mark == "`":
        return min(_find(text, "`", start + 1) + 1, _find(text, "\n", start))
    if mark.endswith("/"):
        return _find(text, "/" + mark[:-1], match.end()) + len(mark)
    return _end_of_string(text, match.end() - 1, mark.count("#"))


def _end_of_comment(text, start):
    depth = 0
    for match in re.compile(r"/\*|\*/").finditer(text, start):
        depth += 1 if match[0] == "/*" else -1
        if depth == 0:
            return match.end()
    return len(text)


def _end_of_string(text, start, hashes):
    quote = '"""' if text.startswith('"""', start) else '"'
    close, escape = quote + "#" * hashes, "\\" + "#" * hashes
    position = start + len(quote)
    while position < len(text):
        if text.startswith(close, position):
            return position + len(close)
        if text.startswith(escape, position):
            position += len(escape)
            position = _end_of_interpolation(text, position) if text.startswith("(", position) else position + 1
        elif quote == '"' and text[position] == "\n":
            return position
        else:
            position += 1
    return position


def _end_of_interpolation(text, start):
    depth, position = 0, start
    while position < len(text):
        if match := INTERESTING.match(text, position):
            position = _end_of(text, match)
            continue
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        position += 1
        if depth == 0:
            break
    return position


def _find(text, what, start):
    found = text.find(what, start)
    return len(text) if found < 0 else found
