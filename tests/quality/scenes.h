/* SPDX-License-Identifier: MIT */
/*
 * What the bench measures on: pictures and films, with their true mattes where these lie beside
 * them (NAME_alpha.png of a picture, NAME_alpha.mkv of a film), and the demo person, all brought
 * to one number of lines.
 */
#ifndef FC_TESTS_QUALITY_SCENES_H
#define FC_TESTS_QUALITY_SCENES_H

#include <glib.h>
#include <stdbool.h>

#include "fakecam/fakecam.h"

/* The name of the demo person among files. */
#define QUALITY_DEMO "demo:"

struct quality_scene;

/*
 * The paths of what a folder holds, in order of their names; a file or QUALITY_DEMO as it is.
 * True mattes (..._alpha, ..._hard) are left out. Free with g_ptr_array_unref().
 */
GPtrArray *quality_scenes_find(const char *path, struct fc_error *error);

/* lines: the height that frames get, their shape kept; 0: as they are. */
int quality_scene_open(const char *path, int lines, struct quality_scene **scene,
                       struct fc_error *error);
void quality_scene_close(struct quality_scene **scene);

/* The file's name without its folder and ending. */
const char *quality_scene_name(const struct quality_scene *scene);
bool quality_scene_is_film(const struct quality_scene *scene);
bool quality_scene_has_truth(const struct quality_scene *scene);
struct fc_size quality_scene_size(const struct quality_scene *scene);

/*
 * The next frame as a new reference, and its true matte (rows of its width), where there is one.
 * FC_SOURCE_END behind the last.
 */
int quality_scene_next(struct quality_scene *scene, struct fc_frame **frame, uint8_t *truth,
                       struct fc_error *error);

/* The picture's luma as 0..255. */
void quality_scene_luma(const struct fc_frame *frame, uint8_t *luma);

#endif
