/* SPDX-License-Identifier: MIT */
#pragma once
#include "core/base/string_view.h"
#include "views/document.h"

/*
 * A record as a platform sent it, into a document: JSON gets a member a line, indented; anything else is
 * shown as it is. Nothing is added, left out or decoded but the white space, so that it is still what the
 * platform said.
 */
void pretty_record(struct document *document, struct string_view record);
