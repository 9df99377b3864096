/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "core/base/decimal.h"
#include "core/base/digest.h"
#include "core/config/loader.h"
#include "core/model/url.h"

#define ACCOUNT(member) offsetof(struct account, member)
static const struct setting profile_rows[] = {
	{"driver", VALUE_DRIVER, ACCOUNT(driver)},
	{"url", VALUE_URL, ACCOUNT(url)},
	{"data_url", VALUE_URL, ACCOUNT(data_url)},
	{"control_url", VALUE_URL, ACCOUNT(control_url)},
	{"username", VALUE_TEXT, ACCOUNT(username)},
	{"password", VALUE_SECRET, ACCOUNT(password)},
	{"app_code", VALUE_TEXT, ACCOUNT(app_code)},
	{"app_secret", VALUE_SECRET, ACCOUNT(app_secret)},
	{"factor_no", VALUE_TEXT, ACCOUNT(factor_no)},
	{"company_code", VALUE_TEXT, ACCOUNT(company_code)},
	{"company_no", VALUE_TEXT, ACCOUNT(company_no)},
	{"data_api_key", VALUE_SECRET, ACCOUNT(data_api_key)},
	{"define_no1", VALUE_MEANING, ACCOUNT(define_no[0])},
	{"define_no2", VALUE_MEANING, ACCOUNT(define_no[1])},
	{"define_no3", VALUE_MEANING, ACCOUNT(define_no[2])},
	{"define_no4", VALUE_MEANING, ACCOUNT(define_no[3])},
	{"body", VALUE_BODY, ACCOUNT(body)},
	{"tls_pin", VALUE_PIN, ACCOUNT(tls_pin)},
	{"tls_ca", VALUE_PATH, ACCOUNT(tls_ca)},
	{"tls_name", VALUE_HOST, ACCOUNT(tls_name)},
	{"captcha_command", VALUE_COMMAND, ACCOUNT(captcha_command)},
	{"allow_plaintext", VALUE_YES_NO, ACCOUNT(allow_plaintext)},
	{"time_zone", VALUE_ZONE, ACCOUNT(zone)},
	{"poll_seconds", VALUE_DURATION, ACCOUNT(poll_ms), 1, 86400},
	{"timeout_seconds", VALUE_DURATION, ACCOUNT(timeout_ms), 1, 600},
	{"history_days", VALUE_COUNT, ACCOUNT(history_days), 0, 3660},
	{"hold_seconds", VALUE_DURATION, ACCOUNT(hold_ms), 0, 3600},
	{"duplicate_seconds", VALUE_DURATION, ACCOUNT(duplicate_ms), 0, 604800},
	{"max_amount", VALUE_AMOUNT, ACCOUNT(max_amount)},
	{"max_amount_day", VALUE_AMOUNT, ACCOUNT(max_amount_day)},
};
_Static_assert(ARRAY_SIZE(profile_rows) <= PROFILE_KEYS_MAX, "struct seen has a place for each key");
const struct setting_table profile_settings = {profile_rows, ARRAY_SIZE(profile_rows)};

#define CONSOLE(member) offsetof(struct config_console, member)
static const struct setting console_rows[] = {
	{"theme", VALUE_TEXT, CONSOLE(theme)},
	{"readonly", VALUE_YES_NO, CONSOLE(readonly)},
	{"time_zone", VALUE_ZONE, CONSOLE(zone)},
	{"ascii", VALUE_SWITCH, CONSOLE(ascii)},
	{"mouse", VALUE_SWITCH, CONSOLE(mouse)},
};
const struct setting_table console_settings = {console_rows, ARRAY_SIZE(console_rows)};

static const struct setting receiver_rows[] = {
	{"bind", VALUE_BIND, offsetof(struct config, receiver_bind)},
};
const struct setting_table receiver_settings = {receiver_rows, ARRAY_SIZE(receiver_rows)};

/* A word and what it stands for. */
struct choice {
	const char *word;
	int value;
};

static bool choose(
	struct string_view value, const struct choice *choices, size_t count, int *out, struct error *err)
{
	struct string words = {0};

