"""What the token view shows: whether it is on, the layer, the token looked at. No widgets.

The columns of a message are read from the store when it is first shown as tokens, and grow with a
reply that is being written; what stood behind one token is read when somebody looks at it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.core.conversation import Node
from desktop.core.entry import Entry
from desktop.core.errors import StoreError
from desktop.core.landmarks import Landmark, landmarks
from desktop.core.layers import Layer
from desktop.core.store import Store
from desktop.core.tokens import NO_ID, Tokens, lead_of, of_stored
from desktop.core.trace import values
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.replies import Replies, Reply
from desktop.viewmodels.whole import WholeModel
from engine.chat import Role
from engine.protocol import Swap
from engine.records import TokenRecord

translate = QCoreApplication.translate

Place = tuple[str, int]  # node id, token


class TokensModel(QObject):
    """The tokens of the shown chat, as far as they were looked at."""

    shown_changed = Signal()
    layer_changed = Signal()
    chosen_changed = Signal()
    candidate_changed = Signal()
    ended = Signal()  # the reply of the chosen token is complete
    swap_wanted = Signal(str, int, int)  # node id, number of the record, id of the other token

    def __init__(
        self, chat: ChatModel, replies: Replies, store: Store, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._replies = replies
        self._store = store
        self.whole: WholeModel | None = None  # the prompt between the replies
        self._shown = False
        self._layer = Layer.PROBABILITY
        self._chosen: Place | None = None
        self._record: TokenRecord | None = None
        self._candidate: int | None = None
        self._chat_id = ""
        self._known: dict[str, Tokens | str] = {}
        self._entropies: dict[str, array[float]] | None = None  # of the chat as it was opened
        self._amount = 0
        self._swapped = False  # another token was asked for: look at it when it is there
        chat.changed.connect(self._on_chat_changed)
        replies.tokens_added.connect(self._on_tokens_added)
        replies.ended.connect(self._on_ended)

    @property
    def shown(self) -> bool:
        """Whether messages are shown as tokens."""
        return self._shown

    @property
    def layer(self) -> Layer:
        return self._layer

    @property
    def chosen(self) -> Place | None:
        """The token that keys act on and the panel tells about."""
        return self._chosen

    def show(self, shown: bool) -> None:
        """Show messages as tokens, or as text again."""
        if shown != self._shown:
            self._shown = shown
            self.shown_changed.emit()

    @Slot()
    def toggle(self) -> None:
        self.show(not self._shown)

    def show_layer(self, layer: Layer) -> None:
        """Tint the tiles by another measure."""
        if layer is not self._layer:
            self._layer = layer
            self.layer_changed.emit()

    @Slot()
    def next_layer(self) -> None:
        self.show_layer(self._layer.next)

    def tokens(self, entry: Entry) -> Tokens | str:
        """The tokens of a message, or why there are none; "" for messages that never have any."""
        return self.tokens_of(entry.node_id)

    def tokens_of(self, node_id: str) -> Tokens | str:
        """The same for a node of the shown chat."""
        prompt = self.whole.tokens(node_id) if self.whole else None
        if prompt is not None:
            return prompt
        known = self._known.get(node_id)
        if known is None:
            known = self._known[node_id] = self._read(node_id)
        return known

    def record(self, node_id: str, token: int) -> TokenRecord | None:
        """How a token was chosen; None for text that no record is known of."""
        tokens = self.tokens_of(node_id)
        number = -1 if isinstance(tokens, str) else tokens.record(token)
        if number < 0:
            return None
        reply = self._replies.running(node_id)
        if reply is not None:
            return reply.records[number] if number < len(reply.records) else None
        try:
            return self._store.record(node_id, number)
        except StoreError:
            return None

    def entropies(self, node_id: str) -> Sequence[float]:
        """The entropies of a message's recorded tokens in nats; read for the whole chat at once,
        which is quicker than its tokens."""
        known = self._known.get(node_id)
        if isinstance(known, Tokens):
            return known.entropies[known.unrecorded :]
        if self._entropies is None:
            self._entropies = self._read_entropies()
        return self._entropies.get(node_id, ())

    @property
    def amount(self) -> int:
        """A number that changes whenever more entropies are known."""
        return self._amount

    def choose(self, node_id: str, token: int) -> None:
        """Look at a token."""
        if (node_id, token) != self._chosen:
            self._look_at((node_id, token))

    @Slot()
    def leave(self) -> None:
        """Look at no token."""
        if self._chosen is not None:
            self._look_at(None)

    def step(self, by: int) -> bool:
        """Go a token on (+1) or back (-1), on to the next message with tokens; False at the end."""
        return self._go(by, _known_tokens)

    def seek(self, landmark: Landmark, by: int = 1) -> bool:
        """Go to the next (or previous) token that stands out; False where none follows."""
        return self._go(by, lambda tokens: landmarks(tokens, landmark))

    @property
    def chosen_record(self) -> TokenRecord | None:
        """How the chosen token was chosen."""
        return self._record

    @property
    def candidate(self) -> int | None:
        """The id of the candidate that keys have walked to; None at first."""
        return self._candidate

    def walk_candidates(self, by: int) -> None:
        """Go to a less likely candidate (+1) or a likelier one (-1), from the chosen token on."""
        ids = self._record.trace.candidates if self._record and self._record.trace else ()
        if not ids or self._record is None:
            return
        here = self._record.id if self._candidate is None else self._candidate
        at = ids.index(here) if here in ids else len(ids)
        self._candidate = ids[min(max(at + by, 0), len(ids) - 1)]
        self.candidate_changed.emit()

    @Slot(int)
    def mark_candidate(self, candidate: int) -> None:
        """Go to a candidate of the chosen token."""
        if self._record is not None and candidate != self._candidate:
            self._candidate = candidate
            self.candidate_changed.emit()

    @Slot()
    def swap(self) -> None:
        """Ask for a version with the candidate that keys have walked to."""
        if self._chosen is not None and self._candidate is not None:
            self.ask_swap(*self._chosen, self._candidate)

    def ask_swap(self, node_id: str, token: int, candidate: int) -> None:
        """Ask for a version of a reply that goes on with another token in place of one."""
        tokens = self.tokens_of(node_id)
        if isinstance(tokens, Tokens) and tokens.ids[token] != candidate:
            self._swapped = True
            self.swap_wanted.emit(node_id, tokens.record(token), candidate)

    def _look_at(self, place: Place | None) -> None:
        self._chosen, self._candidate = place, None
        self._record = self.record(*place) if place else None
        self.chosen_changed.emit()

    def _go(self, by: int, places: Callable[[Tokens], Sequence[int]]) -> bool:
        """Choose the nearest of some tokens in a direction, over all messages of the branch."""
        nodes = [entry.node_id for entry in self._chat.entries()]
        node_id, token = self._chosen or (nodes[-1] if nodes else "", -1)
        if node_id not in nodes:
            return False
        at = nodes.index(node_id)
        for node in nodes[at:] if by > 0 else reversed(nodes[: at + 1]):
            tokens = self.tokens_of(node)
            if isinstance(tokens, str):
                continue
            here = node == node_id and self._chosen is not None
            found = [each for each in places(tokens) if not here or (each - token) * by > 0]
            if found:
                self.choose(node, found[0] if by > 0 else found[-1])
                return True
        return False

    def _read_entropies(self) -> dict[str, array[float]]:
        try:
            stored = self._store.entropies(self._chat_id)
        except StoreError:
            return {}
        return {node: array("f", values("d", b"".join(parts))) for node, parts in stored.items()}

    def _read(self, node_id: str) -> Tokens | str:
        conversation = self._chat.conversation
        node = conversation.nodes.get(node_id) if conversation else None
        if node is None or node.role is not Role.ASSISTANT:
            return ""
        reply = self._replies.running(node_id)
        if reply is not None:
            return _running(reply)
        try:
            tokens = of_stored(node_id, node.text, self._store.chunks(node_id), node.vocabulary)
        except StoreError as error:
            return str(error)
        return (
            tokens if tokens.text == node.text and len(tokens) > tokens.unrecorded else _why(node)
        )

    @Slot()
    def _on_chat_changed(self) -> None:
        conversation = self._chat.conversation
        if conversation is None:
            return
        if conversation.id != self._chat_id:
            self._chat_id = conversation.id
            self._known.clear()
            self._entropies = None
            self._amount += 1
        if self._chosen and self._chosen[0] not in {node.id for node in conversation.path()}:
            self.leave()

    @Slot(str, object)
    def _on_tokens_added(self, node_id: str, records: Sequence[TokenRecord]) -> None:
        tokens = self._known.get(node_id)
        reply = self._replies.running(node_id)
        if isinstance(tokens, Tokens):
            tokens.extend(records)
            tokens.vocabulary = reply.node.vocabulary if reply else tokens.vocabulary
            self._amount += 1
        if reply is not None and isinstance(reply.request, Swap) and self._swapped:
            self._swapped = False
            self.choose(node_id, reply.earlier)

    @Slot(str, object)
    def _on_ended(self, node_id: str, node: Node | None) -> None:
        tokens = self._known.get(node_id)
        if isinstance(tokens, Tokens) and node is not None:
            tokens.finish()
            tokens.vocabulary = node.vocabulary
        self._entropies = None  # there are more of them on disk now
        self._amount += 1
        if self._chosen is not None and self._chosen[0] == node_id:
            self.ended.emit()


def _known_tokens(tokens: Tokens) -> list[int]:
    return [index for index, id in enumerate(tokens.ids) if id != NO_ID]


def _running(reply: Reply) -> Tokens:
    """The tokens of a reply so far; they grow with it."""
    shown = reply.records[: reply.shown]
    lead = lead_of(reply.node.text, (record.piece for record in shown), whole=False)
    tokens = Tokens(reply.node.id, lead, reply.node.vocabulary)
    tokens.extend(shown)
    return tokens


def _why(node: Node) -> str:
    """Why a reply has no tokens to show."""
    if not node.model:
        return translate("Tokens", "No token data: this text was written by hand.")
    return translate("Tokens", "No token data was recorded for this reply.")
