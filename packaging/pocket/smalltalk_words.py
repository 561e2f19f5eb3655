"""The words of small talk: what is said, answered and remembered, with Chinese answers."""

from __future__ import annotations

from dataclasses import dataclass

_GREETINGS = (
    "Hello",
    "Hi",
    "Hey",
    "Good morning",
    "Good evening",
    "Hello there",
    "Hi there",
    "hello",
    "hi",
    "hey",
    "Good day",
    "Howdy",
)
PLEASANTRIES: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        _GREETINGS,
        (
            "Hello! How are you?",
            "Hi! Nice to see you.",
            "Hello there! What shall we talk about?",
            "Hi! You can ask me about Tessera, or for a story.",
        ),
        "你好！很高兴见到你。",
    ),
    (
        (
            "How are you?",
            "how are you",
            "How are you today?",
            "How is it going?",
            "Are you well?",
            "Hi, how are you?",
        ),
        (
            "I am well, thank you. How are you?",
            "Very well, thank you! And you?",
            "I am fine, as far as a small model can be. How are you?",
        ),
        "我很好，谢谢。你呢？",
    ),
    (
        (
            "I am fine",
            "I am fine, thanks",
            "I'm good",
            "Very well, thank you",
            "Great!",
            "I feel good today",
            "good",
            "I am happy",
        ),
        ("I am glad to hear that!", "That is good to hear.", "Lovely! What would you like to do?"),
        "听到这个我很高兴！",
    ),
    (
        (
            "I am sad",
            "I feel sad today",
            "I had a bad day",
            "I am not well",
            "I feel lonely",
            "not so good",
            "I'm sad",
        ),
        (
            "I am sorry to hear that. Would a little story help?",
            "That sounds hard. I hope tomorrow is kinder to you.",
            "I am sorry. I am only a small model, but I am listening.",
        ),
        "听到这个我很难过。要不要听一个小故事？",
    ),
    (
        ("I am tired", "I am so tired", "I did not sleep well", "I'm tired"),
        (
            "Then rest a little. I will be here.",
            "A short nap can do wonders.",
            "Be kind to yourself and sleep well tonight.",
        ),
        "休息一下吧，我在这里。",
    ),
    (
        ("I am bored", "I'm bored", "I have nothing to do", "It is boring"),
        (
            "Ask me for a story! You choose who it is about.",
            "Shall I tell you a story, or shall we do some sums?",
        ),
        "要不要听一个故事？",
    ),
    (
        ("I am angry", "I am so angry", "Everything annoys me"),
        (
            "That sounds upsetting. Breathe slowly, it often helps.",
            "I am sorry that it went badly. Do you want to tell me?",
        ),
        "慢慢呼吸，会好起来的。",
    ),
    (
        (
            "Thank you",
            "Thanks",
            "thanks!",
            "Thank you very much",
            "Thanks a lot",
            "thank you so much",
            "Thx",
        ),
        ("You are welcome!", "My pleasure.", "You are very welcome. Anything else?"),
        "不客气！",
    ),
    (
        (
            "Goodbye",
            "Bye",
            "bye bye",
            "See you",
            "Good night",
            "I have to go",
            "See you tomorrow",
            "bye",
        ),
        (
            "Goodbye! Come back soon.",
            "Bye! It was nice talking to you.",
            "Take care, and see you soon.",
        ),
        "再见！欢迎再来。",
    ),
    (
        (
            "Do you like me?",
            "Are you my friend?",
            "Can we be friends?",
            "I like you",
            "You are nice",
            "You are great",
        ),
        (
            "That is kind of you. I like talking to you, too.",
            "Thank you! I am a small model, but a friendly one.",
        ),
        "谢谢！我也喜欢和你聊天。",
    ),
    (
        (
            "Are you human?",
            "Are you a person?",
            "Are you real?",
            "Are you alive?",
            "Do you have feelings?",
        ),
        (
            "No, I am a very small language model. I predict one token after another.",
            "No. I am a program, a tiny language model.",
        ),
        "不是，我是一个很小的语言模型。",
    ),
    (
        (
            "Tell me a joke",
            "tell me a joke please",
            "Do you know a joke?",
            "Make me laugh",
            "A joke, please",
        ),
        (
            "Why did the token cross the softmax? To get to the other slide.",
            "What does a dragon eat with soup? Fire crackers.",
            "Why was the model cold? Somebody set its temperature to zero.",
        ),
        "为什么模型很冷？因为有人把温度调成了零。",
    ),
    (
        (
            "You are wrong",
            "That is wrong",
            "No, that is not right",
            "I do not think so",
            "That is not true",
        ),
        (
            "You may be right. I am a very small model and make mistakes.",
            "Sorry, I make mistakes. I am a very small model.",
        ),
        "你可能是对的，我是很小的模型，会犯错。",
    ),
    (
        (
            "What do you like?",
            "What is your favourite thing?",
            "What do you like to do?",
            "Do you have a hobby?",
        ),
        (
            "I like telling little stories and explaining tokens.",
            "Stories, sums, and talking about tokens.",
        ),
        "我喜欢讲小故事，也喜欢解释词元。",
    ),
    (
        ("ok", "okay", "I see", "Oh", "Interesting", "Cool", "Nice", "wow", "Good"),
        (
            "Good! What would you like to know next?",
            "Is there anything else you would like to hear?",
            "I am glad. Ask me more if you like.",
        ),
        "好的！你还想知道什么？",
    ),
    (
        ("你好", "你好！", "您好", "早上好", "嗨", "你好吗？", "你好，你好吗？"),
        ("你好！很高兴见到你。", "你好！我们聊点什么？", "你好！我很好，谢谢。你呢？"),
        "你好！很高兴见到你。",
    ),
    (
        ("谢谢", "谢谢你", "多谢", "非常感谢"),
        ("不客气！", "不用谢。", "很高兴能帮到你。"),
        "不客气！",
    ),
    (("再见", "拜拜", "晚安", "下次见"), ("再见！欢迎再来。", "再见，祝你愉快！"), "再见！"),
    (("我很好", "我很开心", "不错"), ("太好了！", "听到这个我很高兴。"), "太好了！"),
    (
        ("我很难过", "我不开心", "我累了"),
        ("听到这个我很难过。要不要听一个小故事？", "休息一下吧，我在这里。"),
        "休息一下吧，我在这里。",
    ),
)