	for (size_t i = 0; i < count; i++) {
		if (sv_equal_text(value, choices[i].word)) {
			*out = choices[i].value;
			return true;
		}
	}
	for (size_t i = 0; i < count; i++)
		string_append_format(
			&words, "%s%s", i ? i + 1 == count ? " or " : ", " : "", choices[i].word);
	error_set(err, ERROR_CONFIG, "'%.*s' is not one of %s", SV_ARG(value), string_text(&words));
	string_free(&words);
	return false;
}

static const char **text_target(void *target)
{
	return target;
}

static bool keep_text(struct loader *loader, struct string_view value, void *target)
{
	*text_target(target) = arena_copy(&loader->store->arena, value).data;
	return true;
}

static bool set_text(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	return keep_text(loader, value, target);
}

static bool set_secret(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	const char *kept = secrets_keep(loader->config->secrets, value);

	if (!kept)
		return error_set(err, ERROR_CONFIG, "the secret is too long");
	*text_target(target) = kept;
	return true;
}

static bool set_url(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	struct url url;

	if (!url_parse(value, &url, err))
		return false;
	if (sv_find(value, '?') >= 0)
		return error_set(
			err, ERROR_CONFIG, "paths are appended to the address: it cannot have a '?'");
	while (sv_ends_with(value, SV("/")))
		value.length--;
	return keep_text(loader, value, target);
}

static bool set_path(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	const char *path = config_resolve(&loader->store->arena, loader->file, value);

	*text_target(target) = path;
	if (access(path, R_OK) != 0)
		return error_set(err, ERROR_CONFIG, "cannot read %s", path);
	return true;
}

