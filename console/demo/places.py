"""Where the made-up companies sit: a few countries with towns, streets, names and legal forms.

Towns and their ISO 3166-2 codes are real. First names and surnames are common ones, put together
by chance, and no company here exists.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One country, as far as addresses and people need it."""

    code: str
    share: int  # how many companies in a hundred sit there
    currency: str
    language: str
    dialling: str
    postal: str  # every # becomes a digit
    forms: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]  # name, ISO 3166-2 code
    streets: tuple[str, ...]  # {} becomes the number
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]  # "for a man/for a woman" where they differ


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _towns(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.strip(), code) for name, _, code in (t.partition("=") for t in text.split(","))
    )


POLAND = Place(
    "PL", 46, "PLN", "pl", "48", "##-###",
    ("Sp. z o.o.", "S.A.", "Sp. j.", "Sp. k.", "s.c."),
    _towns(
        "Warszawa=PL-14, Kraków=PL-12, Łódź=PL-10, Wrocław=PL-02, Poznań=PL-30, Gdańsk=PL-22, "
        "Szczecin=PL-32, Bydgoszcz=PL-04, Lublin=PL-06, Białystok=PL-20, Katowice=PL-24, "
        "Rzeszów=PL-18, Kielce=PL-26, Olsztyn=PL-28, Opole=PL-16, Zielona Góra=PL-08, Płock=PL-14"
    ),
    ("ul. Lipowa {}", "ul. Polna {}", "ul. Ogrodowa {}", "ul. Słoneczna {}", "ul. Fabryczna {}",
     "al. Brzozowa {}", "ul. Młyńska {}", "pl. Targowy {}", "ul. Kolejowa {}", "ul. Żwirowa {}"),
    _words("Anna Maria Katarzyna Agnieszka Barbara Ewa Zofia Hanna Julia Łucja Małgorzata Żaneta"),
    _words("Jan Piotr Paweł Tomasz Andrzej Michał Jakub Łukasz Szymon Stanisław Wojciech Grzegorz"),
    _words(
        "Lipowski/Lipowska Brzozowski/Brzozowska Dębowski/Dębowska Jaworski/Jaworska Wrona Sowa "
        "Żuraw Gołąb Kowal Młynarz Bednarz Zieliński/Zielińska Górski/Górska Leśny/Leśna "
        "Polny/Polna Rzeczny/Rzeczna Świerkowski/Świerkowska Malinowski/Malinowska Wilk Zając"
    ),
)  # fmt: skip

GERMANY = Place(
    "DE", 16, "EUR", "de", "49", "#####",
    ("GmbH", "AG", "KG", "GmbH & Co. KG", "e. K."),
    _towns("Berlin=DE-BE, Hamburg=DE-HH, München=DE-BY, Köln=DE-NW, Leipzig=DE-SN, Bremen=DE-HB, "
           "Stuttgart=DE-BW, Hannover=DE-NI, Würzburg=DE-BY"),
    ("Lindenstraße {}", "Bahnhofstraße {}", "Gartenweg {}", "Mühlgasse {}", "Am Hafen {}"),
    _words("Anna Lena Greta Frieda Jana Käthe Ursula Heike"),
    _words("Jonas Felix Karl Jürgen Stefan Uwe Björn Matthias"),
    _words("Fischer Müller Weber Schäfer Köhler Vogel Winter Sommer Bach Brunner Großmann Hübner"),
)  # fmt: skip

CZECHIA = Place(
    "CZ", 7, "CZK", "cs", "420", "### ##",
    ("s.r.o.", "a.s.", "v.o.s."),
    _towns("Praha=CZ-10, Brno=CZ-64, Ostrava=CZ-80, Plzeň=CZ-32, Olomouc=CZ-71, Liberec=CZ-51"),
    ("Lipová {}", "Nádražní {}", "Zahradní {}", "Školní {}"),
    _words("Jana Eva Lenka Tereza Zdeňka Věra"),
    _words("Jiří Petr Tomáš Ondřej Zdeněk Václav"),
    _words("Novotný/Novotná Dvořák/Dvořáková Černý/Černá Kučera/Kučerová Růžička/Růžičková Holub"),
)  # fmt: skip

SLOVAKIA = Place(
    "SK", 4, "EUR", "sk", "421", "### ##",
    ("s.r.o.", "a.s."),
    _towns("Bratislava=SK-BL, Košice=SK-KI, Žilina=SK-ZI, Nitra=SK-NI, Prešov=SK-PV"),
    ("Lipová {}", "Hlavná {}", "Mlynská {}"),
    _words("Zuzana Mária Ľubica Katarína"),
    _words("Peter Ján Ľuboš Miroslav"),
    _words("Kováč/Kováčová Horváth/Horváthová Baláž/Balážová Ďurica/Ďuricová Lesný/Lesná"),
)  # fmt: skip

