/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "workbench.h"

struct served {
	struct bench *bench;
	struct engine *engine;
	struct engine_link *link;
};

static int set_up(void **state)
{
	struct served *served = NEW(struct served);
	struct error err = {0};

	if (bench_set_up((void **)&served->bench) != 0)
		return -1;
	struct engine_options options = bench_options(served->bench, ENGINE_SERVE);
	served->engine = engine_new(&options, &err);
	served->link = engine_link_open(served->bench->directory, &err);
	*state = served;
	return served->engine && served->link && engine_start(served->engine, &err) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct served *served = *state;
	void *bench = served->bench;

	engine_free(served->engine);
	engine_link_close(served->link);
	free(served);
	return bench_tear_down(&bench);
}

static void meter_number(struct served *served, enum world_platform platform, char out[WORLD_TEXT_MAX])
{
	struct world_meter meter;

	world_meter(simulator_world(served->bench->simulator), platform, 0, &meter);
	world_number(&meter, out);
}

static void a_read_brings_the_meter(void **state)
{
	static const struct {
		const char *driver;
		enum world_platform platform;
	} all[] = {{"goldcard", WORLD_GOLDCARD}, {"jrhsz", WORLD_JRHSZ}, {"iotgas", WORLD_IOTGAS}};
	struct served *served = *state;
	char number[WORLD_TEXT_MAX];
	struct meter_row row;
	struct error err = {0};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		const char *profile = bench_profile(served->bench, all[i].driver);
		meter_number(served, all[i].platform, number);
		struct string_view meter_no = sv_trim(sv(number));
		struct engine_answer answer =
			bench_wait(served->link, engine_link_read(served->link, profile, meter_no, &err));
		assert_string_equal(answer.error.message, "");
		assert_true(cache_meter_by_number(
			served->bench->reader, sv(profile), meter_no, &served->bench->arena, &row, &err));
		assert_true(row.has_reading);
	}
}

static void an_unknown_meter_is_said(void **state)
{
	struct served *served = *state;
	const char *profile = bench_profile(served->bench, "iotgas");
	struct error err = {0};
	struct engine_answer answer =
		bench_wait(served->link, engine_link_read(served->link, profile, SV("99999999999999"), &err));

	assert_true(answer.error.code == ERROR_NOT_FOUND || answer.error.code == ERROR_REFUSED);
	answer = bench_wait(served->link, engine_link_read(served->link, "nobody", SV("1"), &err));
	assert_int_equal(answer.error.code, ERROR_NOT_FOUND);
}

static void a_platform_without_readings_says_so(void **state)
{
	struct served *served = *state;
	struct error err = {0};
	struct engine_answer answer =
		bench_wait(served->link, engine_link_read(served->link, bench_profile(served->bench, "dlms"),
						 SV("0128244400031"), &err));

	assert_int_equal(answer.error.code, ERROR_REFUSED);
}

static void get_captcha(struct served *served, const char *profile, char id[64], char code[5])
{
	struct string_view captcha_id, picture;
	struct error err = {0};
	struct engine_answer answer =
		bench_wait(served->link, engine_link_login(served->link, profile, &err));

	assert_int_equal(answer.error.code, ERROR_CAPTCHA);
	assert_true(cache_captcha(
		served->bench->reader, sv(profile), &served->bench->arena, &captcha_id, &picture, &err));
	assert_true(picture.length > 0 && captcha_id.length < 64);
	memcpy(id, captcha_id.data, captcha_id.length);
	id[captcha_id.length] = '\0';
	assert_true(simulator_captcha_answer(served->bench->simulator, id, code));
}

static void a_read_captcha_opens_a_session(void **state)
{
	struct served *served = *state;
	const char *profile = bench_profile(served->bench, "dlms");
	char id[64], code[5];
	struct error err = {0};

	get_captcha(served, profile, id, code);
	struct engine_answer answer =
		bench_wait(served->link, engine_link_captcha(served->link, profile, id, sv(code), &err));
	assert_string_equal(answer.error.message, "");
	assert_int_equal(bench_platform(served->bench, profile).state, PLATFORM_ONLINE);
}

static void a_wrong_captcha_is_refused_and_the_next_one_works(void **state)
{
	struct served *served = *state;
	const char *profile = bench_profile(served->bench, "dlms");
	char id[64], code[5], old[64];
	struct error err = {0};

	get_captcha(served, profile, id, code);
	strcpy(old, id);
	code[0] = code[0] == '9' ? '0' : (char)(code[0] + 1);
	struct engine_answer answer =
		bench_wait(served->link, engine_link_captcha(served->link, profile, id, sv(code), &err));
	assert_int_not_equal(answer.error.code, ERROR_NONE);
	get_captcha(served, profile, id, code);
	assert_string_not_equal(old, id);
	/* The picture of before is not the present one. */
	answer = bench_wait(served->link, engine_link_captcha(served->link, profile, old, sv(code), &err));
	assert_int_equal(answer.error.code, ERROR_CAPTCHA);
	answer = bench_wait(served->link, engine_link_captcha(served->link, profile, id, sv(code), &err));
	assert_string_equal(answer.error.message, "");
}

