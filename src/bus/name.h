/* SPDX-License-Identifier: MIT */
/* Where the camera is on the session bus. */
#ifndef FC_BUS_NAME_H
#define FC_BUS_NAME_H

#define FC_BUS_NAME "org.fakecam.Fakecam"
#define FC_BUS_PATH "/org/fakecam/Fakecam"

#endif
