/* SPDX-License-Identifier: MIT */
#include "tui/keys/decoder.h"

#include <string.h>

#include "core/base/attributes.h"
#include "core/base/display_text.h"

enum step {
	STEP_EVENT,   /* an event was made */
	STEP_SKIP,    /* bytes were swallowed, go on */
	STEP_PARTIAL, /* more bytes are needed */
};

#define SEQUENCE_MAX 64 /* no sequence of a terminal is longer, but for pastes */
#define ESC          '\033'

/* CSI ... letter and SS3 letter */
static const struct {
	char final;
	uint32_t code;
} letters[] = {
	{'A', KEY_CODE_UP},
	{'B', KEY_CODE_DOWN},
	{'C', KEY_CODE_RIGHT},
	{'D', KEY_CODE_LEFT},
	{'H', KEY_CODE_HOME},
	{'F', KEY_CODE_END},
	{'P', KEY_CODE_F1},
	{'Q', KEY_CODE_F1 + 1},
	{'R', KEY_CODE_F1 + 2},
	{'S', KEY_CODE_F1 + 3},
	{'M', KEY_CODE_ENTER},
	{'Z', KEY_CODE_TAB},
};

/* CSI number ~ */
static const struct {
	uint8_t number;
	uint32_t code;
} numbers[] = {
	{1, KEY_CODE_HOME},
	{2, KEY_CODE_INSERT},
	{3, KEY_CODE_DELETE},
	{4, KEY_CODE_END},
	{5, KEY_CODE_PAGE_UP},
	{6, KEY_CODE_PAGE_DOWN},
	{7, KEY_CODE_HOME},
	{8, KEY_CODE_END},
	{11, KEY_CODE_F1},
	{12, KEY_CODE_F1 + 1},
	{13, KEY_CODE_F1 + 2},
	{14, KEY_CODE_F1 + 3},
	{15, KEY_CODE_F1 + 4},
	{17, KEY_CODE_F1 + 5},
	{18, KEY_CODE_F1 + 6},
	{19, KEY_CODE_F1 + 7},
	{20, KEY_CODE_F1 + 8},
	{21, KEY_CODE_F1 + 9},
	{23, KEY_CODE_F1 + 10},
	{24, KEY_CODE_F1 + 11},
	{25, KEY_CODE_F1 + 12},
	{26, KEY_CODE_F1 + 13},
	{28, KEY_CODE_F1 + 14},
	{29, KEY_CODE_F1 + 15},
	{31, KEY_CODE_F1 + 16},
	{32, KEY_CODE_F1 + 17},
	{33, KEY_CODE_F1 + 18},
	{34, KEY_CODE_F1 + 19},
};

void decoder_free(struct decoder *decoder)
{
	string_wipe(&decoder->input);
	string_wipe(&decoder->paste);
}

void decoder_add(struct decoder *decoder, const char *bytes, struct key key)
{
	size_t length = strlen(bytes);
	/* A printable key stays what it is, whatever a description claims. */
	if (length < 2 || length > sizeof(decoder->extra[0].bytes) ||
		decoder->extra_count == DECODER_EXTRA_MAX)
		return;
	struct decoder_sequence *sequence = &decoder->extra[decoder->extra_count++];
	memcpy(sequence->bytes, bytes, length);
	sequence->length = (uint8_t)length;
	sequence->key = key;
}

void decoder_feed(struct decoder *decoder, const char *bytes, size_t length)
{
	string_append_bytes(&decoder->input, bytes, length);
}

static const char *rest_of(const struct decoder *decoder)
{
	return string_text(&decoder->input) + decoder->start;
}

static size_t rest_length(const struct decoder *decoder)
{
	return decoder->input.length - decoder->start;
}

static void consume(struct decoder *decoder, size_t length)
{
	decoder->start += length;
	if (decoder->start >= decoder->input.length) {
		string_clear(&decoder->input);
		decoder->start = 0;
	}
}

