"""Articles of law as they are quoted: in Chinese as the law is cited, in English so that a reader can find them."""

from django.utils.translation import gettext_lazy as _

ARTICLE_NAMES = {
    "民法典第二百七十八条": _("Civil Code, article 278"),
    "民法典第二百七十八条第一款第（一）项": _("Civil Code, article 278(1), item 1"),
    "民法典第二百七十八条第一款第（二）项": _("Civil Code, article 278(1), item 2"),
    "民法典第二百七十八条第一款第（三）项": _("Civil Code, article 278(1), item 3"),
    "民法典第二百七十八条第一款第（四）项": _("Civil Code, article 278(1), item 4"),
    "民法典第二百七十八条第一款第（五）项": _("Civil Code, article 278(1), item 5"),
    "民法典第二百七十八条第一款第（六）项": _("Civil Code, article 278(1), item 6"),
    "民法典第二百七十八条第一款第（七）项": _("Civil Code, article 278(1), item 7"),
    "民法典第二百七十八条第一款第（八）项": _("Civil Code, article 278(1), item 8"),
    "民法典第二百七十八条第一款第（九）项": _("Civil Code, article 278(1), item 9"),
    "民法典第二百七十八条第二款": _("Civil Code, article 278(2)"),
    "民法典第二百七十九条": _("Civil Code, article 279"),
    "物业管理条例第十四条": _("Property Management Regulation, article 14"),
    "村民委员会组织法第二十一条": _("Organic Law of the Villagers' Committees, article 21"),
    "村民委员会组织法第二十四条": _("Organic Law of the Villagers' Committees, article 24"),
    "本次表决公告写明的规则": _("the rule in the notice of this ballot"),
}
"""What national law fixes, by the words it is cited with in the rules. A local rule stays as it is written."""


def article_said(article: str) -> str:
    """An article in the language of the page."""
    return str(ARTICLE_NAMES.get(article, article))
