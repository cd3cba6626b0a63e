"""Faults and their log."""

from assessment.errors import MAX_FAULTS_PER_CODE, Fault, FaultLog, Severity, escaped


def test_a_value_is_shown_on_one_line_and_short() -> None:
    assert escaped("a\nb\x00") == "a\\nb\\x00"
    assert escaped("x" * 200) == "x" * 79 + "…"
    assert escaped("Jyväskylä") == "Jyväskylä"
    assert Fault("c", "f", value="\r").value == "\\r"


def test_a_hundred_of_a_code_are_kept_and_all_are_counted() -> None:
    log = FaultLog()
    for row in range(MAX_FAULTS_PER_CODE + 23):
        log.add(Fault("bad", "f.csv", Severity.DROPPED, row=row))
    log.add(Fault("other", "f.csv", Severity.WARNING))
    assert len(log.faults) == MAX_FAULTS_PER_CODE + 2
    last = log.faults[-1]
    assert (last.code, last.severity, last.value, last.facts["n"]) == ("more_of_the_same", Severity.DROPPED, "bad", 123)
    assert not log.refused
