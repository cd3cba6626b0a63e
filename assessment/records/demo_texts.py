"""What stands in the example matter, in Finnish as its writers would write it.

The case is the siting of Kouvola's swimming hall in 2021-22: the five sites, the register number and the view of the
older people's council ("max 3 km", over 8,600 older residents, on foot, by bicycle, car or local bus; adopted
18.11.2021) are public facts (kouvola.fi). Stances, names, further texts and exact places are made up for the example.
"""

from __future__ import annotations

from dataclasses import dataclass

REGISTER_NUMBER = "4524/10.03.07.00/2021"
TITLE = "Esimerkki: uuden uimahallin sijoituspaikka"
DESCRIPTION = (
    "Tämä asia on esimerkki. Lukuja ei saa käyttää oikeassa päätöksenteossa: ne on laskettu mallinnetusta "
    "esimerkkiaineistosta.\n\n"
    "Kaupunki rakentaa uuden uimahallin. Uusi halli korvaa Urheilupuiston ja Kuusankosken hallit. "
    "Paikalle on viisi vaihtoehtoa. Arvioinnissa selvitetään, miten ikääntyneet ja vammaiset asukkaat pääsevät "
    "halliin kustakin vaihtoehdosta."
)
SCREENING_REASON = "Asia muuttaa palveluverkkoa ja koskee suurta osaa asukkaista."
MILESTONES = (
    (21, "Neuvostojen lausunnot annettu"),
    (35, "Vastineet lausuntoihin valmiit"),
    (49, "Päätös kaupunginhallituksessa"),
)

# Opening hours of the new hall in the example; the older people's council asks for mornings, see below.
HOURS = "Mo-Fr 10:00-21:00; Sa,Su 10:00-18:00; PH off"
HOURS_WITH_MORNINGS = "Mo-Fr 06:30-21:00; Sa,Su 10:00-18:00; PH off"


@dataclass(frozen=True)
class Site:
    """One site of the new hall; lon and lat in WGS84 degrees, and where the place comes from."""

    title: str
    lon: float
    lat: float
    description: str


# Matkakeskus and Tervaskangas: public points; the parks: where the example's halls stand; Marjoniemi: modelled.
SITES = (
    Site("Keskustan urheilupuisto", 26.7000, 60.8750, "Uusi halli rakennetaan Keskustan urheilupuistoon."),
    Site("Marjoniemi", 26.6820, 60.8790, "Uusi halli rakennetaan Marjoniemeen. Paikka on esimerkissä mallinnettu."),
    Site("Matkakeskus–Halkotori", 26.7053, 60.8663, "Uusi halli rakennetaan Matkakeskuksen ja Halkotorin alueelle."),
    Site("Tervaskangas", 26.6540, 60.8774, "Uusi halli rakennetaan Tervaskankaan kauppapaikan alueelle."),
    Site("Kuusankosken urheilupuisto", 26.6300, 60.9045, "Uusi halli rakennetaan Kuusankosken urheilupuistoon."),
)
TODAY_TITLE = "Nykyinen palveluverkko"
TODAY_DESCRIPTION = "Kaikki neljä uimahallia jatkavat kuten nyt."

QUESTIONS = (
    "Mikä vaihtoehdoista sopii parhaiten ikääntyneille tai vammaisille asukkaille, ja miksi?",
    "Mitä esteettömyydessä, kulkuyhteyksissä ja aukioloissa pitää ottaa huomioon?",
    "Puuttuuko arvioinnista jotakin, mitä tarvitsette kannan ottamiseen?",
)
MESSAGE = (
    "Esimerkki lausuntopyynnöstä. Pyydämme neuvostoa ottamaan kantaa jokaiseen vaihtoehtoon ja perustelemaan kantansa."
)

