/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>

#include "core/engine/engine_private.h"

/*
 * A console waits until there is room again. A pass or a question that somebody waits for ends with it,
 * unless the file is damaged: that one is made anew.
 */
void engine_store_failed(struct engine *engine, const struct error *err)
{
	engine->in_transaction = false;
	engine->store_retry_at = engine_monotonic(engine) + 2 * SECOND;
	log_message(engine->options.logger, LOG_ERROR, "%s", err->message);
	if (engine->options.goal == ENGINE_FOREVER || !engine->writer ||
		cache_writer_damaged(engine->writer) || engine->store_error.code)
		return;
	engine->store_error = *err;
}

bool engine_begin(struct engine *engine)
{
	struct error err = {0};

	BUG_ON(engine->in_transaction);
	if (!engine->writer || engine->store_retry_at)
		return false;
	if (!cache_writer_begin(engine->writer, &err)) {
		engine_store_failed(engine, &err);
		return false;
	}
	engine->in_transaction = true;
	return true;
}

bool engine_commit(struct engine *engine)
{
	struct error err = {0};

	BUG_ON(!engine->in_transaction);
	engine->in_transaction = false;
	if (cache_writer_commit(engine->writer, &err))
		return true;
	cache_writer_rollback(engine->writer);
	engine_store_failed(engine, &err);
	return false;
}

void engine_rollback(struct engine *engine)
{
	if (engine->in_transaction)
		cache_writer_rollback(engine->writer);
	engine->in_transaction = false;
}

static void put_message(struct engine *engine, const struct platform *platform, enum log_level level,
	struct display_text text)
{
	bool own = !engine->in_transaction;
	struct error err = {0};

	if (own && !engine_begin(engine))
		return;
	if (cache_put_message(engine->writer, platform ? platform->profile_id : 0, level, engine_now(engine),
		    text, 0, &err) == CACHE_FAILED)
		log_message(engine->options.logger, LOG_ERROR, "%s", err.message);
	if (own)
		engine_commit(engine);
}

void engine_say(
	struct engine *engine, const struct platform *platform, enum log_level level, const char *format, ...)
{
	struct arena arena = {0};
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	/* What a platform said may be part of it. */
	struct display_text clean = display_clean(&arena, sv(text));
	log_message(engine->options.logger, level, "%s%s%.*s", platform ? platform->account->name : "",
		platform ? ": " : "", SV_ARG(display_view(clean)));
	put_message(engine, platform, level, clean);
	arena_free(&arena);
}