bool decoder_waits(const struct decoder *decoder)
{
	return rest_length(decoder) > 0;
}

static enum step give(struct decoder *decoder, size_t length, struct key key, struct key_event *event)
{
	consume(decoder, length);
	*event = key_press(key);
	return STEP_EVENT;
}

/* The bits of "CSI 1 ; N X": N - 1. */
static uint8_t csi_modifiers(int parameter)
{
	unsigned bits = parameter > 1 ? (unsigned)parameter - 1 : 0;
	return (uint8_t)((bits & 1 ? KEY_SHIFT : 0) | (bits & 2 ? KEY_META : 0) |
			 (bits & 4 ? KEY_CONTROL : 0));
}

static size_t csi_parameters(const char *text, size_t length, int *out, size_t room)
{
	size_t count = 0;
	for (size_t i = 0; i < length && count < room; count++) {
		int value = 0;
		for (; i < length && text[i] >= '0' && text[i] <= '9'; i++)
			value = value < 10000 ? value * 10 + (text[i] - '0') : value;
		out[count] = value;
		i++; /* the separator */
	}
	return count;
}

static uint32_t letter_code(char final)
{
	for (size_t i = 0; i < ARRAY_SIZE(letters); i++) {
		if (letters[i].final == final)
			return letters[i].code;
	}
	return KEY_CODE_NONE;
}

static uint32_t number_code(int number)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (numbers[i].number == number)
			return numbers[i].code;
	}
	return KEY_CODE_NONE;
}

static enum step mouse_event(
	struct decoder *decoder, size_t length, const int *parameters, char final, struct key_event *event)
{
	consume(decoder, length);
	if (final != 'M')
		return STEP_SKIP;
	static const enum mouse_button wheel[2] = {MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN};
	int button = parameters[0];
	*event = (struct key_event){.kind = EVENT_MOUSE, .x = parameters[1] - 1, .y = parameters[2] - 1};
	if (button == 64 || button == 65)
		event->button = wheel[button - 64];
	else
		event->button = button == 0 ? MOUSE_LEFT : MOUSE_OTHER;
	return STEP_EVENT;
}

/* `text` are the bytes between CSI and the final one. */
static enum step csi_event(
	struct decoder *decoder, const char *text, size_t length, char final, struct key_event *event)
{
	int parameters[4] = {0};
	size_t whole = length + 3;
	if (length > 0 && text[0] == '<') {
		bool mouse = csi_parameters(text + 1, length - 1, parameters, 4) == 3;
		if (mouse && (final == 'M' || final == 'm'))
			return mouse_event(decoder, whole, parameters, final, event);
	}
	if (length > 0 && (text[0] < '0' || text[0] > ';')) {
		consume(decoder, whole);
		return STEP_SKIP;
	}
	size_t count = csi_parameters(text, length, parameters, 4);
	if (final == '~' && parameters[0] == 200) {
		consume(decoder, whole);
		decoder->pasting = true;
		return STEP_SKIP;
	}
	struct key key = {0};
	if (final == '~') {
		key.code = number_code(parameters[0]);
	} else if (final == 'u') { /* fixterms: CSI code ; modifiers u */
		key.code = parameters[0] == 13  ? KEY_CODE_ENTER
			   : parameters[0] == 9 ? KEY_CODE_TAB
						: KEY_CODE_NONE;
	} else if (final != 'M') { /* CSI M is the old mouse */
		key.code = letter_code(final);
	}
	if (count > 1)
		key.modifiers = csi_modifiers(parameters[1]);
	if (final == 'Z')
		key.modifiers |= KEY_SHIFT;
	/* "CSI 1 R" is F3, "CSI 24 ; 80 R" the answer to a question that was never asked. */
	bool reply = final == 'R' && parameters[0] > 1;
	if (key.code == KEY_CODE_NONE || reply) {
		consume(decoder, whole);
		return STEP_SKIP;
	}
	return give(decoder, whole, key, event);
}

