/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/vendors/driver.h"

/* The drivers, one a document. Only core/vendors/driver.c and tests name them; everybody else goes by the
 * table. */
extern const struct driver dlms_driver;
extern const struct driver goldcard_driver;
extern const struct driver jrhsz_driver;
extern const struct driver iotgas_driver;
