/* SPDX-License-Identifier: MIT */
#include "core/store/writer_parts.h"

static void count(struct cache_sink *sink, enum cache_change change)
{
	sink->counts.inserted += change == CACHE_INSERTED;
	sink->counts.updated += change == CACHE_UPDATED;
	sink->counts.unchanged += change == CACHE_UNCHANGED;
	sink->counts.refused += change == CACHE_REFUSED;
	sink->failed = sink->failed || change == CACHE_FAILED;
}

#define TAKE(word)                                                                                           \
	static void take_##word(void *context, const struct word##_fact *fact)                               \
	{                                                                                                    \
		struct cache_sink *sink = context;                                                           \
		if (!sink->failed)                                                                           \
			count(sink, cache_put_##word(sink->writer, sink->profile, fact, sink->received_at,   \
					    &sink->error));                                                  \
	}
TAKE(meter)
TAKE(reading)
TAKE(alarm)
TAKE(event)
TAKE(command)
TAKE(price)

static void take_refusal(void *context, const struct refusal *refusal)
{
	struct cache_sink *sink = context;
	if (!sink->failed)
		count(sink, refuse(sink->writer, sink->profile, refusal->what, refusal->reason, refusal->raw,
				    sink->received_at, &sink->error));
}

static void take_remark(void *context, struct display_text text)
{
	struct cache_sink *sink = context;
	if (!sink->failed && cache_put_message(sink->writer, sink->profile, LOG_INFO, sink->received_at, text,
				     0, &sink->error) == CACHE_FAILED)
		sink->failed = true;
}

void cache_sink_init(
	struct cache_sink *sink, struct cache_writer *writer, int32_t profile, instant received_at)
{
	*sink = (struct cache_sink){
		.sink = {.context = sink,
			.meter = take_meter,
			.reading = take_reading,
			.alarm = take_alarm,
			.event = take_event,
			.command = take_command,
			.price = take_price,
			.refused = take_refusal,
			.remark = take_remark},
		.writer = writer,
		.profile = profile,
		.received_at = received_at,
	};
}
