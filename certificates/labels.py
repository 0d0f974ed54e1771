"""Whether a label, badge or picture may be given out for a certificate: this one place decides.

Directive (EU) 2024/825: a sustainability label needs a certification scheme that is monitored by a third party which
is independent of the scheme's owner and of the company. A scheme without such a body gives none, whoever asks.
"""

from certificates.scheme import CertificateScheme, scheme
from certificates.validity import Status


def label_allowed(rules: CertificateScheme) -> bool:
    """Whether anything given under these rules may carry a label at all."""
    return rules.gives_label


def label_of(scheme_name: str, status: Status) -> bool:
    """Whether this certificate may show a label at this moment: only a valid one, of a scheme with a monitor.

    Raises KeyError for a scheme that was never published.
    """
    return status is Status.VALID and label_allowed(scheme(scheme_name))
