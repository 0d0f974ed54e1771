"""Words for refusals about results: sharing, presenting and comparing them."""

from scan.domain.messages import Message

COMPANY_NOT_IN = Message(
    "company_not_in",
    "Het bedrijf heeft zelf nog niet ingeleverd. Daarna kun je presenteren.",
    "The company has not handed in yet. After that you can present.",
)
