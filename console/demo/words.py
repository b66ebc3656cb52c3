"""What the made-up names, articles and notes are put together from."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# 60 × 60 × 60 company names, so that 216,000 of them differ without looking any up.
COMPANY_HEADS = _words(
    "Alba Amber Arka Aster Bal Bard Bering Bor Brav Cal Cedr Cor Dal Delt Dren Ekla Elm Est Fal "
    "Fern Fior Gal Gran Hal Helm Iber Ilma Jant Kal Kord Lark Lind Lum Mar Mel Mont Nad Nord Nov "
    "Oma Opt Orl Pal Pol Prim Rad Riv Rov Sal Sen Sol Tal Ter Tor Ulm Val Ver Wist Zal Zen"
)
COMPANY_TAILS = _words(
    "aco ada adia ago ala alia amo ana anta ara aria aro asta ata ava axa eda ega ela elia elis "
    "ema ena enta era eria ero esa esta eta eva ica ida iga ila ilia ima ina inta ira iro isa ista "
    "ita iva odo oga ola oma ona onta ora oro osa osta ota ova umi una ura"
)
COMPANY_TRADES = _words(
    "Agro Auto Bau Bike Biuro Cargo Casa Chem Clean Coop Craft Dental Design Dom Eko Elektro "
    "Energo Farm Film Foto Garden Glas Glob Gastro Handel Hotel Hydro Instal Invest Kids "
    "Klima Kolor Lab Light Logistic Market Med Meble Metal Mobil Moto Okna Optik Paper Pharma "
    "Plast Print Projekt Protect Serwis Sport Stal System Tech Text Tool Trade Trans Tronik "
    "Wood"
)

POSITIONS = (
    "Buyer", "Head of purchasing", "Accountant", "Managing director", "Office manager",
    "Warehouse manager", "Kierownik zakupów", "Księgowa", "Assistant", "Owner",
)  # fmt: skip

NOTES = (
    "Asks to be called before every delivery.",
    "Delivers to the back gate only;\nthe front is a pedestrian street.",
    "Paid late twice, then promised to pay by direct debit.",
    "Woli kontakt mailowy.",
    "Wants one invoice a month.\n\nSee the letter in the folder.",
    "Prices agreed until the end of the year.",
    '5% off from 100 pieces; "do not forget" (their words).',
)  # fmt: skip

SKILLS = (
    "forklift licence", "first aid", "English B2", "German B1", "Polish C2", "driving licence C",
    "spreadsheets", "SQL", "fire warden",
)  # fmt: skip

# Title, then share of employees in a hundred.
JOBS = {
    "sales": (("Sales representative", "Key account manager", "Sales assistant"), 38),
    "logistics": (("Warehouse worker", "Dispatcher", "Forklift driver"), 34),
    "purchasing": (("Buyer", "Category manager"), 10),
    "finance": (("Accountant", "Payroll clerk", "Controller"), 12),
    "tech": (("System administrator", "Developer"), 6),
}

TAGS = (
    ("new", "#2fb344"), ("sale", "#d63939"), ("eco", "#74b816"), ("bestseller", "#f59f00"),
    ("made to order", "#4299e1"), ("fragile", "#ae3ec9"), ("heavy", None),
    ("last pieces", "#f76707"), ("for schools", "#17a2b8"), ("spare part", None),
    ("gift", "#d6336c"), ("outdoor", "#0ca678"),
)  # fmt: skip

# Category, subcategory, then "noun:unit:price in PLN:weight in kg" for what hangs in it.
CATALOGUE: dict[str, dict[str, str]] = {
    "Furniture": {
        "Chairs": "office chair:H87:420:14 stool:H87:130:5 conference chair:H87:310:8",
        "Desks": "desk:H87:780:32 standing desk:H87:1650:48 desk lamp:H87:145:2",
        "Storage": "shelf:H87:260:18 cabinet:H87:640:38 coat stand:H87:175:6",
    },
    "Office": {
        "Paper": "copy paper:H87:22:2.5 envelope:H87:0.9:0.02 notebook:H87:11:0.3",
        "Writing": "ballpoint pen:H87:3.2:0.02 marker:H87:6.5:0.03 pencil:H87:1.8:0.01",
        "Filing": "ring binder:H87:14:0.5 folder:H87:4.4:0.1 archive box:H87:9.5:0.4",
    },
    "Workshop": {
        "Hand tools": "hammer:H87:58:0.9 screwdriver:H87:24:0.2 wrench:H87:46:0.5 pliers:PR:39:0.4",
        "Power tools": "drill:H87:510:2.1 sander:H87:390:1.8 jigsaw:H87:445:2.4",
        "Fasteners": "wood screw:KGM:28:1 washer:KGM:19:1 nail:KGM:12:1",
        "Materials": "steel wire:MTR:3.1:0.2 rope:MTR:5.6:0.1 paint:LTR:44:1.3 wood oil:LTR:62:1",
    },
    "Packaging": {
        "Boxes": "cardboard box:H87:3.7:0.3 pallet box:H87:48:4 tube:H87:5.2:0.2",
        "Fillers": "bubble wrap:MTR:1.4:0.05 packing paper:KGM:8.5:1 tape:H87:7.9:0.2",
    },
    "Safety": {
        "Clothing": "work gloves:PR:16:0.2 safety boots:PR:235:1.4 hi-vis vest:H87:29:0.2",
        "Protection": "helmet:H87:67:0.4 goggles:H87:33:0.1 ear protectors:H87:52:0.3",
        "First aid": "first-aid kit:H87:119:1.1 plasters:H87:13:0.1",
    },
    "Kitchen": {
        "Drinks": "coffee beans:KGM:74:1 green tea:KGM:96:1 mineral water:LTR:2.3:1",
        "Tableware": "mug:H87:18:0.4 plate:H87:21:0.6 cutlery set:H87:88:1.2",
    },
}

# A third level for the tree.
DEEPER = {"Chairs": ("Ergonomic", "For children"), "Paper": ("Recycled",), "Boxes": ("Printed",)}

SERIES = _words(
    "Alfa Basic Classic Duo Eko Flex Gamma Home Ideal Junior Kompakt Light Maxi Nova Optima Plus "
    "Prima Quick Robust Smart Titan Ultra Vario Wega Zenit"
)
COLOURS = _words("black white grey red blue green yellow oak walnut transparent")
MATERIALS = _words("steel wood plastic cotton glass paper aluminium rubber")

DESCRIPTIONS = (
    "A {} for every day.",
    "",
    "The {} our customers ask for.\n\nNow with a longer guarantee.",
)

WAREHOUSES = (
    # code, name, country, town, address, latitude, longitude, network
    ("WAW1", "Warszawa", "PL", "Warszawa", "ul. Polna 4", 52.2397, 21.1122, "10.20.0.0/16"),
    ("POZ1", "Poznań", "PL", "Poznań", "ul. Polna 18", 52.4064, 16.9252, "10.21.0.0/16"),
    ("GDN1", "Gdańsk Port", "PL", "Gdańsk", None, 54.3520, 18.6466, "10.22.0.0/16"),
    ("LEJ1", "Leipzig", "DE", "Leipzig", "Am Hafen 7", 51.3397, 12.3731, "10.40.0.0/16"),
    ("BRN1", "Brno (closed)", "CZ", "Brno", "", 49.1951, 16.6068, None),
)  # fmt: skip