static void history_of_one_meter(void **state)
{
	struct served *served = *state;
	const char *profile = bench_profile(served->bench, "iotgas");
	char number[WORLD_TEXT_MAX];
	struct meter_row row;
	struct reading_row *readings;
	struct list_request request = {.limit = 1000};
	struct list_result result;
	struct error err = {0};

	meter_number(served, WORLD_IOTGAS, number);
	struct engine_answer answer =
		bench_wait(served->link, engine_link_history(served->link, profile, sv(number), 45, &err));
	assert_string_equal(answer.error.message, "");
	assert_true(cache_meter_by_number(
		served->bench->reader, sv(profile), sv(number), &served->bench->arena, &row, &err));
	assert_true(cache_readings(served->bench->reader, row.id,
		SOURCE_BIT(SOURCE_HISTORY) | SOURCE_BIT(SOURCE_FROZEN), &request, &served->bench->arena,
		&readings, &result, &err));
	assert_true(result.count >= 44);
}

static void a_camera_meters_picture_comes(void **state)
{
	struct served *served = *state;
	const char *profile = bench_profile(served->bench, "jrhsz");
	const struct world *world = simulator_world(served->bench->simulator);
	char number[WORLD_TEXT_MAX];
	struct world_meter meter = {0};
	struct meter_picture picture;
	struct meter_row row;
	struct error err = {0};
	uint32_t index = 0;

	do {
		assert_true(index < world->counts[WORLD_JRHSZ]);
		world_meter(world, WORLD_JRHSZ, index++, &meter);
	} while (!(meter.traits & TRAIT_CAMERA));
	world_number(&meter, number);
	/* Nothing is known of it yet. */
	struct engine_answer answer =
		bench_wait(served->link, engine_link_picture(served->link, profile, sv(number), &err));
	assert_int_equal(answer.error.code, ERROR_NOT_FOUND);
	answer = bench_wait(served->link, engine_link_history(served->link, profile, sv(number), 5, &err));
	assert_string_equal(answer.error.message, "");
	answer = bench_wait(served->link, engine_link_picture(served->link, profile, sv(number), &err));
	assert_string_equal(answer.error.message, "");
	assert_true(cache_meter_by_number(
		served->bench->reader, sv(profile), sv(number), &served->bench->arena, &row, &err));
	assert_true(cache_picture(served->bench->reader, row.id, &served->bench->arena, &picture, &err));
	assert_true(picture.picture.length > 100);
	assert_true(picture.fetched_at != INSTANT_NONE);
}

static void idle_is_answered(void **state)
{
	struct served *served = *state;
	struct error err = {0};

	/* A serving engine has no schedule: what counts is what was asked. */
	engine_link_read(served->link, bench_profile(served->bench, "goldcard"), SV("1"), &err);
	struct engine_answer answer = bench_wait(served->link, engine_link_idle(served->link, &err));
	assert_int_equal(answer.error.code, ERROR_NONE);
}

/* The system's clock, ahead by so much: only the wall clock, as when a day goes by. */
static instant wall_ahead(void *context)
{
	const struct clock *clock = system_clock();

	return clock->wall(clock->context) + atomic_load((_Atomic int64_t *)context);
}

static int64_t monotonic_now(void *context)
{
	const struct clock *clock = system_clock();

	return clock->monotonic(clock->context);
}

static void read_first_water_meter(struct bench *bench, struct engine_link *link)
{
	struct world_meter meter;
	char number[WORLD_TEXT_MAX];
	struct error err = {0};

	world_meter(simulator_world(bench->simulator), WORLD_JRHSZ, 0, &meter);
	world_number(&meter, number);
	struct engine_answer answer =
		bench_wait(link, engine_link_read(link, bench_profile(bench, "jrhsz"), sv(number), &err));
	assert_string_equal(answer.error.message, "");
}

static void a_session_is_renewed_before_it_ends(void **state)
{
	struct bench *bench = *state;
	_Atomic int64_t ahead = 0;
	const struct clock clock = {wall_ahead, monotonic_now, &ahead};
	struct engine_options options = bench_options(bench, ENGINE_SERVE);
	struct error err = {0};

	options.clock = &clock;
	struct engine *engine = engine_new(&options, &err);
	struct engine_link *link = engine_link_open(bench->directory, &err);
	assert_true(engine_start(engine, &err));
	read_first_water_meter(bench, link);
	atomic_store(&ahead, 100 * MINUTE);
	read_first_water_meter(bench, link);
	assert_int_equal(simulator_counters(bench->simulator, SIMULATOR_JRHSZ, "login").requests, 1);
	atomic_store(&ahead, 111 * MINUTE);
	read_first_water_meter(bench, link);
	assert_int_equal(simulator_counters(bench->simulator, SIMULATOR_JRHSZ, "login").requests, 2);
	engine_link_close(link);
	engine_free(engine);
}

static void nobody_leads(void **state)
{
	struct bench *bench = *state;
	struct error err = {0};
	struct engine_link *link = engine_link_open(bench->directory, &err);

	assert_int_equal(engine_link_idle(link, &err), 0);
	assert_int_equal(err.code, ERROR_BUSY);
	engine_link_close(link);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_read_brings_the_meter, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_unknown_meter_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_platform_without_readings_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_read_captcha_opens_a_session, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_wrong_captcha_is_refused_and_the_next_one_works, set_up, tear_down),
		cmocka_unit_test_setup_teardown(history_of_one_meter, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_camera_meters_picture_comes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(idle_is_answered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_session_is_renewed_before_it_ends, bench_set_up, bench_tear_down),
		cmocka_unit_test_setup_teardown(nobody_leads, bench_set_up, bench_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
