"""A QTI package: the manifest says what is a question, tests say in which section.

A manifest may be wrong: missing files are found by their name when only one fits, a
package without a usable manifest is searched for items, climbing paths are refused.
"""

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from questions.exchange.archives import Archive
from questions.exchange.items import Fault, Parsed, Refused
from questions.exchange.qti.keys import Budget
from questions.exchange.qti.reading import QTI_ROOTS, qti_name, read_root
from questions.exchange.texts import clean
from questions.exchange.xmltree import Node, parse_xml

MANIFEST = "imsmanifest.xml"
TEST_TAGS = {"assessmentTest", "assessmentSection"}
MAX_TEST_DEPTH = 20
MAX_PICTURE = 12_000_000
MAX_KEYWORDS = 60
XML = (".xml", ".qti", ".dat")  # the last is Blackboard's
HEAD = 4096  # bytes: the root element stands in them
QUESTIONS = re.compile(
    rb"<(?:[\w.-]+:)?(?:questestinterop|(?:qti-)?assessment-?item)\b", re.I
)
UNNAMED = "the manifest does not name this file, so it was left out; send it by itself"


def read_package(archive: Archive) -> Parsed:
    """The questions of a package, each once, in the order of its tests."""
    return _Package(archive).read()


@dataclass
class _Package:
    archive: Archive
    parsed: Parsed = field(default_factory=lambda: Parsed("qti"))
    categories: dict[str, str] = field(default_factory=dict)
    roots: dict[str, Node | None] = field(default_factory=dict)
    keywords: dict[str, list[str]] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)
    budget: Budget = field(default_factory=Budget)

    def read(self) -> Parsed:
        files = self._files()
        for name in files:
            root = self._root(name)
            if root is not None and root.tag == "assessmentTest":
                self._walk_test(root, name, "", 0)
        ordered = [*self.categories, *(n for n in files if n not in self.categories)]
        for name in dict.fromkeys(ordered):
            self._read_items(name)
        self._tell_of_unnamed()
        found = self.parsed
        if not (found.items or found.skipped or found.errors):
            raise Refused("the package holds no questions")
        return found

    def _read_items(self, name: str) -> None:
        root = self._root(name)
        if root is None or root.tag not in QTI_ROOTS:
            return
        category = self.categories.get(name, "")
        beside = _Beside(self, name)
        try:
            found = read_root(root, name, category, beside, self.budget)
            for item in found.items:
                told = [*item.tags, *self.keywords.get(name, [])]
                item.tags = list(dict.fromkeys(told))
            self.parsed.join(found)
        except Refused as why:
            self.parsed.fail(why, file=name)

    # --- which files

    def _files(self) -> list[str]:
        """The files that the manifest names as questions or tests; else all XML."""
        manifest = self.archive.resolve(MANIFEST)
        named = list(self._named(manifest)) if manifest else []
        if any(self._is_qti(name) for name in named):
            return named
        every = [name for name in self.archive.names if name.lower().endswith(XML)]
        return [name for name in every if name != manifest]

    def _named(self, manifest: str) -> Iterator[str]:
        for folder, resource in self._resources(manifest):
            kind = resource.get("type").lower()
            # Blackboard names the entry by an attribute of its own, `bb:file`.
            told = [resource.get("href") or resource.get("file")]
            told += [file.get("href") for file in resource.all("file")]
            references = [self._based(folder, href, manifest) for href in told]
            self._list(references, manifest)
            if "qti" not in kind and "assessment" not in kind:
                continue
            for name in self._resolved(references, resource, manifest):
                self.keywords[name] = _keywords(resource)
                yield name

    def _resources(self, manifest: str) -> Iterator[tuple[str, Node]]:
        """Every resource with the folder that `xml:base` gives it."""
        root = self._root(manifest)
        if root is None:
            return
        for group in root.find("resources") or [root]:
            for resource in group.all("resource"):
                steps = [root, resource] if group is root else [root, group, resource]
                yield posixpath.join(*(step.get("base") for step in steps)), resource

    def _based(self, folder: str, href: str, manifest: str) -> str:
        """The reference from its folder, if a file is there; else as it is."""
        if not folder or not href:
            return href
        based = posixpath.join(folder, href)
        try:
            return based if self.archive.resolve(based, manifest) else href
        except Refused:
            return href

    def _resolved(
        self, references: list[str], resource: Node, manifest: str
    ) -> Iterator[str]:
        """The entry file of a resource; without one, each XML file that it lists."""
        wanted = references[:1] if references[0] else references[1:]
        for href in wanted:
            if href and not href.lower().endswith(XML):
                self._refuse_climbing(href, manifest, resource)
                continue
            if name := self._resolve(href, manifest, resource):
                yield name

    def _tell_of_unnamed(self) -> None:
        """Files of questions that nothing in the manifest leads to."""
        listed = self.listed | set(self.roots)
        for name in self.archive.names:
            if name.lower().endswith(XML) and name not in listed:
                with suppress(Refused):
                    if QUESTIONS.search(self.archive.read(name)[:HEAD]):
                        self.parsed.warnings.append(Fault(name, 0, "", UNNAMED))

    def _list(self, references: list[str], manifest: str) -> None:
        """Remember what the manifest names, whatever it says that it is."""
        for href in references:
            with suppress(Refused):
                self.listed.add(self.archive.resolve(href, manifest) or "")

    def _refuse_climbing(self, href: str, base: str, node: Node) -> None:
        """What is no question may be missing, but never lies outside the package."""
        try:
            self.archive.resolve(href, base)
        except Refused as why:
            self.parsed.fail(why, node.get("identifier"), base, node.line)

    def _resolve(self, href: str, base: str, node: Node) -> str | None:
        try:
            name = self.archive.resolve(href, base)
        except Refused as why:
            self.parsed.fail(why, node.get("identifier"), base, node.line)
            return None
        if name is None:
            message = f"`{href[:200]}` is not in the package; pack it again"
            self._fault(base, node, message)
        return name

    def _fault(self, file: str, node: Node, message: str) -> None:
        fault = Fault(file, node.line, node.get("identifier"), message)
        if fault not in self.parsed.errors:
            self.parsed.errors.append(fault)

    def _is_qti(self, name: str) -> bool:
        root = self._root(name)
        return root is not None and root.tag in QTI_ROOTS | TEST_TAGS

    def _root(self, name: str) -> Node | None:
        """The parsed file, read once; None after a fault that has been told."""
        if name not in self.roots:
            self.roots[name] = None
            try:
                self.roots[name] = parse_xml(self.archive.read(name), qti_name)
            except Refused as why:
                self.parsed.fail(why, file=name)
        return self.roots[name]

    # --- tests

    def _walk_test(self, node: Node, name: str, path: str, depth: int) -> None:
        """Sections in sections, and sections in files of their own."""
        if depth > MAX_TEST_DEPTH:
            raise Refused("its tests refer to each other without an end", file=name)
        for part in node.children:
            title = clean(part.get("title")).replace("/", " ")[:100]
            below = f"{path}/{title}".strip("/") if title else path
            if part.tag in {"testPart", "assessmentSection"}:
                self._walk_test(part, name, below, depth + 1)
            elif part.tag == "assessmentSectionRef":
                self._walk_reference(part, name, path, depth)
            elif part.tag == "assessmentItemRef":
                self._walk_item(part, name, path)

    def _walk_item(self, part: Node, name: str, path: str) -> None:
        if item := self._resolve(part.get("href"), name, part):
            self.categories.setdefault(item, path)

    def _walk_reference(self, part: Node, name: str, path: str, depth: int) -> None:
        section = self._resolve(part.get("href"), name, part)
        root = self._root(section) if section else None
        if section is None or root is None or section == name:
            return
        title = clean(root.get("title")).replace("/", " ")[:100]
        below = f"{path}/{title}".strip("/") if title else path
        self._walk_test(root, section, below, depth + 1)

    # --- what stands beside an item

    def document(self, reference: str, base: str) -> Node | None:
        try:
            name = self.archive.resolve(reference, base)
        except Refused:
            return None
        return self._root(name) if name else None

    def picture(self, reference: str, base: str) -> bytes | None:
        if reference.startswith(("http:", "https:", "data:")):
            return None
        plain = reference.replace("%24", "$")
        for place in ("$IMS-CC-FILEBASE$/", "$IMS_CC_FILEBASE$/"):
            plain = plain.removeprefix(place)
        try:
            name = self.archive.resolve(plain, base)
            data = self.archive.read(name) if name else None
        except Refused:
            return None
        return data if data and len(data) <= MAX_PICTURE else None


def _keywords(resource: Node) -> list[str]:
    """What the metadata of a resource calls it: keywords of LOM, in any language."""
    told = [
        clean(text.all_text())
        for metadata in resource.all("metadata")
        for keyword in metadata.find("keyword")
        for text in keyword.all("string", "langstring")
    ]
    return [word for word in told if word][:MAX_KEYWORDS]


@dataclass(frozen=True)
class _Beside:
    """The package as one of its files sees it."""

    package: _Package
    base: str

    def picture(self, reference: str) -> bytes | None:
        return self.package.picture(reference, self.base)

    def document(self, reference: str) -> Node | None:
        return self.package.document(reference, self.base)
