"""What repeats on a page is weighed; what is likely no comments is told and can be asked for."""

from toolkit.forms import read
from toolkit.forms.reading import FORMS
from toolkit.forms.sureness import SIGNS, SURE, signs_of, sureness
from toolkit.forms.view import view
from toolkit.forms.weights import WEIGHTS
from toolkit.sources import page_of

TALK = """4 Comments

Ash
March 3, 2014 at 9:02 am
I walked there on Sunday. Is the gate still locked?

Reply

Birch
March 3, 2014 at 11:40 am
No, they opened it again! Thank you for asking.

Reply

Cedar
March 4, 2014 at 8:15 am
My dog liked it more than I did.

Reply

Ash
March 5, 2014 at 7:00 pm
@Cedar which way did you go?

Reply
"""
ARCHIVE = """Archive

Ash
March 3, 2014 at 9:02 am
Gate of the old mill opened
The council opened the gate on the third day of the year. Read more
3 comments

Birch
March 9, 2014 at 11:40 am
New rails for the harbour line
Work on the rails began in the spring and went on. Read more
No comments

Cedar
March 14, 2014 at 8:15 am
Bread from the common oven
The oven was lit for the first time since the war. Read more
12 comments

Elm
March 25, 2014 at 7:00 pm
A bench for the upper path
The bench was carved from one trunk of larch. Read more
1 comment
"""


def test_people_who_talk_are_surer_than_articles_with_their_authors():
    talk, archive = (page_of(text, "page") for text in (TALK, ARCHIVE))
    form = FORMS["name_then_date"]
    assert sureness(talk, form.read(talk)) > 0.9
    assert sureness(archive, form.read(archive)) < 0.3


def test_what_is_unlikely_is_left_out_with_its_figure_and_can_be_asked_for():
    page = page_of(ARCHIVE, "page")
    found = read([page])
    assert found.comments.height == 0
    assert f"of {SURE} needed" in found.problems[0].what
    assert read([page], form="name_then_date").comments["user"].to_list() == ["Ash", "Birch", "Cedar", "Elm"]


def test_every_sign_has_a_weight_and_lies_between_nought_and_a_few():
    page = page_of(TALK, "page")
    comments = FORMS["name_then_date"].read(page)
    assert set(WEIGHTS) == set(signs_of(view(page), comments))
    assert all(0 <= sign(view(page), comments) <= 3 for sign in SIGNS.values())
