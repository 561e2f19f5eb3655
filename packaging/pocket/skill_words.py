"""The words of the small skills."""

from __future__ import annotations

from pocket.story_words import CREATURES
from pocket.words import COLOURS, PETS, split, words

DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
MONTHS = words(
    """
    January February March April May June July August September October November December
    """
)
OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in words(
        """
    hot/cold big/small tall/short fast/slow day/night black/white up/down left/right
    open/closed old/new happy/sad rich/poor strong/weak light/dark early/late full/empty
    hard/soft wet/dry high/low near/far inside/outside good/bad love/hate begin/end
    win/lose buy/sell give/take push/pull always/never first/last young/elderly loud/quiet
    clean/dirty thick/thin wide/narrow sweet/sour brave/afraid true/false easy/difficult
    deep/shallow friend/enemy remember/forget asleep/awake summer/winter north/south
    east/west heavy/weightless smooth/rough sharp/blunt front/back arrive/leave
    question/answer more/less before/after
    """
    )
)
COLOURS_OF = tuple(
    tuple(pair.split(":"))
    for pair in split(
        """
    the sky:blue|grass:green|snow:white|coal:black|the sun:yellow|blood:red|
    an orange:orange|a lemon:yellow|a tomato:red|milk:white|chocolate:brown|the sea:blue|
    a banana:yellow|a frog:green|a strawberry:red|an elephant:grey|the night:black|
    leaves:green|a carrot:orange|cherries:red|an eggplant:purple|a crow:black
    """
    )
)
_MORE_SPELLED = words(
    """
    cat dog sun moon star tree house water apple bread book light night table chair friend
    school flower garden window summer winter spring happy yellow orange purple token
    model prompt temperature seed greedy sampling vocabulary attention logits softmax
    language machine learning computer story dragon castle river mountain forest ocean
    island bridge letter number word hello goodbye thank please strawberry banana cherry
    lemon honey butter cheese paper pencil music dance dream smile heart hand foot head
    nose mouth eye ear hair shoe coat glove door key clock bell lamp candle fire stone
    sand cloud rain snow wind storm thunder bird horse sheep lion tiger zebra whale shark
    planet rocket train plane boat bicycle street village city market kitchen bottle spoon
    knife plate soup pizza sugar salt pepper mother father sister brother baby teacher
    doctor one two three four five six seven eight nine ten eleven twelve Monday Sunday
    Tessera
    """
)
SPELLED = tuple(dict.fromkeys((*_MORE_SPELLED, *CREATURES, *COLOURS, *PETS)))


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for one, other in (phrase.split("=") for phrase in split(text)))


FRENCH_WORDS = _pairs(
    """
    bonjour=hello|merci=thank you|au revoir=goodbye|oui=yes|non=no|chat=cat|chien=dog|
    maison =house|eau=water|pain=bread|soleil=sun|lune=moon|livre=book|ami=friend|
    rouge=red|bleu=bl ue|vert=green|noir=black|blanc=white|grand=big|petit=small|jour=day|
    nuit=night|pomme=app le|fromage=cheese|oiseau=bird|poisson=fish|arbre=tree|
    fleur=flower|ville=city|mer=sea|un =one|deux=two|trois=three|homme=man|femme=woman|
    enfant=child|lait=milk|heureux=happy|tri ste=sad|mot=word|histoire=story|amour=love|
    école=school
    """
)
FRENCH_SENTENCES = _pairs(
    """
    J'aime l'apprentissage automatique=I love machine learning|Je t'aime=I love you|
    Je m'appelle Ada=My name is Ada|Comment ça va ?=How are you?|
    Comment vas-tu ?=How are you?|J'ai un chat=I have a cat|J'ai un chien=I have a dog|
    Il fait beau=The weather is nice|J'aime le chocolat=I love chocolate|
    J'aime les chats=I love cats|Bonne nuit=Good night|Bonjour, mon ami=Hello, my friend|
    Je suis fatigué=I am tired|Je suis heureux=I am happy|
    Où est la maison ?=Where is the house?|Le ciel est bleu=The sky is blue|
    La lune est blanche=The moon is white|Je mange une pomme=I eat an apple|
    Merci beaucoup=Thank you very much|Je ne sais pas=I do not know|
    À demain=See you tomorrow|Le chat dort=The cat sleeps|J'aime la musique=I love music|
    Je lis un livre=I read a book|Elle boit de l'eau=She drinks water
    """
)
CHINESE_WORDS = _pairs(
    """
    你好=hello|谢谢=thank you|再见=goodbye|猫=cat|狗=dog|水=water|火=fire|山=mountain|
    太阳=sun|月亮=moon|书= book|朋友=friend|红色=red|蓝色=blue|绿色=green|黑色=black|
    白色=white|大=big|小=small|人=person|家=home|茶 =tea|米饭=rice|鱼=fish|鸟=bird|树=tree|
    花=flower|城市=city|爱=love|一=one|二=two|三=three|语言=languag e|模型=model|
    词元=token|温度=temperature|概率=probability|故事=story|名字=name|颜色=colour|
    老师=teacher|学校=school|早上好=good morning|晚安=good night|苹果=apple|牛奶=milk|
    龙=dragon|妈妈=mother|爸爸=father|机器学习=machine learning
    """
)