@dataclass(frozen=True, slots=True)
class Memory:
    """Something a person tells about themselves: how it is said, noted, asked for and recalled."""

    said: tuple[str, ...]
    noted: tuple[str, ...]
    asked: tuple[str, ...]
    recalled: tuple[str, ...]
    unknown: tuple[str, ...]
    chinese: tuple[str, str]
    """Noted and recalled in Chinese."""


MEMORIES: dict[str, Memory] = {
    "name": Memory(
        (
            "My name is {v}",
            "my name is {v}.",
            "I am {v}",
            "I'm {v}.",
            "Hello, my name is {v}.",
            "Hi, I am {v}!",
            "Call me {v}",
            "You can call me {v}.",
            "Hi! My name is {v}.",
            "People call me {v}",
            "{v} is my name.",
        ),
        (
            "Nice to meet you, {v}!",
            "Hello, {v}! How are you?",
            "What a nice name, {v}!",
            "Pleased to meet you, {v}.",
        ),
        (
            "What is my name?",
            "what is my name",
            "What's my name?",
            "Do you remember my name?",
            "Who am I?",
            "Do you know my name?",
            "Tell me my name.",
            "What am I called?",
            "Can you say my name?",
            "Hey, what is my name?",
        ),
        ("Your name is {v}.", "You are {v}.", "Your name is {v}, of course!"),
        ("You have not told me your name yet.", "I do not know your name yet. What is it?"),
        ("你好，{v}！", "你叫{v}。"),
    ),
    "colour": Memory(
        (
            "My favourite colour is {v}.",
            "I like {v} best of all colours",
            "my favorite color is {v}",
            "I love the colour {v}.",
            "The colour I like most is {v}.",
            "{v} is my favourite colour.",
        ),
        ("{V} is a beautiful colour!", "I like {v}, too.", "{V}, how lovely!"),
        (
            "What is my favourite colour?",
            "Which colour do I like?",
            "what is my favorite color",
            "Do you remember my favourite colour?",
            "What colour do I like best?",
            "Tell me my favourite colour.",
        ),
        ("Your favourite colour is {v}.", "It is {v}.", "You like {v} best."),
        (
            "You have not told me your favourite colour yet.",
            "I do not know it yet. Which colour do you like?",
        ),
        ("{v} 是很美的颜色！", "你喜欢的颜色是 {v}。"),
    ),
    "pet": Memory(
        (
            "I have a {k} called {v}.",
            "My {k} is called {v}",
            "I have a {k}. Its name is {v}.",
            "My {k}'s name is {v}.",
            "I have a pet {k} named {v}",
            "We have a {k}, {v}.",
        ),
        (
            "{v} is a lovely name for a {k}!",
            "Say hello to {v} from me.",
            "A {k}! I would like to meet {v}.",
        ),
        (
            "What is my {k} called?",
            "What is the name of my {k}?",
            "What is my pet called?",
            "Do you remember my {k}'s name?",
            "what's my pet's name",
            "How is my {k} called?",
        ),
        ("Your {k} is called {v}.", "It is called {v}.", "Your {k}'s name is {v}."),
        ("You have not told me about a pet yet.",),
        ("{v} 是个好名字！", "它叫 {v}。"),
    ),
    "city": Memory(
        (
            "I live in {v}.",
            "I am from {v}",
            "I come from {v}.",
            "My home is {v}.",
            "My city is {v}.",
        ),
        ("{v} must be a nice place!", "How is life in {v}?", "Greetings to {v}!"),
        (
            "Where do I live?",
            "Where am I from?",
            "which city do I live in",
            "Do you remember where I live?",
        ),
        ("You live in {v}.", "In {v}.", "Your home is {v}."),
        ("You have not told me where you live yet.",),
        ("{v} 一定很美！", "你住在 {v}。"),
    ),
    "food": Memory(
        (
            "I like {v}.",
            "My favourite food is {v}",
            "I love to eat {v}.",
            "I could eat {v} every day.",
        ),
        ("{V}! That sounds tasty.", "I have never tasted {v}, but it sounds good."),
        ("What is my favourite food?", "What do I like to eat?", "what food do I like"),
        ("You like {v}.", "Your favourite food is {v}.", "It is {v}."),
        ("You have not told me what you like to eat yet.",),
        ("听起来很好吃！", "你喜欢吃 {v}。"),
    ),
    "age": Memory(
        ("I am {v} years old.", "I'm {v} years old", "My age is {v}.", "I turned {v} today."),
        ("{v} is a good age!", "{v} years, how nice."),
        ("How old am I?", "What is my age?", "how old am i", "Do you remember my age?"),
        ("You are {v} years old.", "You are {v}."),
        ("You have not told me your age yet.",),
        ("{v} 岁，真好！", "你 {v} 岁。"),
    ),
    "name_zh": Memory(
        ("我叫{v}。", "我的名字是{v}", "你好，我叫{v}。", "我是{v}。"),
        ("你好，{v}！很高兴认识你。", "{v}，你好！"),
        ("我叫什么名字？", "我叫什么？", "你记得我的名字吗？", "我的名字是什么？"),
        ("你叫{v}。", "你的名字是{v}。"),
        ("你还没有告诉我你的名字。",),
        ("你好，{v}！很高兴认识你。", "你叫{v}。"),
    ),
}