FRANCE = Place(
    "FR", 6, "EUR", "fr", "33", "#####",
    ("SARL", "SAS", "SA"),
    _towns("Paris=FR-75C, Lyon=FR-69M, Nantes=FR-44, Orléans=FR-45, Besançon=FR-25, Lille=FR-59"),
    ("{} rue des Tilleuls", "{} avenue de la Gare", "{} place du Marché", "{} rue de l'Église"),
    _words("Camille Chloé Élodie Hélène Léa Noémie"),
    _words("Benoît Étienne François Hugo Jérôme Loïc"),
    ("Dubois", "Lefèvre", "Moulin", "Garnier", "Desprès", "Rivière", "du Chêne", "d'Aubigny"),
)  # fmt: skip

NETHERLANDS = Place(
    "NL", 4, "EUR", "nl", "31", "#### XA",
    ("B.V.", "N.V."),
    _towns("Amsterdam=NL-NH, Rotterdam=NL-ZH, Utrecht=NL-UT, Eindhoven=NL-NB, 's-Gravenhage=NL-ZH"),
    ("Lindelaan {}", "Stationsweg {}", "Molenstraat {}"),
    _words("Sanne Femke Anouk Loes"),
    _words("Daan Sjoerd Maarten Thijs"),
    ("van den Berg", "de Vries", "Visser", "Mulder", "van 't Hout", "Bakker"),
)  # fmt: skip

LITHUANIA = Place(
    "LT", 4, "EUR", "lt", "370", "LT-#####",
    ("UAB", "AB", "MB"),
    _towns("Vilnius=LT-VL, Kaunas=LT-KU, Klaipėda=LT-KL, Šiauliai=LT-SA"),
    ("Liepų g. {}", "Sodų g. {}", "Stoties g. {}"),
    _words("Rūta Eglė Jūratė Ieva"),
    _words("Jonas Vytautas Mindaugas Žygimantas"),
    _words("Kazlauskas/Kazlauskienė Petraitis/Petraitienė Šimkus/Šimkienė Ąžuolas/Ąžuolienė"),
)  # fmt: skip

SWEDEN = Place(
    "SE", 4, "SEK", "sv", "46", "### ##",
    ("AB", "HB"),
    _towns("Stockholm=SE-AB, Göteborg=SE-O, Malmö=SE-M, Umeå=SE-AC, Växjö=SE-G"),
    ("Lindgatan {}", "Järnvägsgatan {}", "Kvarnvägen {}"),
    _words("Åsa Elin Märta Sigrid"),
    _words("Björn Göran Håkan Nils"),
    _words("Lindqvist Björk Sjöberg Åkerlund Nyström Dahl"),
)  # fmt: skip

BRITAIN = Place(
    "GB", 5, "GBP", "en", "44", "XA# #XA",
    ("Ltd", "plc", "LLP"),
    _towns("London=GB-LND, Leeds=GB-LDS, Bristol=GB-BST, Cardiff=GB-CRF, Glasgow=GB-GLG"),
    ("{} Station Road", "{} Mill Lane", "Unit {}, Linden Park"),
    _words("Alice Emily Grace Siân Zoë"),
    _words("George Harry Liam Owen Rhys"),
    _words("Miller Baker Taylor Wood Hill O'Brien Fletcher-Reed Marsh"),
)  # fmt: skip

AMERICA = Place(
    "US", 3, "USD", "en", "1", "#####",
    ("Inc.", "LLC", "Corp."),
    _towns("New York=US-NY, Chicago=US-IL, Boston=US-MA, Seattle=US-WA, Austin=US-TX"),
    ("{} Linden Ave", "{} Mill St", "{} Harbor Blvd, Suite 4"),
    _words("Emma Olivia Sofía Grace"),
    _words("Noah Mateo Ethan Walter"),
    _words("Carter Brooks Reyes Hayes Stone Rivers"),
)  # fmt: skip

JAPAN = Place(
    "JP", 1, "JPY", "ja", "81", "###-####",
    ("K.K.", "G.K."),
    _towns("東京=JP-13, 大阪=JP-27, 名古屋=JP-23"),
    ("桜通り{}", "駅前{}"),
    _words("桜 葵 陽菜"),
    _words("蓮 湊 大和"),
    _words("山本 森 川口 石田"),
)  # fmt: skip

PLACES = (
    POLAND, GERMANY, CZECHIA, SLOVAKIA, FRANCE, NETHERLANDS, LITHUANIA, SWEDEN, BRITAIN, AMERICA,
    JAPAN,
)  # fmt: skip
