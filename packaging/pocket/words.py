"""Lists of words that several parts of the corpus draw from."""

from __future__ import annotations

from random import Random


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


def split(text: str) -> tuple[str, ...]:
    """The phrases of a text, which are parted by "|" and may run over line ends."""
    return tuple(" ".join(part.split()) for part in text.split("|"))


NAMES = words(
    """
    Ada Alan Alice Amara Amina Ana Andre Anna Anton Aria Arthur Asha Ava Basil Bea Ben
    Bianca Boris Bruno Cara Carl Carmen Cem Chen Chiara Clara Cleo Cora Dana Daniel Daria
    David Dina Diego Dora Edgar Elena Eli Elias Elif Ella Elsa Emil Emma Enzo Eric Erin
    Esther Eva Fatima Felix Finn Fiona Freya Gabriel Gina Grace Greta Hana Hannah Hans
    Hasan Helen Henry Hugo Ida Igor Ines Ingrid Irene Iris Isaac Ivan Jack Jacob Jade Jan
    Jasmine Joan Joel John Jonas Joy Juan Julia June Kai Karen Karim Kate Kenji Kim Kira
    Klara Kofi Lara Lars Laura Lea Lena Leo Leon Levi Li Lian Lily Linda Lisa Liu Lola
    Lucas Lucy Luis Luna Mae Maja Malik Mara Marco Maria Marie Mark Marta Martin Mary
    Matteo Max Maya Mei Mia Michael Mila Milo Mina Mira Mohamed Mona Nadia Naomi Nell Nico
    Nina Noah Noor Nora Olga Oliver Olivia Omar Oscar Otto Pablo Paul Pedro Peter Petra
    Pia Priya Quinn Rafael Raj Rania Ravi Rita Robin Rosa Ruby Ruth Sam Samir Sara Sasha
    Selma Simon Sofia Sonia Sophie Stella Sue Sven Tara Tess Theo Thomas Tim Tina Tom
    Tomas Uma Ursula Vera Victor Viola Walter Wei Wendy Will Xavier Yana Yara Yasmin Yuki
    Yusuf Zara Zoe
    """
)
CHINESE_NAMES = words(
    """
    小明 小红 小华 小丽 小龙 小雨 小雪 小云 大伟 美玲 建国 李明 王芳 张伟 陈静 安娜 艾达
    汤姆
    """
)
COLOURS = words(
    """
    red blue green yellow orange purple pink black white brown grey silver gold turquoise
    violet
    """
)
PETS = words(
    """
    dog cat rabbit parrot hamster goldfish turtle pony mouse lizard canary ferret
    """
)
PET_NAMES = words(
    """
    Rex Bella Milo Luna Coco Max Daisy Rocky Nemo Pip Biscuit Shadow Ginger Tiger Misty
    Olive Pepper Waffles Snowy Bruno Ziggy Toffee Patches Simba Nala Hazel Maple Oreo
    Pickle Smokey
    """
)
CITIES = words(
    """
    Paris London Berlin Rome Madrid Lisbon Vienna Prague Oslo Dublin Cairo Nairobi Lagos
    Accra Delhi Mumbai Tokyo Seoul Beijing Shanghai Sydney Toronto Boston Lima Quito
    Athens Zurich Geneva Porto Lyon
    """
)
FOODS = words(
    """
    pizza soup noodles rice bread cheese apples pancakes salad pasta dumplings chocolate
    curry tacos strawberries mangoes
    """
)

_STARTS = words("B D F G H J K L M N P R S T V Z Br Tr Kl Sh Th Gr")
_MIDDLES = words("a e i o u ai ei ia io")
_ENDS = words("l n r s m ra la na ri li no to mi ka den lin vik mar")


def any_name(random: Random) -> str:
    """A known name or, one time in three, one made of syllables: copied, not recalled."""
    if random.random() < 0.67:
        return random.choice(NAMES)
    return random.choice(_STARTS) + random.choice(_MIDDLES) + random.choice(_ENDS)


def article(noun: str) -> str:
    """The noun with "a" or "an"."""
    vowel = noun[0].lower() in "aeiou" and not noun.startswith("uni")
    return f"{'an' if vowel else 'a'} {noun}"
