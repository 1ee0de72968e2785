"""Signing in and out, expiry in mid-work, passwords."""

from datetime import timedelta

from flask import Flask

from engine import clock, people
from tests.webui import crowd
from tests.webui.browsers import Browser
from tests.webui.conftest import SignedIn


def test_the_desk_asks_for_a_sign_in_and_goes_on_where_one_was(app: Flask) -> None:
    browser = Browser(app)

    browser.get("/ho-so?q=lan")
    assert browser.page.title.startswith("Đăng nhập")
    browser.press("Đăng nhập", username="lan", password=crowd.PASSWORD)

    assert browser.page.address == "/ho-so?q=lan"
    assert crowd.NAMES["lan"] in browser.page.text


def test_a_wrong_password_says_so_without_telling_which_part_was_wrong(app: Flask) -> None:
    browser = Browser(app)

    wrong = browser.sign_in("lan", "không phải mật khẩu").one(".alarm p").text
    unknown = browser.sign_in("khong.co", "không phải mật khẩu").one(".alarm p").text

    assert browser.page.status == 422
    assert wrong == unknown
    assert browser.page.title.startswith("Lỗi:")


def test_a_locked_account_says_for_how_many_minutes(app: Flask) -> None:
    browser = Browser(app)

    for _ in range(people.SignInRules().failures):
        browser.sign_in("lan", "sai mật khẩu rồi")
    page = browser.sign_in("lan", crowd.PASSWORD)

    assert "sau 1 phút" in page.text
    assert page.status == 422


def test_the_sign_in_page_sends_nobody_to_another_site(app: Flask) -> None:
    for target in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"):
        browser = Browser(app)
        browser.get("/dang-nhap")
        browser.press("Đăng nhập", username="lan", password=crowd.PASSWORD, next=target)
        assert browser.page.address == "/viec"


def test_what_was_typed_survives_a_session_that_ended_meanwhile(signed_in: SignedIn) -> None:
    browser = signed_in("lan")
    browser.get("/tiep-nhan/2.000815")
    late = clock.now() + people.SignInRules().idle + timedelta(minutes=1)

    with clock.at(late):
        browser.send("Tiếp nhận và cấp mã", {"applicant.full_name": "Siu Blơh", "applicant.sex": "Nam"})
        assert browser.page.status == 401
        browser.press("Đăng nhập", username="lan", password=crowd.PASSWORD)
        assert "vẫn còn" in browser.page.text
        browser.press("Gửi tiếp")

    assert browser.page.address == "/tiep-nhan/2.000815"
    assert browser.page.one("#f-applicant-full_name").get("value") == "Siu Blơh"


def test_signing_out_ends_the_session_on_the_server(app: Flask, signed_in: SignedIn) -> None:
    browser = signed_in("lan")
    stolen = browser.client.get_cookie("motcua_session")
    assert stolen is not None

    browser.press("Đăng xuất")

    thief = Browser(app)
    thief.client.set_cookie("motcua_session", stolen.value)
    assert thief.get("/viec").title.startswith("Đăng nhập")


def test_a_new_password_ends_every_other_session(signed_in: SignedIn) -> None:
    here, elsewhere = signed_in("lan"), signed_in("lan")
    new = "Biển Hồ mùa mưa 88"

    here.get("/tai-khoan")
    here.press("Đổi mật khẩu", old_password=crowd.PASSWORD, new_password=new, repeat_password=new)

    assert "Đã đổi mật khẩu" in here.page.text
    assert here.get("/viec").status == 200
    assert elsewhere.get("/viec").title.startswith("Đăng nhập")


def test_a_password_is_refused_with_the_reason_beside_its_field(signed_in: SignedIn) -> None:
    browser = signed_in("lan")
    browser.get("/tai-khoan")

    browser.press("Đổi mật khẩu", old_password=crowd.PASSWORD, new_password="ngắn", repeat_password="ngắn")
    assert "ít nhất 10 ký tự" in browser.page.one("#f-new_password-loi").text_content()

    browser.press("Đổi mật khẩu", old_password=crowd.PASSWORD, new_password="a", repeat_password="b")
    assert "không giống nhau" in browser.page.one("#f-repeat_password-loi").text_content()

    browser.press(
        "Đổi mật khẩu", old_password="sai", new_password="Biển Hồ 88 xx", repeat_password="Biển Hồ 88 xx"
    )
    assert browser.page.one("#f-old_password-loi").text_content()


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/dang-nhap")
    token = browser.page.one("input[name=csrf_token]").get("value")

    answer = browser.client.post(
        "/dang-nhap", data={"username": "lan", "password": crowd.PASSWORD, "csrf_token": token}
    )

    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
