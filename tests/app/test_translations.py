#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""That the app speaks all its languages, with all that it says now. Speaks TAP.

    test_translations.py ROOT
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import tap

ROOT = pathlib.Path(sys.argv[1])
LANGUAGES = (ROOT / "po" / "LINGUAS").read_text().split()
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2",
            "fc_finding_set:3", "fc_finding_also:2", "fc_finding_why:2"]
# What makes a file one for translators.
MARKED = re.compile(r'\b(?:_|N_|C_|NC_|ngettext)\("|translatable="yes"')
# Where the doctor words something, and the same with all of its words in the place for them.
WORDED = re.compile(r'\bfc_finding_(?:set|also|why|say)\(')
WORDED_WELL = re.compile(r'\bfc_finding_(?:set\(finding,[^;"]+, |(?:also|why)\(finding, )'
                         r'"(?:[^"\\]|\\.)*"[,)]|\bfc_finding_say\(')


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False, cwd=ROOT, timeout=60)
    return done.returncode, done.stdout + done.stderr


def joined(path):
    """The text of a C file, where strings that follow each other are one."""
    return re.sub(r'"\s*\n\s*"', "", path.read_text())


def literals(path):
    return set(re.findall(r'"((?:[^"\\]|\\.)*)"', joined(path)))


def po(language):
    return ROOT / "po" / f"{language}.po"


def listed():
    lines = (ROOT / "po" / "POTFILES.in").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def doctors_files():
    """Where checks are; check.h and finding.c tell how they say what they find."""
    return [path for path in (ROOT / "src" / "service" / "doctor").glob("*.c")
            if path.name != "finding.c"]


def test_every_file_is_listed():
    marked = {str(path.relative_to(ROOT)) for path in (ROOT / "src" / "app").rglob("*.*")
              if path.suffix in (".c", ".h", ".ui") and MARKED.search(path.read_text())}
    marked |= {str(path.relative_to(ROOT)) for path in doctors_files()
               if MARKED.search(path.read_text()) or WORDED.search(path.read_text())}
    missing = marked - set(listed())
    assert not missing, f"not in po/POTFILES.in: {sorted(missing)}"
    gone = [name for name in listed() if not (ROOT / name).exists()]
    assert not gone, f"in po/POTFILES.in, and not there: {gone}"


def test_strings_of_other_files():
    status, text = run(sys.executable, "po/make-strings.py", ".")
    assert status == 0, text
    assert text == (ROOT / "po" / "strings.h").read_text(), \
        "po/make-strings.py . >po/strings.h would change it"


def test_words_of_the_doctor():
    """xgettext takes the first literal that it meets: no macro, choice or variable may stand there."""
    count = 0
    for path in doctors_files():
        text = re.sub(r'\s+', " ", joined(path))
        calls = [text[call.start():] for call in WORDED.finditer(text)]
        for call in calls:
            assert WORDED_WELL.match(call), f"{path.name}: {call[:120]}"
        for words in re.findall(r'\bfc_finding_say\(([^;]*)\);', text):
            bare = re.sub(r'N_\("[^"]*"\)', "", words)
            assert '"' not in bare, f"{path.name}: not marked with N_(): {words}"
        count += len(calls)
    assert count > 100, f"only {count}"


def test_well_formed():
    for language in LANGUAGES:
        status, text = run("msgfmt", "--check", "--check-accelerators=_", "-o", "/dev/null",
                           po(language))
        assert status == 0, text


def test_nothing_is_left_open():
    for language in LANGUAGES:
        _, text = run("msgfmt", "--statistics", "-o", "/dev/null", po(language))
        assert re.fullmatch(r"\d+ translated messages?\.\s*", text), f"{language}: {text}"
        assert "\n#~ " not in po(language).read_text(), f"{language}: has what nobody says now"


def test_all_that_is_said_is_translated():
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder, "fakecam.pot")
        keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
        status, text = run("xgettext", "--from-code=UTF-8", "-f", "po/POTFILES.in", "-o", template,
                           *keywords)
        assert status == 0 and template.exists(), text
        count = template.read_text().count("\nmsgid ")
        assert count > 50, f"only {count} strings"
        for language in LANGUAGES:
            status, text = run("msgcmp", po(language), template)
            assert status == 0, f"run `ninja fakecam-update-po`, and translate:\n{text}"


def main():
    for program in ("msgfmt", "msgcmp", "xgettext"):
        if not shutil.which(program):
            return tap.skip_all(f"{program} is not installed (package gettext)")
    return tap.run_all("translations", tap.tests_of(globals()))


def test_sentences_of_the_service():
    """The app knows them as the service says them: one that is worded anew there is lost here."""
    known = re.findall(r'N_\("([^"]+)"\)', joined(ROOT / "src" / "app" / "sentences.c"))
    said = set().union(*(literals(path) for folder in ("service", "compose", "media")
                         for path in (ROOT / "src" / folder).rglob("*.c")))
    lost = [sentence for sentence in known if sentence not in said]
    assert known and not lost, "\n".join(lost)


if __name__ == "__main__":
    sys.exit(main())
