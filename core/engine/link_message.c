/* SPDX-License-Identifier: MIT */
#include "core/engine/link_message.h"

#include <inttypes.h>

static const char *const verb_words[LINK_VERB_COUNT] = {
	[LINK_SELECT] = "select",
	[LINK_READ] = "read",
	[LINK_SWEEP] = "sweep",
	[LINK_HISTORY] = "history",
	[LINK_LOGIN] = "login",
	[LINK_CAPTCHA] = "captcha",
	[LINK_COMMAND] = "command",
	[LINK_PICTURE] = "picture",
	[LINK_IDLE] = "idle",
};

static void put_field(struct string *out, struct string_view field)
{
	string_append_char(out, '\t');
	for (size_t i = 0; i < field.length; i++) {
		unsigned char byte = (unsigned char)field.data[i];
		string_append_char(out, byte == '\t' || byte == '\r' ? ' ' : field.data[i]);
	}
}

void link_request_put(const struct link_request *request, struct string *out)
{
	string_append(out, verb_words[request->verb]);
	string_append_format(out, "\t%" PRIu64, request->number);
	put_field(out, request->profile);
	put_field(out, request->first);
	put_field(out, request->second);
}

static bool take_number(struct string_view text, uint64_t *out)
{
	int64_t value;

	if (!sv_to_integer(text, &value) || value < 0)
		return false;
	*out = (uint64_t)value;
	return true;
}

static bool take_verb(struct string_view word, enum link_verb *out)
{
	for (int verb = 0; verb < LINK_VERB_COUNT; verb++) {
		if (sv_equal_text(word, verb_words[verb])) {
			*out = (enum link_verb)verb;
			return true;
		}
	}
	return false;
}

/* Unlike sv_split(), an empty field at the end is a field. */
static struct string_view next_field(struct string_view *rest)
{
	ptrdiff_t at = sv_find(*rest, '\t');
	size_t length = at < 0 ? rest->length : (size_t)at;
	struct string_view field = sv_slice(*rest, 0, length);

	*rest = at < 0 ? SV_NONE : sv_slice(*rest, length + 1, rest->length);
	return field;
}

bool link_request_take(struct string_view message, struct link_request *out)
{
	struct string_view rest = message;

	*out = (struct link_request){0};
	if (!take_verb(next_field(&rest), &out->verb) || !take_number(next_field(&rest), &out->number))
		return false;
	out->profile = next_field(&rest);
	out->first = next_field(&rest);
	out->second = next_field(&rest);
	return true;
}

void link_answer_put(uint64_t number, const struct error *error, struct string_view text, struct string *out)
{
	string_append_format(out, "%" PRIu64 "\t%d", number, error ? (int)error->code : 0);
	put_field(out, sv(error ? error->message : ""));
	put_field(out, text);
}

bool link_answer_take(struct string_view message, struct link_answer *out)
{
	struct string_view rest = message;
	uint64_t code;

	*out = (struct link_answer){0};
	if (!take_number(next_field(&rest), &out->number) || !take_number(next_field(&rest), &code))
		return false;
	if (code > ERROR_CANCELLED)
		return false;
	out->code = (enum error_code)code;
	out->message = next_field(&rest);
	out->text = next_field(&rest);
	return true;
}
