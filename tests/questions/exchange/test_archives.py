"""Packages as they really are, and archives that mean harm."""

import io
import stat
import struct
import unicodedata
import zipfile

import pytest

from tests.questions.exchange.samples import (
    choice_1,
    choice_2,
    condition,
    correct,
    equal,
    key,
    only,
    read,
    zipped,
)

ITEM = choice_2(correct("B"), "", "single", 1)


def manifest(*resources):
    told = "".join(
        f'<resource identifier="R{n}" type="imsqti_{kind}_xmlv2p1" href="{href}"/>'
        for n, (kind, href) in enumerate(resources)
    )
    return ("imsmanifest.xml", f"<manifest><resources>{told}</resources></manifest>")


class PackageTests:
    @pytest.mark.parametrize(
        "href", ["items/q.xml", "items\\q.xml", "./items/q.xml", "ITEMS/Q.xml", "q.xml"]
    )
    def test_wrong_paths_of_a_manifest_still_find_the_file(self, href):
        data = zipped(manifest(("item", href)), ("items/q.xml", ITEM))
        assert key(only(read(data, "x.zip"))) == ["B"]

    def test_the_base_of_a_resource_is_its_folder(self):
        listed = "".join(
            f'<resource type="imsqti_item_xmlv2p1" xml:base="{n}/" href="q.xml"/>'
            for n in "ab"
        )
        text = f'<manifest><resources xml:base="x/">{listed}</resources></manifest>'
        files = [("imsmanifest.xml", text)] + [(f"x/{n}/q.xml", ITEM) for n in "ab"]
        parsed = read(zipped(*files), "x.zip")
        assert [item.file for item in parsed.items] == ["x/a/q.xml", "x/b/q.xml"]
        assert parsed.errors == []

    def test_a_name_in_utf_8_that_does_not_say_so_is_understood(self):
        data = zipped(manifest(("item", "Prüfung.xml")), ("Pr~~fung.xml", ITEM))
        name = unicodedata.normalize("NFC", "Prüfung.xml").encode()
        assert only(read(data.replace(b"Pr~~fung.xml", name), "x.zip"))

    def test_a_name_that_is_taken_apart_is_the_same(self):
        name = unicodedata.normalize("NFD", "Prüfung.xml")
        data = zipped(manifest(("item", "Prüfung.xml")), (name, ITEM))
        assert only(read(data, "x.zip"))

    def test_a_climbing_path_is_refused_and_the_rest_is_read(self):
        resources = ("item", "../../etc/passwd.xml"), ("item", "q.xml")
        parsed = read(zipped(manifest(*resources), ("q.xml", ITEM)), "x.zip")
        assert len(parsed.items) == 1
        assert "leads out" in parsed.errors[0].message

    def test_a_climbing_path_of_what_is_no_question_is_told_too(self):
        resources = ("webcontent", "../../etc/passwd"), ("item", "q.xml")
        parsed = read(zipped(manifest(*resources), ("q.xml", ITEM)), "x.zip")
        assert len(parsed.items) == 1
        assert "leads out" in parsed.errors[0].message

    def test_a_missing_file_is_named(self):
        parsed = read(zipped(manifest(("item", "no.xml")), ("a/q.xml", ITEM)), "x.zip")
        assert [item.file for item in parsed.items] == ["a/q.xml"]
        assert "`no.xml`" in parsed.errors[0].message

    def test_a_file_that_the_manifest_does_not_name_is_told_of(self):
        files = ("a/q.xml", ITEM), ("b/forgotten.xml", ITEM), ("b/notes.xml", "<x/>")
        parsed = read(zipped(manifest(("item", "a/q.xml")), *files), "x.zip")
        assert [item.file for item in parsed.items] == ["a/q.xml"]
        [warning] = parsed.warnings
        assert warning.file == "b/forgotten.xml"
        assert "does not name" in warning.message

    def test_a_copy_that_the_manifest_names_as_something_else_is_no_news(self):
        resources = ("item", "q.xml"), ("webcontent", "copy.xml")
        files = ("q.xml", ITEM), ("copy.xml", ITEM)
        assert not read(zipped(manifest(*resources), *files), "x.zip").warnings

    def test_sections_of_a_test_are_the_category(self):
        test = (
            '<assessmentTest><testPart><assessmentSection title="Storage">'
            '<assessmentItemRef href="q.xml"/></assessmentSection></testPart>'
            "</assessmentTest>"
        )
        resources = manifest(("item", "q.xml"), ("test", "t.xml"))
        data = zipped(resources, ("q.xml", ITEM), ("t.xml", test))
        assert only(read(data, "x.zip")).category == "Storage"

    def test_sections_that_refer_to_each_other_end_in_a_refusal(self):
        refer = (
            '<assessmentSection><assessmentSectionRef href="{}"/></assessmentSection>'
        )
        test = f"<assessmentTest>{refer.format('a.xml')}</assessmentTest>"
        files = ("t.xml", test), ("a.xml", refer.format("b.xml"))
        data = zipped(
            manifest(("test", "t.xml")), *files, ("b.xml", refer.format("a.xml"))
        )
        assert "without an end" in read(data, "x.zip").errors[0].message

    def test_pictures_come_from_the_package(self):
        text = ITEM.replace("<p>Which?</p>", '<p><img src="../i/x.png" alt="X"/>?</p>')
        files = ("items/q.xml", text), ("i/x.png", b"bytes")
        item = only(read(zipped(manifest(("item", "items/q.xml")), *files), "x.zip"))
        assert [image.data for image in item.images] == [b"bytes"]

    def test_a_blackboard_pool_is_found_by_its_own_attribute(self):
        listed = (
            '<manifest xmlns:bb="http://www.blackboard.com/content-packaging/">'
            '<resources><resource type="assessment/x-bb-qti-pool" '
            'bb:file="res1.dat"/></resources></manifest>'
        )
        item = choice_1(condition(equal("B"), "<setvar>1</setvar>"))
        files = ("imsmanifest.xml", listed), ("res1.dat", item)
        assert key(only(read(zipped(*files), "x.zip"))) == ["B"]

    def stimulus(self, *files):
        named = '<assessmentStimulusRef identifier="S" href="../shared/s.xml"/>'
        item = ITEM.replace("<itemBody>", f"{named}<itemBody>")
        listed = manifest(("item", "items/q.xml"))
        return only(read(zipped(listed, ("items/q.xml", item), *files), "x.zip"))

    def test_a_shared_text_stands_before_the_question(self):
        text = '<p>The <b>case</b> <img src="x.png" alt="X"/></p>'
        shared = f"<assessmentStimulus><stimulusBody>{text}</stimulusBody>"
        files = (
            ("shared/s.xml", f"{shared}</assessmentStimulus>"),
            (
                "shared/x.png",
                b"bytes",
            ),
        )
        item = self.stimulus(*files)
        assert item.stem == "The **case** ![X](<x.png>)\n\nWhich?"
        assert [image.data for image in item.images] == [b"bytes"]

    def test_a_shared_text_that_is_missing_is_told(self):
        assert "`../shared/s.xml` is not there" in self.stimulus().warnings[0]

    def test_junk_of_other_systems_is_passed_over(self):
        junk = ("__MACOSX/._q.xml", b"\0\5"), ("._q.xml", b"\0"), (".DS_Store", b"\0")
        assert only(read(zipped(("q.xml", ITEM), *junk), "x.zip")).file == "q.xml"

    def test_a_zip_of_other_formats_is_read_file_by_file(self):
        data = zipped(("a.gift", "x{=a ~b}"), ("b.txt", "y\nA. 1\nB. 2\nANSWER: A"))
        assert [item.stem for item in read(data, "x.zip").items] == ["x", "y"]


