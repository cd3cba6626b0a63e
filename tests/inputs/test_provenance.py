"""A file's source: its digest, and what its keeper says of it."""

from pathlib import Path

from assessment.inputs.provenance import sha256_of, source_of
from tests.inputs.refusals import refusal


def test_digest_is_of_the_bytes_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1: the digest of "abc".
    assert sha256_of(tmp_path / "a.csv") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_source_keeps_what_is_described_and_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    source = source_of(path, {"owner": "Tilastokeskus", "licence": "CC BY 4.0", "date": 2024, "certainty": "modelled"})
    assert (source.file, source.owner, source.licence) == ("a.csv", "Tilastokeskus", "CC BY 4.0")
    assert (source.date, source.certainty) == ("2024", "modelled")
    assert source_of(path).certainty == "measured"


def test_missing_empty_and_unknown_certainty_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert set(refusal(lambda: sha256_of(path))) == {"file_missing"}
    path.write_bytes(b"")
    assert set(refusal(lambda: sha256_of(path))) == {"file_empty"}
    path.write_bytes(b"abc")
    assert refusal(lambda: source_of(path, {"certainty": "sure"}))["certainty_unknown"].value == "sure"
    assert set(refusal(lambda: sha256_of(tmp_path))) == {"file_missing"}
