/* SPDX-License-Identifier: MIT */
/* Written by po/make-strings.py, for xgettext alone; nothing includes it. */
/* clang-format off */
N_("What stands behind the person: none (the room shows), blur, color, greenscreen, or a path or URI of a picture or film.")
N_("How the blur looks: soft as frosted glass, or as through a lens, where lights become discs.")
N_("How much brighter the background is; at -100 it is black.")
N_("How much more contrast the background has; at -100 it is all one grey.")
N_("How much more colour the background has; at -100 it has none.")
N_("How much brighter the person is.")
N_("How much more contrast the person has.")
N_("How much more colour the person has; at -100 there is none.")
N_("How much of the person is there: less lets what stands behind shine through, which is never the room.")
N_("Takes the old room's colours out of soft edges.")
N_("How much light of a bright background falls on the person's rim; none comes from greenscreen.")
N_("How much of the overlay is there.")
N_("Turns the camera's picture clockwise, in degrees; a picture that lies on its side is cut to the frame's shape.")
N_("How much closer the camera's picture is; the background stays.")
N_("Which part of an enlarged picture is shown: -100 is its left end, 100 its right one.")
N_("Which part of an enlarged picture is shown: -100 is its top, 100 its bottom.")
N_("How far edges keep still where the picture does; 0: each frame for itself.")
N_("Lets the person's outline grow, or shrink below 0, in pixels of a picture of 720 lines; what grows shows the room.")
N_("How soft the person's outline is made, in pixels of a picture of 720 lines.")
N_("What the network runs on.")
N_("The network: auto (by the picture's shape), selfie, selfie-landscape, the name of an added one, or a file.")
N_("Processor threads that the network may use.")
N_("Width of the virtual camera; an even number.")
N_("Height of the virtual camera; an even number.")
N_("Frames a second that are asked of the camera and told to readers.")
/* Translators: the name of a background. */
N_("Beach at dusk")
/* Translators: the name of a background. */
N_("Bookshelf")
/* Translators: the name of a background. */
N_("Evening lights")
/* Translators: the name of a background. */
N_("Garden light")
/* Translators: the name of a background. */
N_("Mountains at dusk")
/* Translators: the name of a background. */
N_("Quiet office")
/* Translators: the name of a background. */
N_("Studio wall")
/* Translators: the name of a background. */
N_("Sunlit wall")
