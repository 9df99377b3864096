/* SPDX-License-Identifier: MIT */
#pragma once
#include "simulator/world.h"

/*
 * What happens to the gas meters of the iotgas platform: alarms, events and remote commands (iotgas 3.2, 3.3,
 * 4). Alarms and events are functions of their number and arrive with the clock; commands are a list, because
 * a platform's commands can be changed.
 */
struct world_happening {
	int64_t id;
	bool rtu;       /* of a remote terminal unit, whose number is no meter's */
	uint32_t index; /* of the meter */
	instant at, received;
	int code;
	const char *content;
};
void world_happening_number(
	const struct world *world, const struct world_happening *happening, char out[WORLD_TEXT_MAX]);

uint64_t world_alarm_count(const struct world *world, instant now);
void world_alarm(const struct world *world, uint64_t number, struct world_happening *out);
uint64_t world_event_count(const struct world *world, instant now);
void world_event(const struct world *world, uint64_t number, struct world_happening *out);

/* iotgas 4.1 */
struct world_command {
	int64_t id;
	uint32_t index; /* of the meter */
	int state;      /* 0 to 7, 99; while it moves, see world_command_state() */
	bool moves;     /* goes from 0 to 3 while one looks */
	instant created, expires;
	const char *type;     /* "iotmeterv1.common.setvalveon" */
	const char *data;     /* JSON text */
	const char *returned; /* JSON text, once it succeeded */
	char own_id[33];      /* ctrl_define_no; may be empty */
};
void world_make_commands(struct world *world);
void world_free_commands(struct world *world);
/* NULL when there is none. */
const struct world_command *world_command(const struct world *world, int64_t id);
int world_command_state(const struct world *world, const struct world_command *command, instant now);
const char *world_command_state_text(int state);
const char *world_command_feedback(int state);
