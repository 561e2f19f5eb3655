"""The words of the story grammar: who, where, what for, and the sentences of each trouble."""

from __future__ import annotations

from dataclasses import dataclass

from pocket.words import split, words

CREATURES = words(
    """
    dragon fox bear rabbit mouse owl cat dog hedgehog wolf frog turtle squirrel lion
    elephant penguin duck goat horse crow beaver otter whale robot witch wizard princess
    prince knight pirate giant ghost fairy baker gardener sailor king queen girl boy snail
    bee butterfly donkey tiger monkey parrot pig cow sheep deer badger mermaid troll
    unicorn snowman clown teacher astronaut farmer painter fish spider kitten puppy
    """
)
ADJECTIVES = words(
    """
    little young small shy brave clever old kind curious quiet cheerful sleepy proud
    gentle lonely tiny
    """
)
STORY_NAMES = words(
    """
    Pip Nora Milo Tilda Bruno Luma Otto Fern Kiko Juno Moss Bella Tam Rosa Finn Olive Ravi
    Mei Hugo Wren Dot Basil Suri Leo Maya Nils Poppy Arlo Zuri Hazel
    """
)
HELPERS = split(
    """
    old owl|wise turtle|friendly mouse|kind grandmother|quick hare|busy beaver|small bird|
    gentle giant|night watchman|young shepherd|talking tree|merry fiddler|silver fish|
    patient snail|lighthouse keeper|grey goose
    """
)
PLACES = split(
    """
    in a green valley|at the edge of a great forest|beside a slow river|on a windy hill|
    near a blue lake|in a small town by the sea|on a quiet island|under a tall mountain|
    in a village of red roofs|behind the old mill|in a garden full of roses|
    close to a wide meadow|at the end of a long road|in a house made of stone|
    beneath a hollow oak
    """
)
LOVES = split(
    """
    counting the clouds|singing in the morning|collecting round stones|baking honey cakes|
    watching the boats|telling jokes|drawing maps|listening to the rain|reading old books|
    dancing by the fire|painting pots|climbing trees|growing pumpkins|playing the flute|
    looking at the stars
    """
)
FEARS = split(
    """
    the dark|thunder|water|heights|spiders|loud noises|strangers|the sea|mice|ghosts|
    the forest|deep snow|fire|flying|the moon
    """
)
THINGS = split(
    """
    key|hat|ring|map|shoe|bell|book|lantern|flute|button|kite|scarf|drum|mirror|crown|
    umbrel la|basket|compass
    """
)
WISHES = split(
    """
    to fly|to sing|to swim|to find a friend|to see the sea|to touch the moon|
    to cook a feast|to win a race|to learn to read|to build a boat|to dance|
    to visit the city|to grow a giant pumpkin|to write a song|to ride a cloud
    """
)
LACKS = split("sleep|swim|fly|sing|whistle|count|dance|read|laugh|climb|cook|skate")
FINDS = split(
    """
    a golden egg|a secret door|a talking stone|a treasure map|a tiny star|
    a bottle with a letter|a lost puppy|a magic seed|an old clock|a hidden cave|
    a silver feather|a sleeping giant
    """
)
FLAWS = split(
    "never shared anything|always told lies|was always late|talked too much|was too proud"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a story is about: `who` completes "a fox who ...", `slot` says what fills {x}.

    Each of `begin`, `obstacle`, `turn`, `end` holds sentences of which a story takes one. Slots:
    {N} name, {he} {him} {his} {He} {His} pronouns, {c} creature, {h} helper, {x} the thing itself.
    """

    who: tuple[str, ...]
    slot: tuple[str, ...]
    begin: tuple[str, ...]
    obstacle: tuple[str, ...]
    turn: tuple[str, ...]
    end: tuple[str, ...]


TROUBLES = (
    Trouble(
        ("is afraid of {x}", "was afraid of {x}", "fears {x}"),
        FEARS,
        (
            "But {N} had one secret: {he} was afraid of {x}.",
            "There was only one trouble. {N} was terribly afraid of {x}.",
            "Everyone thought {N} feared nothing, yet {he} trembled at the thought of {x}.",
            "Only one thing made {him} shiver, and that was {x}.",
        ),
        (
            "One evening a call for help came from afar, and the only way led straight to {x}.",
            "One day all the friends went out together, but {N} stayed at home because of {x}.",
            "{He} tried to be brave, closed {his} eyes, and ran back home at once.",
            "When the others laughed about it, {N} hid under the bed for a whole day.",
        ),
        (
            'Then {h} came by and said, "Being brave is not having no fear. Take a step with me."',
            '{H} sat down beside {him}. "I was afraid once too. Let us look at it together."',
            '{H} gave {him} a little song. "Sing when your knees shake," was the advice.',
            "So {h} made a plan: a tiny bit of courage each day, never more than a thimble full.",
        ),
        (
            "Step by step the fear grew smaller, until {N} could laugh at it.",
            "It was not so bad after all, and {N} found that {x} could even be beautiful.",
            "From that night on, {N} was still a little afraid of {x}, but {he} went anyway.",
            "{N} took a deep breath, went on, and came home as the bravest {c} of all.",
        ),
    ),
    Trouble(
        ("lost {a_x}", "lost {his} {x}", "has lost {a_x}", "cannot find {his} {x}"),
        THINGS,
        (
            "One morning {N} woke up and {his} {x} was gone.",
            "On the first day of spring {N} lost {his} {x}.",
            "One windy day {he} came home and noticed that {his} {x} was missing.",
            "Then something sad happened: {N} could not find {his} {x} anywhere.",
        ),
        (
            "{He} looked under the bed, behind the door and in the soup, but there was nothing.",
            "{He} searched all morning and found only a spoon and two old socks.",
            "{N} asked the neighbours, but nobody had seen it.",
            "{He} walked the whole way back in the rain, looking at every stone.",
        ),
        (
            '{H} asked, "Where were you happy last?" And {N} remembered the old bridge.',
            "On the way {he} met {h}, who pointed to a nest in the highest tree.",
            'Then {h} said, "Stop running. Things like to be found by those who sit still."',
            "Luckily {h} had good eyes and saw something shining in the grass.",
        ),
        (
            "There lay the {x}, and {N} danced all the way home.",
            "And there it was! {N} held the {x} tight and shared a cake with everybody.",
            "The {x} had been there all the time, and {N} laughed until {his} belly hurt.",
            "{N} found the {x}, and, what was better, a new friend.",
        ),
    ),
    Trouble(
        ("wants {x}", "wanted {x}", "wishes {x}", "hoped {x}"),
        WISHES,
        (
            "More than anything else, {N} wanted {x}.",
            "Every night {N} had the same dream: {x}.",
            "{N} had one great wish, and that was {x}.",
            'Each morning {N} said to the mirror, "I want {x}!"',
        ),
        (
            "{He} tried it on Monday, on Tuesday and on Wednesday, and each time it went wrong.",
            'But all the others shook their heads. "That is not for you," they said.',
            "The first try ended in a puddle and the second one in a haystack.",
            "{He} did not know how to begin, so {he} sat on a stone and sighed.",
        ),
        (
            '{H} heard the sigh. "Begin small," came the answer, "and begin today."',
            "Then {h} showed {him} a trick that takes much patience and a little luck.",
            '"I know someone who can teach you," said {h}, and they set out before sunrise.',
            'One night {h} left a gift at the door with a note: "Try once more."',
        ),
        (
            "{N} practised for a whole year, and at last the wish came true.",
            "And so, one bright morning, it happened, and the whole village clapped.",
            "In the end the wish came true, a bit differently than planned and much better.",
            "That evening {N} smiled in {his} sleep, for there was nothing left to wish.",
        ),
    ),
    Trouble(
        ("cannot {x}", "could not {x}", "has forgotten how to {x}", "does not know how to {x}"),
        LACKS,
        (
            "But there was one thing {N} could not do: {he} could not {x}.",
            "The strange thing was that {N} did not know how to {x}.",
            "All the others could {x}, only {N} could not.",
            "However hard {he} tried, {N} just could not {x}.",
        ),
        (
            "{He} read three thick books about it, and none of them helped.",
            "When somebody asked, {he} made up an excuse and walked away.",
            "{He} practised in secret behind the barn and only frightened the hens.",
            "At the summer feast everyone waited for {him}, and {he} ran off.",
        ),
        (
            'There {h} found {him} and said, "Nobody is born with it. I will show you."',
            'Then {h} laughed kindly. "You think too much. Breathe, and do it badly first."',
            "But {h} knew a game for it, and they played it until the sun went down.",
            "{H} told {him} a secret: even the best had needed a hundred tries.",
        ),
        (
            "On the hundredth try it worked, and {N} could {x} better than anyone.",
            "Since that day {N} can {x}, and teaches it to all who ask.",
            "Slowly it came, like spring comes, and {N} was so glad that {he} cried.",
            "{N} learned to {x} that very week and never felt left out again.",
        ),
    ),
    Trouble(
        ("finds {x}", "found {x}", "discovers {x}"),
        FINDS,
        (
            "One day, on a walk, {N} found {x}.",
            "One rainy afternoon {N} stumbled and there it was: {x}.",
            "While {he} was looking for berries, {N} discovered {x}.",
            "Nobody would have believed it, but that morning {N} found {x}.",
        ),
        (
            "{He} did not know what to do with it, and it was getting late.",
            "Soon a greedy merchant came and wanted to have it for two coins.",
            "{He} carried the news home, but nobody believed a word.",
            "Strange sounds came from it, and {N} took a careful step back.",
        ),
        (
            '"Be careful," said {h}. "Such a thing belongs to somebody. Let us ask the wind."',
            "Together with {h}, {he} looked at it from all sides and saw tiny letters.",
            "{H} knew an old tale about it and told it in a low voice.",
            "That night {h} kept watch with {him}, and they waited for the moon.",
        ),
        (
            "In the end {N} shared the find with everyone, and the village was never sad again.",
            "It was the beginning of a great journey, and {N} set out with a light heart.",
            "{N} gave it back to its owner and got the best thank-you of {his} life.",
            "To this day {N} keeps the secret, and smiles when someone asks.",
        ),
    ),
    Trouble(
        ("{x}",),
        FLAWS,
        (
            "But {N} had a fault: {he} {x}.",
            "The neighbours sighed, because {N} {x}.",
            "Nobody wanted to play with {him}, for {he} {x}.",
        ),
        (
            "One day {N} needed help badly, and not one door opened.",
            "At the great feast there was a chair for everybody, only none for {him}.",
            "{He} fell into a ditch, called out, and for a long time nobody came.",
        ),
        (
            'Only {h} stopped. "I will help you, if you try to be different for one day."',
            "Then {h} held up a clear puddle like a mirror, and {N} looked for a long time.",
            "{H} told {him} the truth, kindly and without laughing.",
        ),
        (
            "{N} thought about it all night and was a better {c} in the morning.",
            "It was hard at first, but soon {N} had more friends than fingers.",
            "From then on {he} tried to do better, and mostly it worked.",
        ),
    ),
)

CHINESE_CREATURES = dict(
    pair.split(":")
    for pair in words(
        """
    dragon:龙 fox:狐狸 bear:熊 rabbit:兔子 mouse:老鼠 owl:猫头鹰 cat:猫 dog:狗 wolf:狼
    frog:青蛙 turtle:乌龟 lion:狮子 elephant:大象 penguin:企鹅 duck:鸭子 goat:山羊
    horse:马 whale:鲸鱼 robot:机器人 king:国王 princess:公主 monkey:猴子 tiger:老虎
    pig:小猪 bird:小鸟 fish:鱼 bee:蜜蜂 giant:巨人 girl:女孩 boy:男孩 sheep:羊 cow:牛
    snail:蜗牛 butterfly:蝴蝶 hedgehog:刺猬 squirrel:松鼠 crow:乌鸦 beaver:海狸 otter:水獭
    witch:女巫 wizard:巫师 prince:王子 knight:骑士 pirate:海盗 ghost:幽灵 fairy:仙女
    baker:面包师 gardener:园丁 sailor:水手 queen:王后 donkey:驴 parrot:鹦鹉 deer:鹿 badger:獾
    mermaid:美人鱼 troll:山怪 unicorn:独角兽 snowman:雪人 clown:小丑 teacher:老师
    astronaut:宇航员 farmer:农夫 painter:画家 spider:蜘蛛 kitten:小猫 puppy:小狗
    """
    )
)
CHINESE_SHE = frozenset(words("公主 女孩 女巫 仙女 王后 美人鱼"))
CHINESE_HE = frozenset(
    words("国王 巨人 男孩 巫师 王子 骑士 海盗 面包师 园丁 水手 雪人 小丑 老师 宇航员 农夫 画家")
)
CHINESE_NAMES = words("小明 阿宝 豆豆 小星 果果 点点 小云 乐乐")
CHINESE_PLACES = words("森林里 小河边 大山下 海边 村子里 一座小岛上 花园里")
CHINESE_WISHES = words("学会飞 去看大海 找到朋友 学会唱歌 摸一摸月亮 种出最大的南瓜 造一条船")
CHINESE_STORY_ASKS = words(
    """
    讲一个关于{c}的故事。 给我讲一个{c}的故事 请讲一个{c}的故事。 我想听{c}的故事
    能讲一个关于{c}的故事吗？
    """
)
CHINESE_STORY = (
    ("从前，{p}住着一个{c}，名字叫{n}。", "很久以前，有一个{c}住在{p}，大家叫{t}{n}。"),
    ("{n}最大的愿望是{w}。", "每天晚上，{n}都梦见自己{w}。"),
    ("{t}试了很多次，都没有成功。", "可是朋友们都说这不可能。"),
    ("一位老人告诉{t}：慢慢来，每天做一点。", "有一天，猫头鹰对{t}说：不要怕，我来帮你。"),
    ("最后愿望实现了，{n}高兴地笑了。", "后来{n}真的做到了，大家都为{t}鼓掌。"),
)
