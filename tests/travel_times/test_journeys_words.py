"""Journeys in words: whole texts in Finnish, Swedish and English, as residents read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.inputs.service_taxi import BookingRule
from assessment.language import LANGUAGES, catalogue, translator
from assessment.report.journey_words import (
    JourneyWords,
    booking_words,
    distance_words,
    journey_change,
    journey_words,
    visit_change,
    visit_words,
)
from assessment.travel_times.journey_legs import Journey, Place, RideLeg, TaxiLeg, VisitJourney, WalkLeg
from tests.travel_times.test_journeys import at

HOME = Place("Kotikuja 1", 26.7, 60.9, "home")
LIBRARY = Place("Kouvolan pääkirjasto", 26.70, 60.87, "service")
MARJONIEMI = Place("Marjoniemi", 26.71, 60.91, "stop", "1")
CENTRE = Place("Matkakeskus", 26.703, 60.866, "stop", "2")


def ride(board: str, alight: str, waited_s: int = 0, **more: object) -> RideLeg:
    leg = RideLeg("3", "Matkakeskus", 3, MARJONIEMI, CENTRE, at(board), at(alight), "t", (), waited_s)
    return replace(leg, **more)  # type: ignore[arg-type]


def outward(ready: str = "09:00") -> Journey:
    """Leaves 9.05.20, so 9.05; there 9.46.10, so 9.47: 42 minutes as the clocks show."""
    legs = (
        WalkLeg(HOME, MARJONIEMI, 352.0, at("09:05:20"), at("09:12")),
        ride("09:12", "09:31"),
        ride("09:40", "09:44", 540, line="11", from_place=CENTRE, to_place=CENTRE, headsign="Eskola"),
        WalkLeg(CENTRE, LIBRARY, 117.0, at("09:44"), at("09:46:10")),
    )
    return Journey(HOME, LIBRARY, at(ready), at("09:05:20"), at("09:46:10"), legs)


def homeward() -> Journey:
    legs = (
        ride("23:40", "24:05", from_place=CENTRE, to_place=MARJONIEMI, headsign="Marjoniemi"),
        WalkLeg(MARJONIEMI, HOME, 1240.0, at("24:05"), at("24:25")),
    )
    return Journey(LIBRARY, HOME, at("23:40"), at("23:40"), at("24:25"), legs)


EXPECTED = {
    "fi": JourneyWords(
        (
            "Klo 9.05 kävele 350 m pysäkille Marjoniemi.",
            "Klo 9.12 nouse bussiin 3, suunta Matkakeskus. Jää pois klo 9.31 pysäkillä Matkakeskus.",
            "Odota pysäkillä 9 min. Klo 9.40 nouse bussiin 11, suunta Eskola. Jää pois klo 9.44 pysäkillä Matkakeskus.",
            "Klo 9.44 kävele 120 m palveluun Kouvolan pääkirjasto. Olet perillä klo 9.47.",
        ),
        "Matka kestää 42 minuuttia, josta kävelyä 470 m ja odotusta 9 min.",
        "Jos olet valmis lähtemään klo 9.00, aikaa perille kuluu 47 min.",
    ),
    "sv": JourneyWords(
        (
            "Kl. 9.05 gå 350 m till hållplatsen Marjoniemi.",
            "Kl. 9.12 stig på buss 3 mot Matkakeskus. Stig av kl. 9.31 vid hållplatsen Matkakeskus.",
            "Vänta 9 min vid hållplatsen. Kl. 9.40 stig på buss 11 mot Eskola."
            " Stig av kl. 9.44 vid hållplatsen Matkakeskus.",
            "Kl. 9.44 gå 120 m till Kouvolan pääkirjasto. Du är framme kl. 9.47.",
        ),
        "Resan tar 42 minuter, varav 470 m till fots och 9 min väntan.",
        "Om du är klar att gå kl. 9.00 är du framme efter 47 min.",
    ),
    "en": JourneyWords(
        (
            "At 9:05 walk 350 m to the stop Marjoniemi.",
            "At 9:12 take bus 3 towards Matkakeskus. Get off at 9:31 at the stop Matkakeskus.",
            "Wait 9 min at the stop. At 9:40 take bus 11 towards Eskola. Get off at 9:44 at the stop Matkakeskus.",
            "At 9:44 walk 120 m to Kouvolan pääkirjasto. You are there at 9:47.",
        ),
        "The journey takes 42 minutes, with 470 m on foot and 9 min of waiting.",
        "If you are ready to leave at 9:00, you are there after 47 min.",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_journey(language: str) -> None:
    assert journey_words(translator(language), outward()) == EXPECTED[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_leaves_when_ready_hears_no_more(language: str) -> None:
    assert journey_words(translator(language), outward("09:05")).ready == ""


@pytest.mark.parametrize(
    ("language", "last", "summary"),
    [
        (
            "fi",
            "Klo 0.05 (seuraavana päivänä) kävele 1,2 km kotiin. Olet kotona klo 0.25 (seuraavana päivänä).",
            "Matka kestää 45 minuuttia, josta kävelyä 1,2 km. Matkalla ei tarvitse odottaa.",
        ),
        (
            "sv",
            "Kl. 0.05 (nästa dag) gå 1,2 km hem. Du är hemma kl. 0.25 (nästa dag).",
            "Resan tar 45 minuter, varav 1,2 km till fots. Du behöver inte vänta på vägen.",
        ),
        (
            "en",
            "At 0:05 (the next day) walk 1.2 km home. You are home at 0:25 (the next day).",
            "The journey takes 45 minutes, with 1.2 km on foot. There is no waiting on the way.",
        ),
    ],
)
def test_home_after_midnight(language: str, last: str, summary: str) -> None:
    words = journey_words(translator(language), homeward())
    assert (words.steps[-1], words.summary) == (last, summary)


@pytest.mark.parametrize(
    ("metres", "words"),
    [(0.4, "10 m"), (14, "10 m"), (996, "1,0 km"), (994, "990 m"), (1049, "1,0 km"), (1050.1, "1,1 km")],
)
def test_distances(metres: float, words: str) -> None:
    assert distance_words(translator("fi"), metres) == words


def test_seconds_never_make_the_clock_run_back() -> None:
    """Off at 9.30.40, told as 9.31: the walk on begins at 9.31, and the bus of 9.40.10 is waited for from 9.32 on."""
    other = replace(CENTRE, name="Tori", stop_id="3")
    legs = (
        ride("09:12", "09:30:40"),
        WalkLeg(CENTRE, other, 20.0, at("09:30:40"), at("09:31:10")),
        ride("09:40:10", "09:50", 540, from_place=other),
    )
    words = journey_words(translator("fi"), Journey(MARJONIEMI, CENTRE, at("09:12"), at("09:12"), at("09:50"), legs))
    assert words.steps[0].endswith("Jää pois klo 9.31 pysäkillä Matkakeskus.")
    assert words.steps[1] == "Klo 9.31 kävele 20 m pysäkille Tori."
    assert words.steps[2].startswith("Odota pysäkillä 8 min. Klo 9.40 nouse bussiin 3")
    same_name = (legs[0], replace(legs[1], to_place=replace(other, name=CENTRE.name)))
    words_there = journey_words(
        translator("fi"), Journey(MARJONIEMI, other, *map(at, ("9:12", "9:12", "9:32")), same_name)
    )
    assert words_there.steps[1].startswith("Klo 9.31 kävele 20 m toiselle pysäkille Matkakeskus.")
    assert words.summary == "Matka kestää 38 minuuttia, josta kävelyä 20 m ja odotusta 8 min."


def test_on_foot_and_not_at_all() -> None:
    walk = WalkLeg(HOME, LIBRARY, 640.0, at("10:00"), at("10:11"))
    on_foot = Journey(HOME, LIBRARY, at("10:00"), at("10:00"), at("10:11"), (walk,))
    words = journey_words(translator("fi"), on_foot)
    assert words.summary == "Koko matka kävellään: 640 m, ja se kestää 11 minuuttia."
    nowhere = journey_words(translator("fi"), replace(on_foot, legs=(), arrival_s=at("10:00")))
    assert nowhere == JourneyWords((), "Et tarvitse matkaa: Kouvolan pääkirjasto on samassa paikassa.")


@pytest.mark.parametrize(
    ("route_type", "vehicle"),
    [
        *[(0, "raitiovaunuun 3"), (1, "metroon 3"), (2, "junaan 3"), (3, "bussiin 3"), (4, "lautalle 3")],
        *[
            (109, "junaan 3"),
            (401, "metroon 3"),
            (704, "bussiin 3"),
            (900, "raitiovaunuun 3"),
            (1501, "kulkuneuvoon 3"),
        ],
    ],
)
def test_vehicles(route_type: int, vehicle: str) -> None:
    only = ride("09:00", "09:10", route_type=route_type, headsign="")
    words = journey_words(translator("fi"), Journey(MARJONIEMI, CENTRE, at("09:00"), at("09:00"), at("09:10"), (only,)))
    assert words.steps == (
        f"Klo 9.00 nouse {vehicle}. Jää pois klo 9.10 pysäkillä Matkakeskus. Olet perillä klo 9.10.",
    )
    assert words.summary == "Matka kestää 10 minuuttia. Matkalla ei tarvitse kävellä eikä odottaa."


def visit() -> VisitJourney:
    back = replace(
        homeward(),
        ready_s=at("11:00"),
        departure_s=at("11:20"),
        arrival_s=at("12:10"),
    )
    return VisitJourney(
        outward(), at("09:46:10"), at("10:00"), at("18:00"), 3600, at("11:00"), back, at("12:10") - at("09:05:20")
    )


@pytest.mark.parametrize(
    ("language", "stay", "summary"),
    [
        (
            "fi",
            "Odota 13 min: ovet avataan klo 10.00. Asioi klo 10.00–11.00. Paluumatka alkaa klo 11.20.",
            "Olet poissa kotoa 3 h 5 min: lähtö klo 9.05, kotona klo 12.10.",
        ),
        (
            "sv",
            "Vänta 13 min: dörrarna öppnas kl. 10.00. Uträtta ärendet kl. 10.00–11.00. Återresan börjar kl. 11.20.",
            "Du är borta hemifrån 3 h 5 min: avfärd kl. 9.05, hemma kl. 12.10.",
        ),
        (
            "en",
            "Wait 13 min: the doors open at 10:00. Do your errand between 10:00 and 11:00."
            " The way home begins at 11:20.",
            "You are away from home for 3 h 5 min: leaving at 9:05, home at 12:10.",
        ),
    ],
)
def test_a_visit(language: str, stay: str, summary: str) -> None:
    words = visit_words(translator(language), visit())
    assert (words.stay, words.summary) == (stay, summary)
    assert words.outward == EXPECTED[language]
    assert len(words.homeward.steps) == 2


ELSEWHERE = Place("Valkealan kirjasto", 26.8, 60.95, "service")


def test_what_changes_in_one_sentence() -> None:
    t, before = translator("fi"), outward()
    longer = replace(before, arrival_s=before.arrival_s + 720, destination=ELSEWHERE, legs=before.legs[:2])
    assert journey_change(t, before, longer) == (
        "Matka pitenee 12 minuuttia: nyt 47 min, muutoksen jälkeen 59 min, ja asiointipaikka on Valkealan kirjasto."
    )
    assert journey_change(t, longer, before) == (
        "Matka lyhenee 12 minuuttia: nyt 59 min, muutoksen jälkeen 47 min, ja asiointipaikka on Kouvolan pääkirjasto."
    )
    minute = replace(before, arrival_s=before.arrival_s + 60)
    assert journey_change(t, before, minute) == "Matka pitenee 1 minuutin: nyt 47 min, muutoksen jälkeen 48 min."
    moved = replace(before, departure_s=at("09:02"), legs=before.legs[1:])
    assert journey_change(t, before, moved) == (
        "Matka kestää yhtä kauan (47 min), mutta lähtö on klo 9.02 eikä klo 9.05."
    )
    otherwise = replace(before, legs=before.legs[1:])
    assert journey_change(t, before, otherwise) == "Matka kestää yhtä kauan (47 min), mutta reitti muuttuu."
    assert journey_change(t, before, before) == "Matka pysyy samana (47 min)."
    assert journey_change(t, None, None) == "Matka ei onnistu nyt eikä muutoksen jälkeen."
    assert journey_change(t, before, None) == "Matka ei enää onnistu muutoksen jälkeen."
    assert journey_change(t, None, before) == "Matka onnistuu muutoksen jälkeen, nyt se ei onnistu."


def test_what_changes_of_a_visit() -> None:
    t, before = translator("sv"), visit()
    later = replace(before, homeward=replace(before.homeward, arrival_s=at("13:10")))
    assert visit_change(t, before, later) == (
        "Tiden hemifrån blir 1 h längre: nu 3 h 5 min, efter ändringen 4 h 5 min."
    )
    assert visit_change(t, before, None) == "Ett ärende samma dag är inte längre möjligt efter ändringen."
    assert visit_change(t, before, before) == "Ärendet förblir detsamma (3 h 5 min hemifrån)."


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            BookingRule("prior_days", 1, at("15:00"), phone="020 615 5555"),
            "Tilaa kyyti viimeistään edellisenä päivänä klo 15.00. Puhelinnumero on 020 615 5555.",
        ),
        (BookingRule("prior_days", 2, at("12:00")), "Tilaa kyyti viimeistään 2 päivää ennen, klo 12.00 mennessä."),
        (BookingRule("prior_days", 1), "Tilaa kyyti viimeistään edellisenä päivänä."),
        (BookingRule("prior_days", 3), "Tilaa kyyti viimeistään 3 päivää ennen."),
        (BookingRule("same_day", notice_min=90), "Tilaa kyyti viimeistään 90 minuuttia ennen lähtöä."),
        (BookingRule("same_day", last_time_s=at("08:00")), "Tilaa kyyti samana päivänä viimeistään klo 8.00."),
        (BookingRule("same_day"), "Tilaa kyyti samana päivänä."),
        (BookingRule("real_time"), "Tilaa kyyti, kun haluat lähteä."),
    ],
)
def test_how_a_service_taxi_is_booked(rule: BookingRule, words: str) -> None:
    assert booking_words(translator("fi"), rule) == words


def test_a_ride_with_a_service_taxi() -> None:
    rule = BookingRule("prior_days", 1, at("15:00"))
    leg = TaxiLeg("Jaalan asiointitaksi", HOME, LIBRARY, at("09:30"), at("10:00"), at("10:52:10"), rule)
    words = journey_words(translator("fi"), Journey(HOME, LIBRARY, at("09:30"), at("09:30"), at("10:52:10"), (leg,)))
    assert words.steps == (
        "Ole valmiina klo 9.30: Jaalan asiointitaksi hakee viimeistään klo 10.00. Matkan kohde on Kouvolan pääkirjasto,"
        " ja olet perillä viimeistään klo 10.53. Tilaa kyyti viimeistään edellisenä päivänä klo 15.00.",
    )


def by_taxi_both_ways() -> VisitJourney:
    rule = BookingRule("prior_days", 1, at("15:00"), phone="1")
    taxi = ("Jaalan asiointitaksi", at("09:30"), at("10:00"), at("10:52"), at("12:00"), at("12:30"), at("13:22"))
    out = TaxiLeg(taxi[0], HOME, LIBRARY, *taxi[1:4], rule, price_eur=3.6)
    back = TaxiLeg(taxi[0], LIBRARY, HOME, *taxi[4:], rule)
    there = Journey(HOME, LIBRARY, at("09:30"), at("09:30"), at("10:52"), (out,))
    home = Journey(LIBRARY, HOME, at("11:52"), at("12:00"), at("13:22"), (back,))
    opening = (at("10:00"), at("18:00"), 3600)
    return VisitJourney(there, at("10:52"), *opening, at("11:52"), home, at("13:22") - at("09:30"))


def test_both_ways_by_service_taxi_are_ordered_together() -> None:
    words = visit_words(translator("fi"), by_taxi_both_ways())
    assert words.outward.steps == (
        "Ole valmiina klo 9.30: Jaalan asiointitaksi hakee viimeistään klo 10.00. Matkan kohde on Kouvolan pääkirjasto,"
        " ja olet perillä viimeistään klo 10.52. Kyyti maksaa 3,60 euroa."
        " Tilaa kyyti viimeistään edellisenä päivänä klo 15.00. Puhelinnumero on 1.",
    )
    assert words.stay == "Asioi klo 10.52–11.52. Paluumatka alkaa klo 12.00."
    assert words.homeward.steps == (
        "Ole valmiina klo 12.00: Jaalan asiointitaksi hakee viimeistään klo 12.30 ja vie kotiin. Olet kotona"
        " viimeistään klo 13.22. Tilaa paluukyyti samalla kertaa.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_journeys_is_used(language: str) -> None:
    """What this file makes the program say and what its catalogue holds is the same."""
    asked: set[str] = set()

    def translate(key: str, **facts: object) -> str:
        asked.add(key)
        text = translator(language)(key, **facts)
        assert "{" not in text
        return text

    walk = WalkLeg(HOME, LIBRARY, 640.0, at("10:00"), at("10:01"))
    taxi = TaxiLeg("taksi", HOME, LIBRARY, at("09:30"), at("10:00"), at("10:52"), BookingRule("real_time", phone="1"))
    at_ten = (at("10:00"), at("10:00"), at("10:01"))
    for journey in (
        *(outward(), homeward(), Journey(HOME, LIBRARY, *at_ten, (walk,)), Journey(HOME, LIBRARY, *at_ten, ())),
        Journey(HOME, CENTRE, *at_ten, (replace(walk, from_place=CENTRE, to_place=CENTRE),)),
        Journey(HOME, Place("x", 26.7, 60.9), *at_ten, (replace(walk, to_place=Place("x", 26.7, 60.9)),)),
        Journey(HOME, LIBRARY, *at_ten, (replace(taxi, waited_s=600),)),
        Journey(HOME, LIBRARY, *at_ten, (replace(taxi, to_place=CENTRE, price_eur=3.6),)),
        *(Journey(HOME, LIBRARY, *at_ten, (ride("10:00", "10:01", route_type=n),)) for n in (0, 1, 2, 3, 4, 5)),
        Journey(HOME, LIBRARY, *at_ten, (ride("10:00", "10:01", headsign=""),)),
    ):
        journey_words(translate, journey)
    for notice_min, last_time_s in ((None, None), (60, None), (None, 3600)):
        for kind, days in (("real_time", 0), ("same_day", 0), ("prior_days", 1), ("prior_days", 2)):
            booking_words(translate, BookingRule(kind, days, last_time_s, notice_min))  # type: ignore[arg-type]
    visit_words(translate, visit())
    visit_words(translate, by_taxi_both_ways())
    one, other = visit(), replace(visit(), homeward=replace(visit().homeward, arrival_s=at("13:10")))
    moved = replace(one, outward=replace(outward(), departure_s=at("08:05"), legs=()))
    moved = replace(moved, homeward=replace(one.homeward, arrival_s=at("11:10")))
    otherwise = replace(one, outward=replace(outward(), legs=(), destination=ELSEWHERE))
    for before, after in ((one, other), (other, one), (one, None), (None, one), (None, None), (one, one)):
        visit_change(translate, before, after)
        journey_change(translate, before and before.homeward, after and after.homeward)
    for changed in (moved, otherwise):
        visit_change(translate, one, changed)
        journey_change(translate, one.outward, changed.outward)
    whole_hour = replace(one, homeward=replace(one.homeward, arrival_s=at("12:05")))
    visit_words(translate, whole_hour)
    assert asked == {key for key in catalogue(language) if key.startswith("journey.")}
