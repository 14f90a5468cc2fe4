"""An FAQ about tea that is big enough to be learned from: six entries, three sections, two topics it leaves out."""

from bot.core.entries import Entry, Faq, Section, Source, Uncovered

SOURCE = Source(title="Tea FAQs", url="https://example.org/tea")
BREWING, STORING, GROWING = (
    Section(id=name, title=title, source=SOURCE, anchor=name)
    for name, title in (("brewing", "How is tea brewed?"), ("storing", "How is tea kept?"), ("growing", "Where from?"))
)


def _entry(name: str, section: Section, question: str, *examples: str) -> Entry:
    return Entry(id=name, section=section, question=question, answer=f"About {name}.", examples=examples)


WATER = _entry(
    "water-temperature", BREWING, "How hot should the water be?",
    "what temperature for green tea", "does the water have to boil", "is boiling water too hot for white tea",
    "how many degrees for oolong", "my green tea is bitter, was the water too hot", "water temp for black tea?",
    "do I let the kettle cool down first", "should I use boiling water", "which temperature does sencha need",
    "at what heat do you brew", "can I pour boiling water on the leaves", "right kettle setting for pu-erh",
)  # fmt: skip
STEEPING = _entry(
    "steeping-time", BREWING, "How long should tea steep?",
    "how many minutes do the leaves stay in", "when do I take the bag out", "is five minutes too long to brew",
    "steeping time for rooibos", "how long do you infuse herbal tea", "I forgot my tea bag in the cup for ten minutes",
    "brew time of black tea", "how long before I remove the leaves", "does steeping longer make it stronger",
    "minutes of infusion for oolong", "how long to leave the tea in the pot", "two or three minutes for green?",
)  # fmt: skip
SHELF_LIFE = _entry(
    "shelf-life", STORING, "How long does tea keep?",
    "does old tea go bad", "expiry date of leaves", "can I drink tea that is three years old", "is my matcha stale",
    "how long does an opened tin last", "does tea expire", "shelf life of loose leaf", "tea past its best before date",
    "after how many months does tea lose its taste", "found a box of tea from 2015, is it still good",
    "when should I throw old tea away", "do tea bags have a use-by date",
)  # fmt: skip
CONTAINER = _entry(
    "container", STORING, "What should I keep tea in?",
    "which tin is best for storing leaves", "glass jar or metal caddy", "can tea be kept in a plastic bag",
    "does light harm the leaves", "airtight box for tea?", "should I store tea in the fridge",
    "where in the kitchen do I keep my tea", "is a paper bag fine for storage", "how do I keep moisture out of my tea",
    "do I need a tea caddy", "can I keep matcha in the freezer", "storing tea next to spices, good or bad",
)  # fmt: skip
PLANT = _entry(
    "plant", GROWING, "Which plant does tea come from?",
    "is tea a bush or a tree", "what is camellia sinensis", "do green and black tea come from the same plant",
    "is rooibos real tea", "botanical name of the tea plant", "which leaves is tea made of",
    "are herbal teas from the tea plant", "what species is tea", "difference between assamica and sinensis",
    "does chamomile count as tea", "is every tea made from one plant", "what kind of shrub gives us tea",
)  # fmt: skip
REGION = _entry(
    "region", GROWING, "Where is tea grown?",
    "which countries produce tea", "where does darjeeling come from", "is tea grown in Europe",
    "biggest tea growing region", "can I grow tea in my garden", "what climate does tea need",
    "does tea grow in the mountains", "which country exports most tea", "is ceylon tea from Sri Lanka",
    "tea plantations in Kenya?", "where do they plant matcha", "at which altitude does tea grow",
)  # fmt: skip
PRICES = Uncovered(
    id="prices", topic="Prices",
    examples=("how much does a kilo cost", "why is matcha so expensive", "what do you charge for a tin",
              "is there a sale", "cheapest tea you have", "price of darjeeling", "do you give discounts on tea",
              "how much is a box of tea"),
)  # fmt: skip
DELIVERY = Uncovered(
    id="delivery", topic="Delivery",
    examples=("do you ship tea to Canada", "where is my parcel", "how long does delivery take",
              "can I return my order", "my tea order has not arrived", "what is the postage",
              "do you deliver on Saturdays", "track my tea order"),
)  # fmt: skip

SYNONYMS = {"bubble tea": ("BBT", "boba", "boba milk tea"), "loose leaf tea": ("LLT", "loose tea")}
FAQ = Faq(
    sections=(BREWING, STORING, GROWING),
    entries=(WATER, STEEPING, SHELF_LIFE, CONTAINER, PLANT, REGION),
    not_covered=(PRICES, DELIVERY),
    synonyms=SYNONYMS,
)