# By alternative's number: the stance and its reason.
STANCES = (
    ("no_position", ""),
    ("supports_with_conditions", "Paikka on lähellä keskustaa. Bussipysäkki tarvitaan hallin oven eteen."),
    ("supports_with_conditions", "Paikka on tuttu, mutta bussilla sinne pääsee harvoin."),
    ("supports", "Kaikki paikallisbussit pysähtyvät vieressä ja halliin pääsee myös kävellen."),
    ("opposes", "Paikalle ei pääse kävellen keskustasta."),
    ("opposes", "Suurin osa ikääntyneistä asuu yli kolmen kilometrin päässä."),
)
THREE_KM = "Uimahalli saa olla enintään 3 km päässä mahdollisimman monen ikääntyneen kodista."
MORNINGS = "Aamupäivän vuorot ovat ikääntyneille tärkeimmät, joten hallin pitää olla auki arkisin aamusta alkaen."
STATEMENT_TEXT = (
    "Esimerkki: mukaelma vanhusneuvoston kannanotosta 18.11.2021.\n\n"
    f"{THREE_KM} "
    "Kolmen kilometrin säteellä keskustasta asuu yli 8 600 ikääntynyttä. "
    "Heidän pitää päästä halliin kävellen, pyörällä, autolla tai paikallisbussilla.\n\n"
    f"{MORNINGS}"
)
ANSWERS = (
    "Matkakeskus–Halkotori, koska sinne pääsee parhaiten bussilla ja kävellen.",
    "Pysäkin ja oven välissä pitää olla penkkejä ja esteetön, talvella hoidettu reitti.",
    "Arvioinnista puuttuvat pysäköintipaikat.",
)
CONDITIONS = "Bussipysäkki on enintään 100 metrin päässä hallin ovesta."
MISSING_INFORMATION = "Montako esteetöntä pysäköintipaikkaa kussakin vaihtoehdossa on?"
SECTION = "§ 43"
CHAIR = "Esimerkki Puheenjohtaja"
SECRETARY = "Esimerkki Sihteeri"
DISSENTING_NAME = "Esimerkki Jäsen"
DISSENTING_TEXT = "Kuusankosken halli pitää säilyttää uuden hallin rinnalla."

FREEZE_REASON = "Vanhusneuvosto pyysi aamuvuoroja: hallin aukiolo alkaa arkisin kello 6.30."
# The quote, the answer, its reason; the one with mornings leads to the changed alternative. A last quote waits.
RESPONSES = (
    (
        THREE_KM,
        "partly",
        "Enintään 3 kilometrin päässä asuvien 65 vuotta täyttäneiden määrä on vaihtoehtojen vertailussa ensimmäisenä. "
        "Yksi halli ei voi olla kolmen kilometrin päässä kaikista.",
    ),
    (MORNINGS, "taken", "Vaihtoehdon VE3 aukioloa muutettiin: halli aukeaa arkisin kello 6.30."),
)
WAITING_QUOTE = MISSING_INFORMATION

# Alternative's number (None = all), dimension, impact, direction, size, term, reason.
WRITTEN: tuple[tuple[int | None, str, str, str, str, str, str], ...] = (
    (
        3,
        "residents",
        "Halliin pääsee kaikilla paikallisbusseilla ilman vaihtoa.",
        "positive",
        "large",
        "long",
        "Esimerkki: bussilinjat kulkevat Matkakeskuksen kautta.",
    ),
    (
        5,
        "residents",
        "Keskustan ikääntyneiden matka pitenee.",
        "negative",
        "large",
        "long",
        "Esimerkki: keskustasta on hallille yli kuusi kilometriä.",
    ),
    (
        None,
        "environment",
        "Kahden hallin sijaan lämmitetään yksi.",
        "positive",
        "moderate",
        "long",
        "Esimerkki: uusi rakennus kuluttaa vähemmän energiaa.",
    ),
    (
        None,
        "organisation",
        "Henkilöstö siirtyy uuteen halliin.",
        "both",
        "moderate",
        "short",
        "Esimerkki: kahden hallin henkilöstö yhdistyy.",
    ),
    (
        None,
        "economy",
        "Rakentaminen maksaa, kahden hallin ylläpito päättyy.",
        "both",
        "large",
        "both",
        "Esimerkki: kustannusarviota ei ole tässä esimerkissä.",
    ),
    (
        4,
        "children",
        "Koululaiset tarvitsevat kuljetuksen uintitunneille.",
        "negative",
        "small",
        "long",
        "Esimerkki: koulut ovat keskustassa.",
    ),
)
