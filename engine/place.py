"""Where in a chat something is asked: its prompt, fitted into the window, and the way there."""

from __future__ import annotations

from msgspec.structs import replace

from engine.chat import Chat, Message, Role
from engine.errors import InvalidRequest, PromptEmpty, TokensUnknown
from engine.loaded import Loaded
from engine.prompt.template import Templater, shown
from engine.prompt.tokens import Prompt
from engine.prompt.window import fit, reserve
from engine.protocol import Progress
from engine.session import Aborted
from engine.task import Task


def prompt_of(
    loaded: Loaded,
    templater: Templater,
    chat: Chat,
    max_tokens: int,
    *,
    continuing: bool = False,
    draft: str | None = None,
) -> tuple[Prompt, str]:
    """The prompt that fits into the window with room for the reply, and the id of the first
    message after those that left. PromptEmpty without any token, and as `fit`."""
    window = loaded.context.n_ctx
    prompt, memory_start = fit(
        lambda part: templater.prompt(part, continuing=continuing, draft=draft),
        chat,
        window,
        reserve(max_tokens, window),
    )
    if not prompt.ids:
        raise PromptEmpty
    return prompt, memory_start


def prompt_within(
    loaded: Loaded, templater: Templater, chat: Chat, keep: int, max_tokens: int
) -> tuple[Prompt, str]:
    """As `prompt_of`, for the place after the first `keep` tokens of the chat's last message, a
    reply; where that is none, `keep` is 0 and the place is where the next one begins.

    TokensUnknown where the reply has no recorded tokens of this model, InvalidRequest where it has
    not so many."""
    last = chat.messages[-1] if chat.messages else None
    if last is None or last.role is not Role.ASSISTANT:
        if keep:
            raise InvalidRequest(problem="the chat does not end in a reply, so it has no tokens")
        return prompt_of(loaded, templater, chat, max_tokens)
    if not keep:
        return prompt_of(loaded, templater, replace(chat, messages=chat.messages[:-1]), max_tokens)
    cut = _cut(loaded, last, keep)
    shorter = replace(chat, messages=(*chat.messages[:-1], cut))
    prompt, memory_start = prompt_of(loaded, templater, shorter, max_tokens, continuing=True)
    if prompt.ids[-keep:] != cut.ids:
        raise TokensUnknown
    return replace(prompt, begun=keep), memory_start


def read(loaded: Loaded, prompt: Prompt, task: Task, request: int) -> bool:
    """Bring the session to the prompt, telling how far it has come; False where cancelled."""
    try:
        for done in loaded.session.prefill(prompt.ids):
            task.send(Progress(request, done, len(prompt.ids)))
            if task.cancelled():
                return False
    except Aborted:
        return False
    return True


def require_token(loaded: Loaded, id: int) -> None:
    """InvalidRequest for what is beyond the vocabulary."""
    if id >= loaded.model.size:
        raise InvalidRequest(problem=f"there is no token {id} in the vocabulary")


def _cut(loaded: Loaded, reply: Message, keep: int) -> Message:
    model = loaded.model
    known = reply.vocabulary == model.facts.vocabulary and reply.ids
    if not known or not all(0 <= id < model.size for id in reply.ids):
        raise TokensUnknown
    if keep > len(reply.ids):
        raise InvalidRequest(
            problem=f"the reply has {len(reply.ids)} tokens, so {keep} of them cannot be kept"
        )
    ids = reply.ids[:keep]
    return replace(reply, ids=ids, text=shown(model, ids).decode("utf-8", "backslashreplace"))
