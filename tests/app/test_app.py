#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The app in a real window, with the real service and the demo person as camera. Speaks TAP.

The app is clicked as a screen reader clicks (AT-SPI), the service is asked over its bus, and the
preview's pixels are read from the screen.
"""
import sys

import tap

try:
    import gi  # pylint: disable=unused-import
except ImportError:
    sys.exit(tap.skip_all("PyGObject is not installed (package python3-gi)"))

import access
import desk
import screen
import world

GREEN = (0, 177, 64)
RED = (200, 40, 30)
SUNLIT = (212, 197, 172)
SLATE = (0x2a, 0x3b, 0x4c)
CARD_BRIGHTEST = 70
here = None


def near(one, other, off=8):
    return all(abs(a - b) <= off for a, b in zip(one, other))


def white_share(picture):
    """Left of where the button lies, and within the borders, which toolkits count differently."""
    part = picture.crop(picture.width // 10, picture.height // 10, picture.width * 7 // 10,
                        picture.height * 8 // 10)
    return sum(value > 240 for value in part.pixels[1::3]) / (part.width * part.height)


def fresh(**settings):
    """A new service and a new app."""
    if here.app:
        here.stop_app()
    here.stop_service()
    here.use_settings(**settings)
    here.start_service()
    here.start_app()


def choose(title, value):
    here.click(title)
    here.world.wait_value("background", value)


def start_app_that_starts_services():
    """They inherit this, and may warn: of a network that takes too long, say. What the app itself has
    to say is looked for when it is stopped."""
    here.start_app(G_DEBUG="fatal-criticals")


def test_starts_the_service():
    start_app_that_starts_services()
    world.wait("the service that the app starts", lambda: here.world.property("State") == "live")
    here.need("Ready")
    here.wait_corner("the demo's room, blurred", lambda corner: corner.mean()[0] > CARD_BRIGHTEST)
    here.stop_app()
    # Closing the app leaves the camera.
    assert here.world.property("State"), "the service ended with the app"
    here.stop_service()


def test_background_colour():
    fresh()
    choose("Colour", "color")
    here.wait_corner("the colour", lambda corner: near(corner.mean(), SLATE))
    here.set(background_color="#a04020")
    here.wait_corner("another colour", lambda corner: near(corner.mean(), (0xa0, 0x40, 0x20)))


def test_background_green_screen():
    choose("Green Screen", "greenscreen")
    here.wait_corner("green", lambda corner: near(corner.mean(), GREEN))


def test_background_none_and_blur():
    choose("No Background", "none")
    here.need("Your Room Shows")
    room = here.wait_corner("the room", lambda corner: corner.detail() > 2)
    choose("Blur", "blur")
    here.need("Ready")
    # A card has no detail either, and may come first where the machine is slow.
    here.wait_corner("the room, blurred", lambda corner: corner.detail() < room.detail() / 4 and
                     near(corner.mean(), room.mean(), 25))


def test_background_picture():
    here.click("Sunlit wall")
    world.wait("the picture", lambda: here.world.value("background").endswith("sunlit-wall.png"))
    here.wait_corner("a sunlit wall", lambda corner: near(corner.mean(), SUNLIT, 25) and
                     corner.detail() < 6)


def test_matte():
    """White for the person, black for the room; off in a new window."""
    choose("Green Screen", "greenscreen")
    here.wait_corner("green", lambda corner: near(corner.mean(), GREEN))
    here.click("Look at the matte")
    here.wait_corner("black", lambda corner: near(corner.mean(), (0, 0, 0), 4))
    world.wait("a white person", lambda: white_share(here.preview()) > 0.1)
    middle = here.preview().crop(100, 20, 200, 200)
    assert all(abs(a - b) < 3 for a, b in zip(middle.pixels[0::3], middle.pixels[1::3])), "not grey"
    here.shot("matte-1200")
    here.click("Pause")
    world.wait("nobody before a card", lambda: white_share(here.preview()) < 0.01)
    here.click("Resume")
    world.wait("a white person again", lambda: white_share(here.preview()) > 0.1)
    here.stop_app()
    here.start_app()
    here.wait_corner("green in a new window", lambda corner: near(corner.mean(), GREEN))


def own_picture(name, rgb):
    path = here.world.folder / name
    screen.plain(64, 36, rgb).save(path)
    return path


def test_own_picture_pasted_and_removed():
    owner = here.paste(own_picture("my-red.png", RED))
    here.wait_corner("red", lambda corner: near(corner.mean(), RED))
    assert here.world.value("background").endswith("/my-red.png")
    here.click("Remove My red")
    here.world.wait_value("background", "blur")
    world.wait("its tile is gone", lambda: not here.find("My red", access.BUTTONS))
    here.world.end(owner)


def test_film():
    """Its tile shows what is in it, and the camera too."""
    path = here.world.folder / "my-film.webm"
    done = here.world.start(here.fakecam, "render", "demo:", "-o", path, "--demo-size", "160x90",
                            "--demo-seconds", "1", "--background", "color:#c8281e")
    assert here.world.end_by_itself(done) == 0, "no film could be made"
    owner = here.paste(path)
    here.wait_corner("the film", lambda corner: near(corner.mean(), RED, 12))
    assert here.world.value("background") == str(path)
    x, y, _, _ = here.need("My film", access.BUTTONS).box()
    world.wait("its picture in the tile",
               lambda: near(here.look().crop(x + 16, y + 16, 8, 8).mean(), RED, 20))
    here.shot("film-1200")
    here.click("Remove My film")
    here.world.wait_value("background", "blur")
    assert path.exists(), "a film that is not ours was deleted"
    here.world.end(owner)


def test_broken_picture_is_refused():
    choose("Green Screen", "greenscreen")
    path = here.world.folder / "my-broken.png"
    path.write_text("This is no picture.")
    owner = here.paste(path)
    words = world.wait("a word of it", lambda: [node for node in here.find_all(kinds=access.LABELS)
                                                if "my-broken.png" in node.name])
    assert "/" not in words[0].name.split(":")[0], f"{words[0].name} is no name of a file"
    world.wait("its tile is gone", lambda: not here.find("My broken", access.BUTTONS))
    assert here.world.value("background") == "greenscreen"
    here.wait_corner("green", lambda corner: near(corner.mean(), GREEN))
    here.world.end(owner)


def test_somebody_watches():
    if not here.world.has_pipewire_reader():
        raise tap.Skip("gst-launch-1.0 has no pipewiresrc (package gstreamer1.0-pipewire)")
    reader = here.world.start("gst-launch-1.0", "pipewiresrc", "target-object=fakecam", "!",
                              "video/x-raw,format=YUY2", "!", "fakesink")
    here.need("On Air")
    here.need("1 program is watching you.")
    here.world.end(reader)
    here.need("Ready")


def test_blur_strength():
    choose("Blur", "blur")
    for strength in (100, 7):
        here.need("Blur strength", access.SLIDERS).set_value(strength)
        here.world.wait_value("blur-strength", strength)
    here.set(blur_strength=61)
    world.wait("the slider follows", lambda: here.need("Blur strength", access.SLIDERS).number() == 61)


def test_pause():
    choose("Green Screen", "greenscreen")
    here.wait_corner("green", lambda corner: near(corner.mean(), GREEN))
    here.click("Pause")
    world.wait("pause", lambda: here.world.property("Paused"))
    here.need("Paused")
    here.wait_corner("a card", lambda corner: max(corner.mean()) < CARD_BRIGHTEST)
    here.click("Resume")
    world.wait("no pause", lambda: not here.world.property("Paused"))
    here.wait_corner("green again", lambda corner: near(corner.mean(), GREEN))


def test_wrong_settings_are_mended():
    """Each line that is wrong has a row with its name, the reason and a button."""
    file = here.world.folder / "config" / "fakecam" / "settings.ini"
    file.write_text(file.read_text() + "mirror=maybe\nmirorr=true\n")
    world.wait("two complaints", lambda: len(here.world.property("Wrong")) == 2)
    here.click("Adjust")
    for _, why in here.world.property("Wrong"):
        here.need(why)
    here.shot("wrong-settings-1200")
    here.click("Reset")
    world.wait("one is left", lambda: [name for name, _ in here.world.property("Wrong")] == ["mirorr"])
    here.click("Remove")
    world.wait("none is left", lambda: not here.world.property("Wrong"))
    world.wait("no row", lambda: not here.find("mirorr"))
    assert "mir" not in file.read_text(), file.read_text()
    file.write_text("This is no settings file.")
    here.need("Open", access.BUTTONS)
    here.use_settings()
    world.wait("all is well", lambda: not here.find("The settings file"))
    here.click("Background")


def test_camera_goes_and_comes():
    """There is no camera to pull out here (tests/vm does that): another name stands in."""
    choose("Green Screen", "greenscreen")
    here.set(camera="/dev/video-that-is-not-there")
    world.wait("a problem", lambda: here.world.property("State") == "problem")
    here.need("The Camera Does Not Work")
    assert here.need(here.world.property("Message"))
    here.wait_corner("a card", lambda corner: max(corner.mean()) < CARD_BRIGHTEST)
    here.set(camera="demo:")
    here.need("Ready")
    here.wait_corner("green again", lambda corner: near(corner.mean(), GREEN))


def test_service_killed_and_back():
    here.stop_app()
    start_app_that_starts_services()
    choose("Green Screen", "greenscreen")
    here.wait_corner("green", lambda corner: near(corner.mean(), GREEN))
    here.kill_service()
    here.wait_corner("no picture", lambda corner: max(corner.mean()) < CARD_BRIGHTEST)
    world.wait("the service", lambda: here.world.property("State") == "live")
    here.wait_corner("green again", lambda corner: near(corner.mean(), GREEN))
    here.need("Ready")


def test_service_killed_too_often():
    def is_given_up():
        if here.world.service_pid():
            here.kill_service()
        return here.find("Fakecam Is Not Running")

    world.wait("the app gives up", is_given_up)
    here.click("Start")
    world.wait("the service", lambda: here.world.property("State") == "live")
    here.need("Ready")


def test_nothing_was_said():
    """A warning of GTK's or GLib's would have ended the app."""
    here.stop_app()
    here.stop_service()


def set_up(own):
    global here
    here = own


if __name__ == "__main__":
    sys.exit(desk.run_all("app", globals(), set_up))
