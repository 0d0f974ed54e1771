from hypothesis import given, settings, strategies as st
from tests.questionnaires.strategies import *
from questionnaires.visibility import visible
from questionnaires.answers_file import read_answers, write_answers


@settings(max_examples=50)
@given(st.data())
def test_x(data):
    q = data.draw(questionnaires())
    a = data.draw(answers_for(q))
    visible(q, a)
    assert read_answers(q, write_answers(a)) == a
