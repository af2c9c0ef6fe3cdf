"""Checks of payment data: IBAN, card number, amount and a whole payment."""

from decimal import Decimal, InvalidOperation

IBAN_LENGTHS = {"AT": 20, "BE": 16, "CH": 21, "DE": 22, "ES": 24, "FR": 27, "GB": 22, "NL": 18, "PT": 25}


class PaymentError(ValueError):
    """A payment that cannot be made; ``field`` says what is wrong."""

    def __init__(self, field, message):
        super().__init__(message)
        self.field = field


def is_valid_iban(text):
    """Whether the text is an IBAN of a known country with right check digits. Blanks do not count.

    >>> is_valid_iban("GB82 WEST 1234 5698 7654 32")
    True
    >>> is_valid_iban("GB82 WEST 1234 5698 7654 33")
    False
    """
    iban = text.replace(" ", "").upper()
    if len(iban) < 5 or not iban.isalnum() or not iban.isascii():
        return False
    if IBAN_LENGTHS.get(iban[:2]) != len(iban):
        return False
    digits = "".join(str(int(char, 36)) for char in iban[4:] + iban[:4])
    return int(digits) % 97 == 1


def luhn(number):
    """Whether a string of digits passes the Luhn check.

    >>> luhn("4539578763621486")
    True
    """
    if not number.isdigit() or len(number) < 2:
        return False
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char)
        if place % 2 == 1:
            digit *= 2
            if digit > 9:
                digit -= 9
        total += digit
    return total % 10 == 0


def card_brand(number):
    """The brand of a card number, or None where it is unknown or has a wrong length."""
    size = len(number)
    if not number.isdigit():
        return None
    if number[0] == "4" and size in (13, 16, 19):
        return "visa"
    if size == 16 and (51 <= int(number[:2]) <= 55 or 2221 <= int(number[:4]) <= 2720):
        return "mastercard"
    if size == 15 and number[:2] in ("34", "37"):
        return "amex"
    return None


def parse_amount(text, currency="EUR"):
    """Reads ``1,234.50`` or ``1234.5`` as cents. Yen have no cents."""
    places = 0 if currency == "JPY" else 2
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise PaymentError("amount", f"{text!r} is no amount") from None
    if not value.is_finite() or value <= 0:
        raise PaymentError("amount", "an amount is above zero")
    scaled = value * 10**places
    if scaled != scaled.to_integral_value():
        raise PaymentError("amount", f"{currency} has {places} places")
    return int(scaled)


def check_payment(payment):
    """Checks a payment and answers with its amount in cents and its way."""
    amount = parse_amount(payment.get("amount", ""), payment.get("currency", "EUR"))
    if amount > 1_000_000:
        raise PaymentError("amount", "more than the limit")
    if "iban" in payment:
        if not is_valid_iban(payment["iban"]):
            raise PaymentError("iban", "no valid IBAN")
        return amount, "transfer"
    if "card" in payment:
        card = payment["card"].replace(" ", "")
        if not luhn(card) or card_brand(card) is None:
            raise PaymentError("card", "no valid card")
        return amount, card_brand(card)
    raise PaymentError("way", "neither an IBAN nor a card")