static enum step csi(struct decoder *decoder, bool final, struct key_event *event)
{
	const char *text = rest_of(decoder);
	size_t length = rest_length(decoder);
	if (length > 2 && text[2] == '[') { /* the linux console: CSI [ A is F1 */
		if (length < 4)
			return STEP_PARTIAL;
		if (text[3] >= 'A' && text[3] <= 'E')
			return give(decoder, 4, key_of((uint32_t)(KEY_CODE_F1 + (text[3] - 'A'))), event);
		consume(decoder, 4);
		return STEP_SKIP;
	}
	for (size_t i = 2; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 0x40 && c <= 0x7e)
			return csi_event(decoder, text + 2, i - 2, (char)c, event);
		if (c < 0x20 || c > 0x7e || i > SEQUENCE_MAX) { /* broken off */
			consume(decoder, i);
			return STEP_SKIP;
		}
	}
	if (final && length == 2)
		return give(decoder, 2, (struct key){'[', KEY_META}, event);
	if (final) {
		consume(decoder, length);
		return STEP_SKIP;
	}
	return STEP_PARTIAL;
}

/* OSC, DCS, PM, APC: a terminal's replies, up to BEL or ST; never keys. */
static enum step control_string(struct decoder *decoder, bool final)
{
	const char *text = rest_of(decoder);
	size_t length = rest_length(decoder);
	for (size_t i = 2; i < length; i++) {
		bool terminated = text[i] == ESC && i + 1 < length && text[i + 1] == '\\';
		if (text[i] == '\a' || terminated) {
			consume(decoder, i + (terminated ? 2 : 1));
			return STEP_SKIP;
		}
	}
	if (!final && length < DECODER_PASTE_MAX)
		return STEP_PARTIAL;
	consume(decoder, length);
	return STEP_SKIP;
}

static enum step ss3(struct decoder *decoder, bool final, struct key_event *event)
{
	const char *text = rest_of(decoder);
	if (rest_length(decoder) < 3) {
		if (!final)
			return STEP_PARTIAL;
		return give(decoder, 2, (struct key){'O', KEY_META}, event);
	}
	uint32_t code = letter_code(text[2]);
	if (code != KEY_CODE_NONE)
		return give(decoder, 3, key_of(code), event);
	consume(decoder, 3);
	return STEP_SKIP;
}

/* A sequence from the terminal's description, or the beginning of one. */
static enum step described(struct decoder *decoder, bool final, struct key_event *event)
{
	const char *text = rest_of(decoder);
	size_t length = rest_length(decoder);
	for (size_t i = 0; i < decoder->extra_count; i++) {
		const struct decoder_sequence *sequence = &decoder->extra[i];
		size_t common = MIN(length, (size_t)sequence->length);
		if (memcmp(text, sequence->bytes, common) != 0)
			continue;
		if (common == sequence->length)
			return give(decoder, common, sequence->key, event);
		if (!final)
			return STEP_PARTIAL;
	}
	return STEP_SKIP;
}

static enum step plain(
	struct decoder *decoder, size_t offset, uint8_t modifiers, bool final, struct key_event *event);

static enum step escape(struct decoder *decoder, bool final, struct key_event *event)
{
	const char *text = rest_of(decoder);
	size_t length = rest_length(decoder);
	if (length == 1)
		return final ? give(decoder, 1, key_of(KEY_CODE_ESCAPE), event) : STEP_PARTIAL;
	enum step step = described(decoder, final, event);
	if (step != STEP_SKIP)
		return step;
	switch (text[1]) {
	case '[':
		return csi(decoder, final, event);
	case 'O':
		return ss3(decoder, final, event);
	case ']':
	case 'P':
	case '^':
	case '_':
		if (length == 2 && final)
			return plain(decoder, 1, KEY_META, final, event);
		return control_string(decoder, final);
	case ESC:
		return give(decoder, 1, key_of(KEY_CODE_ESCAPE), event);
	default:
		return plain(decoder, 1, KEY_META, final, event);
	}
}

