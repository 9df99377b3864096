/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/store/filter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_slice(const struct filter *filter, struct filter_slice slice)
{
	if ((size_t)slice.offset + slice.length > sizeof(filter->text))
		abort();
}

static void check_filter(const struct filter *filter, struct string_view text)
{
	if (filter->word_count > FILTER_WORDS_MAX || filter->profile_count > FILTER_PROFILES_MAX)
		abort();
	for (size_t i = 0; i < filter->word_count; i++)
		check_slice(filter, filter->words[i]);
	for (size_t i = 0; i < filter->profile_count; i++)
		check_slice(filter, filter->profiles[i]);
	if (filter_is_empty(filter) && !filter_matches(filter, &text, 1))
		abort();
	filter_wants_profile(filter, text);
}

/* The first byte picks the list; then the same text twice gives the same filter. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct filter filter, again;
	struct error err = {0};

	if (size == 0)
		return 0;
	enum filter_list list = (enum filter_list)(data[0] % FILTER_LIST_COUNT);
	struct string_view text = sv_from((const char *)data + 1, size - 1);
	if (!filter_parse(list, text, &filter, &err)) {
		if (err.code != ERROR_USAGE || !err.message[0])
			abort();
		return 0;
	}
	check_filter(&filter, text);
	if (!filter_parse(list, text, &again, &err) || !filter_same(&filter, &again))
		abort();
	return 0;
}
