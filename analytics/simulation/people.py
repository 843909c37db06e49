"""A class that never was: names from many places, and how each goes about learning.

Everything about a person is drawn from (seed, number), so a larger class begins with
the people of a smaller one. Days count back from now.
"""

from dataclasses import dataclass
from random import Random
from unicodedata import combining, normalize

# Given names, family names and the zone of a place; nobody is meant.
PLACES: tuple[tuple[str, str, str], ...] = (
    (
        "Amara Chidi Ngozi Tunde Zainab Emeka Folake Ibrahim Adaeze Kelechi",
        "Okafor Adeyemi Balogun Eze Nwosu Bello Obi Abubakar Olawale",
        "Africa/Lagos",
    ),
    (
        "Mei Wei Jun Lan Hao Xiu Bo Ting Yichen Ruolan",
        "Chen Lin Zhao Huang Xu Sun Tang Guo Luo",
        "Asia/Shanghai",
    ),
    (
        "Aarav Priya Rohan Ananya Kavya Vikram Ishita Sanjay Meera Arjun",
        "Sharma Iyer Patel Reddy Banerjee Nair Kulkarni Gupta Menon",
        "Asia/Kolkata",
    ),
    (
        "Lucía Mateo Ximena Joaquín Renata Andrés Inés Álvaro Paula Tomás",
        "Hernández Muñoz Castillo Rojas Domínguez Peña Ibáñez Salazar Vega",
        "America/Mexico_City",
    ),
    (
        "Olena Taras Iryna Bohdan Sofiia Andrii Kateryna Maksym Nadiia Yurii",
        "Kovalenko Shevchuk Bondar Melnyk Tkachuk Lysenko Moroz Savchenko Hnatiuk",
        "Europe/Kyiv",
    ),
    (
        "Jürgen Anneliese Björn Sörine Käthe Matthias Ulrike Til Frieda Götz",
        "Schäfer Krüger Weiß Lorenz Vogt Brandt Möller Seidel Kühn",
        "Europe/Berlin",
    ),
    (
        "Yuki Haruto Aoi Ren Sakura Kaito Hina Sota Mio Riku",
        "Tanaka Watanabe Kobayashi Mori Fujita Ishikawa Nakajima Ogawa Sakamoto",
        "Asia/Tokyo",
    ),
    (
        "Layla Omar Yasmin Khalid Noor Tariq Salma Hassan Rania Karim",
        "Haddad Mansour Khoury Nasser Farouk Saleh Zayed Darwish Aziz",
        "Africa/Cairo",
    ),
    (
        "Siobhán Eoin Niamh Cormac Aoife Declan Róisín Fionn Gráinne Oisín",
        "O’Brien Murphy Kavanagh Byrne Ó’Súilleabháin Doyle Nolan Quinn Brady",
        "Europe/Dublin",
    ),
    (
        "Beatriz Caio Larissa Thiago Júlia Rafael Marina João Camila Vitória",
        "Carvalho Araújo Ribeiro Gonçalves Moreira Teixeira Barbosa Nogueira Leão",
        "America/Sao_Paulo",
    ),
    (
        "Maya Jordan Harper Dante Skylar Miles Avery Naomi Curtis Elena",
        "Whitfield Navarro Brooks Delgado Hayes Lindqvist Monroe Castellano Park",
        "America/Chicago",
    ),
    (
        "Nguyệt Bảo Thảo Đức Linh Khôi Hương Minh Trang Quân",
        "Trần Phạm Hoàng Đặng Bùi Đỗ Ngô Dương Lý",
        "Asia/Ho_Chi_Minh",
    ),
)
LETTERS = {"đ": "d", "Đ": "D", "ß": "ss", "’": "", "ø": "o", "ł": "l"}


@dataclass(frozen=True)
class Kind:
    """A way of going about it: how common, how many sittings, between which days ago,
    and the shares that take part in the two exams set for the class."""

    share: float
    sittings: tuple[int, int]
    days: tuple[int, int]
    sits_midterm: float
    sits_final: float


KINDS: tuple[Kind, ...] = (
    Kind(0.46, (3, 6), (66, 3), 0.9, 0.45),  # steady
    Kind(0.14, (2, 5), (21, 2), 0.6, 0.5),  # began late
    Kind(0.18, (2, 5), (68, 32), 0.0, 0.0),  # stopped
    Kind(0.13, (1, 1), (60, 8), 0.15, 0.05),  # had a look
    Kind(0.09, (0, 0), (70, 70), 0.0, 0.0),  # never came
)
LATELY = 8  # days
FIRST_DIAGNOSTIC, MOCK_AFTER = 0.7, 0.45
ACCOMMODATIONS = ((1.25, 0), (1.5, 0), (1.0, 20))
ACCOMMODATED = 0.06


@dataclass(frozen=True)
class Life:
    """One person of the class. `sittings`: days ago and mode, the oldest first."""

    name: str
    address: str  # before the @
    zone: str
    multiplier: float
    extra_minutes: int
    sittings: tuple[tuple[float, str], ...]
    sits_midterm: bool
    sits_final: bool
    pace: float  # of the median time per question


def make_life(seed: int, number: int) -> Life:
    """The person of this number, the same for the same seed."""
    random = Random(f"{seed}/{number}")
    given, family, zone = random.choice(PLACES)
    name = f"{random.choice(given.split())} {random.choice(family.split())}"
    kind = random.choices(KINDS, [kind.share for kind in KINDS])[0]
    is_given_time = random.random() < ACCOMMODATED
    multiplier, extra = random.choice(ACCOMMODATIONS) if is_given_time else (1.0, 0)
    return Life(
        name=name,
        address=f"{_plain(name)}.{number}",
        zone=zone,
        multiplier=multiplier,
        extra_minutes=extra,
        sittings=_sittings(kind, random),
        sits_midterm=random.random() < kind.sits_midterm,
        sits_final=random.random() < kind.sits_final,
        pace=random.uniform(0.7, 1.35),
    )


def _sittings(kind: Kind, random: Random) -> tuple[tuple[float, str], ...]:
    first, last = kind.days
    count = random.randint(*kind.sittings)
    days = sorted((random.uniform(last, first) for _ in range(count)), reverse=True)
    # Whoever goes on learning was here lately.
    days[-1:] = [random.uniform(last, last + LATELY) for _ in days[-1:]]
    days.sort(reverse=True)
    return tuple((day, _mode(number, random)) for number, day in enumerate(days))


def _mode(number: int, random: Random) -> str:
    if number == 0 and random.random() < FIRST_DIAGNOSTIC:
        return "diagnostic"
    return "mock" if random.random() < MOCK_AFTER else "practice"


def _plain(name: str) -> str:
    """For an address: ASCII, with a dot between the names."""
    spelled = "".join(LETTERS.get(letter, letter) for letter in name)
    bare = "".join(c for c in normalize("NFD", spelled) if not combining(c))
    return ".".join(bare.lower().split())
