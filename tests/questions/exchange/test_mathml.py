"""Formulas keep their meaning without MathML."""

import pytest

from questions.exchange.mathml import in_words


class MathTests:
    @pytest.mark.parametrize(
        ("inner", "told"),
        [
            ("<mi>x</mi><mo>=</mo><mn>2</mn>", "x = 2"),
            ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
            (
                "<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>",
                "(a + b)/c",
            ),
            ("<msup><mi>x</mi><mn>10</mn></msup>", "x¹⁰"),
            ("<msub><mi>x</mi><mi>i</mi></msub>", "x_i"),
            ("<msqrt><mn>2</mn></msqrt>", "√(2)"),
            ("<mi>a</mi><mo>&lt;</mo><mi>b</mi>", "a &lt; b"),
            ("<mi>a</mi><annotation>tex</annotation>", "a"),
        ],
    )
    def test_it_is_said_in_signs(self, inner, told):
        assert in_words(f"Is <math>{inner}</math>?") == f"Is {told}?"

    def test_one_that_never_ends_stays_as_it_is(self):
        assert in_words("<math><mi>x</mi>") == "<math><mi>x</mi>"