static struct key control_key(unsigned char c)
{
	switch (c) {
	case '\r':
	case '\n':
		return key_of(KEY_CODE_ENTER);
	case '\t':
		return key_of(KEY_CODE_TAB);
	case 0x7f:
	case '\b':
		return key_of(KEY_CODE_BACKSPACE);
	case 0:
		return (struct key){' ', KEY_CONTROL};
	default:
		return (struct key){c <= 26 ? (uint32_t)(c + 'a' - 1) : (uint32_t)(c + 0x40), KEY_CONTROL};
	}
}

static size_t utf8_expected(unsigned char lead)
{
	if (lead >= 0xf0)
		return 4;
	return lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

/* One character behind `offset` bytes (an ESC that stands for Meta). */
static enum step plain(
	struct decoder *decoder, size_t offset, uint8_t modifiers, bool final, struct key_event *event)
{
	const char *text = rest_of(decoder) + offset;
	size_t length = rest_length(decoder) - offset;
	unsigned char c = (unsigned char)text[0];
	if (c < 0x20 || c == 0x7f) {
		struct key key = control_key(c);
		key.modifiers |= modifiers;
		return give(decoder, offset + 1, key, event);
	}
	if (length < utf8_expected(c) && !final)
		return STEP_PARTIAL;
	const char *at = text;
	uint32_t code = utf8_next(&at, text + length);
	size_t used = (size_t)(at - text) + offset;
	if (code == 0xfffd || code_point_width(code) < 0) {
		consume(decoder, used);
		return STEP_SKIP;
	}
	return give(decoder, used, (struct key){code, modifiers}, event);
}

static void paste_take(struct decoder *decoder, const char *text, size_t length)
{
	for (size_t i = 0; i < length && decoder->paste.length < DECODER_PASTE_MAX; i++) {
		unsigned char c = (unsigned char)text[i];
		bool is_blank = c == '\r' || c == '\n' || c == '\t';
		if (is_blank)
			string_append_char(&decoder->paste, ' ');
		else if (c >= 0x20 && c != 0x7f)
			string_append_char(&decoder->paste, (char)c);
	}
}

/* Everything up to "CSI 201 ~" is text, whatever it looks like. */
static enum step paste(struct decoder *decoder, struct key_event *event)
{
	static const char end_mark[] = "\033[201~";
	const char *text = rest_of(decoder);
	size_t length = rest_length(decoder), mark_length = sizeof(end_mark) - 1;
	const char *end = memmem(text, length, end_mark, mark_length);
	if (!end) {
		/* The end mark itself may be cut in two. */
		size_t take = length > mark_length ? length - mark_length : 0;
		paste_take(decoder, text, take);
		consume(decoder, take);
		return STEP_PARTIAL;
	}
	paste_take(decoder, text, (size_t)(end - text));
	consume(decoder, (size_t)(end - text) + mark_length);
	decoder->pasting = false;
	*event = (struct key_event){.kind = EVENT_PASTE, .text = string_view(&decoder->paste)};
	return STEP_EVENT;
}

static enum step step_once(struct decoder *decoder, bool final, struct key_event *event)
{
	if (decoder->pasting)
		return paste(decoder, event);
	if (rest_length(decoder) == 0)
		return STEP_PARTIAL;
	if (*rest_of(decoder) == ESC)
		return escape(decoder, final, event);
	return plain(decoder, 0, 0, final, event);
}

bool decoder_next(struct decoder *decoder, bool final, struct key_event *event)
{
	if (!decoder->pasting)
		string_clear(&decoder->paste); /* its event was read */
	for (;;) {
		switch (step_once(decoder, final, event)) {
		case STEP_EVENT:
			return true;
		case STEP_PARTIAL:
			return false;
		case STEP_SKIP:
			break;
		}
	}
}