class HarmTests:
    def refusal(self, data):
        [fault] = read(data, "x.zip").errors
        return fault.message

    @pytest.mark.parametrize(
        "name", ["../x.xml", "/etc/x.xml", "a/../../x", "C:/x.xml"]
    )
    def test_names_that_leave_the_archive_are_refused(self, name):
        assert "leads out" in self.refusal(zipped((name, ITEM)))

    def test_links_are_refused(self):
        entry = zipfile.ZipInfo("q.xml")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(entry, "/etc/passwd")
        assert "link" in self.refusal(out.getvalue())

    def test_a_bomb_is_refused_by_its_ratio(self):
        assert "times its size" in self.refusal(zipped(("q.xml", b" " * 20_000_000)))

    def test_many_small_bombs_are_refused_by_their_sum(self):
        files = [(f"{n}.xml", b" " * 900_000) for n in range(300)]
        assert "too much" in self.refusal(zipped(*files))

    def test_an_archive_in_an_archive_is_not_opened(self):
        assert "unpack it first" in self.refusal(zipped(("q.txt", zipped(("a", "b")))))

    def test_it_is_told_of_beside_other_files_too(self):
        parsed = read(zipped(("a.gift", "x{=a ~b}"), ("b.zip", zipped())), "x.zip")
        assert (len(parsed.items), parsed.errors[0].file) == (1, "b.zip")

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_a_name_that_stands_twice_hides_nothing(self):
        data = zipped(("a.gift", "x{=a ~b}"), ("a.gift", "y{=a ~b}"))
        assert "twice" in self.refusal(data)

    def test_a_declared_size_that_lies_is_found_out(self):
        data = bytearray(zipped(("q.xml", ITEM * 50)))
        at = data.rfind(b"PK\x01\x02") + 24
        data[at : at + 4] = struct.pack("<I", 100)
        assert "cannot give it" in self.refusal(bytes(data))

    def test_an_archive_that_lists_what_it_cannot_give_names_the_file(self):
        data = bytearray(zipped(("q.xml", ITEM), ("b.xml", ITEM)))
        data[45:60] = b"\xff" * 15
        parsed = read(bytes(data), "x.zip")
        assert [fault.file for fault in parsed.errors] == ["q.xml"]
        assert len(parsed.items) == 1

    def test_half_an_archive_is_broken(self):
        assert "broken" in self.refusal(zipped(("q.xml", ITEM))[:-30])
