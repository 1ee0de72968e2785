"""The little Markdown of text components."""

import pytest

from forms.markdown import to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("một\nhai\n\nba", "<p>một<br>hai</p><p>ba</p>"),
        ("# A\n## B\n### C", "<h2>A</h2><h2>B</h2><h3>C</h3>"),
        ("Gồm:\n- một\n* **hai**\n1. ba", "<p>Gồm:</p><ul><li>một</li><li><strong>hai</strong></li></ul><ol><li>ba</li></ol>"),
        ("*nghiêng* và **đậm**", "<p><em>nghiêng</em> và <strong>đậm</strong></p>"),
        ("[trang](https://dichvucong.gov.vn/a?b=1&c=2)", '<p><a href="https://dichvucong.gov.vn/a?b=1&amp;c=2" rel="noopener noreferrer">trang</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](//evil.vn)", "<p>[x](//evil.vn)</p>"),
        ("<b>x</b> & y", "<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>"),
        ("2 * 3 * 4", "<p>2 <em> 3 </em> 4</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert to_html(text) == html
