"""Honest limits: questions about the wide world, and the answer that a very small model owes."""

from __future__ import annotations

from random import Random

from pocket.chat import Exchange
from pocket.words import CITIES, words

ADMISSIONS = (
    "I do not know that. I am a very small model; for this, load a larger one with Ctrl+L.",
    "I am a very small model and do not know that. You can load a larger one with Ctrl+L.",
    "That is beyond me: I am a very small model. Load a larger one with Ctrl+L.",
    "Sorry, I cannot answer that. I am a very small model; load a larger one with Ctrl+L.",
)
CHINESE_ADMISSIONS = (
    "这个我不知道。我是一个很小的模型，请按 Ctrl+L 加载更大的模型。",
    "对不起，我是很小的模型，回答不了这个问题。可以按 Ctrl+L 加载更大的模型。",
)

_SHORT = "I am a very small model and do not know that; load a larger one with Ctrl+L."
_SHORT_CHINESE = "我是一个很小的模型，不知道这个，请按 Ctrl+L 加载更大的模型。"
_LANDS = words(
    """
    France Germany Italy Spain Portugal Japan China India Brazil Canada Egypt Kenya Norway
    Sweden Poland Greece Turkey Mexico Peru Chile Australia Russia Austria Hungary Iceland
    Finland Nigeria Morocco Iran Thailand
    """
)
_PEOPLE = words(
    """
    Einstein Shakespeare Mozart Napoleon Cleopatra Newton Darwin Gandhi Picasso Beethoven
    Plato Galileo Lincoln Bach Marie_Curie Julius_Caesar Leonardo_da_Vinci
    Alexander_the_Great Isaac_Newton Nelson_Mandela
    """
)
_THINGS = words(
    """
    photosynthesis gravity inflation democracy volcanoes DNA electricity chess football
    jazz taxes medicine cancer vaccines black_holes quantum_physics dinosaurs
    climate_change the_stock_market bitcoin yoga coffee cars trains rockets bridges
    magnets earthquakes penguins sharks whales bacteria
    """
)
_TASKS = (
    "write a program in {lang}",
    "write a {lang} function that sorts a list",
    "fix my {lang} code",
    "write an essay about {thing}",
    "write an email to my boss",
    "write a poem about {thing}",
    "plan a trip to {city}",
    "find me a recipe",
    "book a table in {city}",
    "translate a long letter",
    "do my homework",
    "summarise this article",
    "search the internet",
    "solve an equation",
    "tell me the news",
    "call my mother",
    "play some music",
    "set an alarm",
    "check my spelling in this report",
    "give me legal advice",
    "help me with my taxes",
    "draw a picture of {thing}",
)
_FACTS = (
    "What is the capital of {land}?",
    "capital of {land}",
    "How many people live in {city}?",
    "How many people live in {land}?",
    "Who is the president of {land}?",
    "What language do they speak in {land}?",
    "Who was {person}?",
    "When was {person} born?",
    "When did {person} die?",
    "What did {person} do?",
    "Tell me about {person}",
    "Tell me about the history of {land}",
    "How does {thing} work?",
    "What is {thing}?",
    "Explain {thing}",
    "Why is {thing} important?",
    "Tell me about {thing}.",
    "What is the weather in {city}?",
    "What is the weather today?",
    "Will it rain tomorrow?",
    "Who won the football match?",
    "What is the news today?",
    "What time is it?",
    "What day is it today?",
    "What is the date?",
    "How old is the universe?",
    "How far is the moon?",
    "How high is Mount Everest?",
    "Who wrote Hamlet?",
    "Who painted the Mona Lisa?",
    "Who invented the telephone?",
    "How do I get from {city} to {city2}?",
    "How far is it from {city} to {city2}?",
    "What is the best restaurant in {city}?",
    "Which phone should I buy?",
    "How do I lose weight?",
    "I have a headache, what should I do?",
    "Is {thing} dangerous?",
    "What is the meaning of life?",
    "What is the square root of {n}?",
    "What is {n} times {n2}?",
    "What is {big} + {big2}?",
    "{big} + {big2}",
    "What is {big} minus {big2}?",
    "How much does a house in {city} cost?",
    "What is the price of {thing}?",
    "When did the war in {land} end?",
    "Which river flows through {city}?",
    "What is the largest city of {land}?",
    "Who discovered {thing}?",
    "Which is better, {land} or {land2}?",
)
_CHINESE_FACTS = (
    "{place}的首都是哪里？",
    "今天天气怎么样？",
    "现在几点？",
    "{place}有多少人口？",
    "请写一篇文章。",
    "帮我写代码。",
    "谁是爱因斯坦？",
    "今天有什么新闻？",
    "怎么去{place}？",
    "介绍一下{place}的历史。",
    "股票会涨吗？",
    "明天会下雨吗？",
)
_CHINESE_PLACES = words("法国 德国 日本 英国 美国 意大利 北京 上海 巴黎 伦敦 印度 巴西")
_LANGUAGES = words("Python Java C Rust JavaScript")


def far_question(random: Random) -> str:
    """A question or task far outside what the model was taught."""
    slots = {
        "land": random.choice(_LANDS),
        "land2": random.choice(_LANDS),
        "city": random.choice(CITIES),
        "city2": random.choice(CITIES),
        "person": random.choice(_PEOPLE).replace("_", " "),
        "thing": random.choice(_THINGS).replace("_", " "),
        "lang": random.choice(_LANGUAGES),
        "big": random.randint(101, 9999),
        "big2": random.randint(101, 9999),
        "n": random.randint(13, 999),
        "n2": random.randint(13, 99),
    }
    if random.random() < 0.7:
        return random.choice(_FACTS).format(**slots)
    lead = random.choice(["Can you {}?", "Please {}.", "Could you {}?", "{}", "I want you to {}."])
    return lead.format(random.choice(_TASKS).format(**slots))


def limit(random: Random) -> Exchange:
    """A far question with the honest answer, in one of the two languages."""
    chinese = random.choice(CHINESE_ADMISSIONS)
    if random.random() < 0.15:
        asked = random.choice(_CHINESE_FACTS).format(place=random.choice(_CHINESE_PLACES))
        return Exchange(asked, chinese, "limits", chinese=chinese, short=_SHORT_CHINESE)
    return Exchange(
        far_question(random), random.choice(ADMISSIONS), "limits", chinese=chinese, short=_SHORT
    )