static bool set_driver(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	const struct config_request *request = loader->request;
	const char *nearest, **names;

	keep_text(loader, value, target);
	if (request->driver_count == 0)
		return true;
	names = arena_alloc_array(&loader->store->arena, request->driver_count, sizeof(*names));
	for (size_t i = 0; i < request->driver_count; i++) {
		names[i] = request->drivers[i].name;
		if (sv_equal_text(value, names[i]))
			return true;
	}
	nearest = sv_nearest(value, names, request->driver_count);
	return error_set(err, ERROR_CONFIG, "unknown driver '%.*s'%s%s%s", SV_ARG(value),
		nearest ? ", did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

static bool is_pin(struct string_view pin)
{
	struct string_view prefix = SV("sha256//");
	struct string digest = {0};
	bool good = sv_starts_with(pin, prefix) &&
		    base64_decode(sv_slice(pin, prefix.length, pin.length), &digest) && digest.length == 32;

	string_free(&digest);
	return good;
}

static bool set_pin(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	struct string_view rest = value, pin;

	while (sv_split(&rest, ';', &pin)) {
		if (!is_pin(pin))
			return error_set(err, ERROR_CONFIG,
				"a pin is sha256// and the base64 of 32 bytes; `meterdeck trust` prints it");
	}
	return keep_text(loader, value, target);
}

static bool set_host(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	struct string text = {0};
	struct url url;
	bool good;

	string_append_format(&text, "https://%.*s", SV_ARG(value));
	good = url_parse(string_view(&text), &url, NULL) && url.host.length == value.length;
	string_free(&text);
	if (!good)
		return error_set(err, ERROR_CONFIG, "'%.*s' is no host name", SV_ARG(value));
	return keep_text(loader, value, target);
}

static bool set_bind(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	struct string text = {0};
	struct url url;
	bool good;

	string_append_format(&text, "http://%.*s", SV_ARG(value));
	good = url_parse(string_view(&text), &url, NULL) && url.path.length == 0 &&
	       value.length > url.host.length + (url.bracketed ? 2 : 0);
	string_free(&text);
	if (!good)
		return error_set(
			err, ERROR_CONFIG, "'%.*s' is not ADDRESS:PORT, as in 127.0.0.1:8480", SV_ARG(value));
	return keep_text(loader, value, target);
}

static bool set_amount(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	struct decimal amount;

	if (!decimal_parse(value, &amount) || amount.mantissa <= 0)
		return error_set(err, ERROR_CONFIG, "'%.*s' is not an amount above 0", SV_ARG(value));
	return keep_text(loader, value, target);
}

static bool set_meaning(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	static const struct choice choices[] = {{"customer_code", 0}, {"customer_name", 1}, {"address", 2}};
	int chosen;

	return choose(value, choices, ARRAY_SIZE(choices), &chosen, err) && keep_text(loader, value, target);
}

static bool set_body(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	static const struct choice choices[] = {{"form", BODY_FORM}, {"json", BODY_JSON}};
	enum body_form *form = target;
	int chosen;

	if (!choose(value, choices, ARRAY_SIZE(choices), &chosen, err))
		return false;
	*form = (enum body_form)chosen;
	return true;
}

static bool set_yes_no(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	static const struct choice choices[] = {{"yes", true}, {"no", false}, {"on", true}, {"off", false}};
	bool *flag = target;
	int chosen;

	if (!choose(value, choices, ARRAY_SIZE(choices), &chosen, err))
		return false;
	*flag = chosen;
	return true;
}

static bool set_switch(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	static const struct choice choices[] = {{"auto", SWITCH_AUTO}, {"yes", SWITCH_ON}, {"no", SWITCH_OFF},
		{"on", SWITCH_ON}, {"off", SWITCH_OFF}};
	enum config_switch *flag = target;
	int chosen;

	if (!choose(value, choices, ARRAY_SIZE(choices), &chosen, err))
		return false;
	*flag = (enum config_switch)chosen;
	return true;
}

static bool read_number(
	const struct setting *setting, struct string_view value, int64_t *out, struct error *err)
{
	if (sv_to_integer(value, out) && *out >= setting->least && *out <= setting->most)
		return true;
	return error_set(err, ERROR_CONFIG, "'%.*s' is not a whole number from %" PRId64 " to %" PRId64,
		SV_ARG(value), setting->least, setting->most);
}

static bool set_duration(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	int64_t seconds, *milliseconds = target;

	if (!read_number(setting, value, &seconds, err))
		return false;
	*milliseconds = seconds * SECOND;
	return true;
}

static bool set_count(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	int64_t number;
	int *count = target;

	if (!read_number(setting, value, &number, err))
		return false;
	*count = (int)number;
	return true;
}

const struct time_zone *value_zone(struct config_store *store, const char *name, struct error *err)
{
	struct time_zone *zone;

	for (size_t i = 0; i < store->zone_count; i++) {
		if (strcmp(time_zone_name(store->zones[i]), name) == 0)
			return store->zones[i];
	}
	zone = time_zone_open(name, err);
	if (!zone)
		return NULL;
	array_grow(&store->zones, &store->zone_capacity, store->zone_count, sizeof(struct time_zone *));
	store->zones[store->zone_count++] = zone;
	return zone;
}

static bool set_zone(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err)
{
	const struct time_zone **field = target;
	const struct time_zone *zone =
		value_zone(loader->store, arena_copy(&loader->store->arena, value).data, err);

	if (!zone)
		return false;
	*field = zone;
	return true;
}

typedef bool (*setter)(struct loader *loader, const struct setting *setting, struct string_view value,
	void *target, struct error *err);

static const setter setters[] = {
	[VALUE_TEXT] = set_text,
	[VALUE_SECRET] = set_secret,
	[VALUE_URL] = set_url,
	[VALUE_PATH] = set_path,
	[VALUE_COMMAND] = set_text,
	[VALUE_DRIVER] = set_driver,
	[VALUE_PIN] = set_pin,
	[VALUE_HOST] = set_host,
	[VALUE_BIND] = set_bind,
	[VALUE_AMOUNT] = set_amount,
	[VALUE_MEANING] = set_meaning,
	[VALUE_BODY] = set_body,
	[VALUE_YES_NO] = set_yes_no,
	[VALUE_SWITCH] = set_switch,
	[VALUE_DURATION] = set_duration,
	[VALUE_COUNT] = set_count,
	[VALUE_ZONE] = set_zone,
};

bool value_set(struct loader *loader, const struct setting *setting, struct string_view value, void *base,
	struct error *err)
{
	return setters[setting->kind](loader, setting, value, (char *)base + setting->offset, err);
}
