/* SPDX-License-Identifier: MIT */
/*
 * Where tests find what does not lie in the project: pictures, films and reference tensors
 * ($FAKECAM_TEST_DATA, else ../shared/data beside the checkout) and the networks
 * ($FAKECAM_MODELS, else models/ in the checkout).
 */
#ifndef FC_TESTS_TESTDATA_H
#define FC_TESTS_TESTDATA_H

#include <glib.h>

/*
 * The path of a file or folder below the test data, or NULL after g_test_skip() where it is
 * missing. Free with g_free().
 */
char *testdata_path(const char *relative);

/* The same for a network file, as "selfie_segmentation.tflite". */
char *testdata_model(const char *file);

#endif
