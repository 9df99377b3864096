/* SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"
#include "core/base/string_view.h"

/*
 * What a reading can hold. The words are those of the outer contract (`values` in --json). The numbers are
 * stored in the cache: append only.
 */
enum quantity {
	QUANTITY_TOTAL = 0,
	QUANTITY_TOTAL_1, /* sharp 尖 */
	QUANTITY_TOTAL_2, /* peak 峰 */
	QUANTITY_TOTAL_3, /* flat 平 */
	QUANTITY_TOTAL_4, /* valley 谷 */
	QUANTITY_VOLTAGE_A,
	QUANTITY_VOLTAGE_B,
	QUANTITY_VOLTAGE_C,
	QUANTITY_CURRENT_A,
	QUANTITY_CURRENT_B,
	QUANTITY_CURRENT_C,
	QUANTITY_POWER,
	QUANTITY_POWER_A,
	QUANTITY_POWER_B,
	QUANTITY_POWER_C,
	QUANTITY_REACTIVE,
	QUANTITY_REACTIVE_A,
	QUANTITY_REACTIVE_B,
	QUANTITY_REACTIVE_C,
	QUANTITY_CONSUMPTION,
	QUANTITY_COST,
	QUANTITY_PRICE,
	QUANTITY_BALANCE,
	QUANTITY_REMAINING,
	QUANTITY_STD_TOTAL,
	QUANTITY_WORK_TOTAL,
	QUANTITY_STD_FLOW,
	QUANTITY_WORK_FLOW,
	QUANTITY_TEMPERATURE,
	QUANTITY_PRESSURE,
	QUANTITY_MONTH,
	QUANTITY_LAST_MONTH,
	QUANTITY_BATTERY_VOLTAGE,
	QUANTITY_BATTERY_LEVEL,
	QUANTITY_SIGNAL,
	QUANTITY_RECHARGE_COUNT, /* goldcard 1014 rechargeCount */
	QUANTITY_RECHARGE_TOTAL, /* goldcard 1014 sumRechargeAmount */
	QUANTITY_COUNT
};

/* What a unit depends on: registers are kWh for electricity and m³ for gas and water. */
enum medium { MEDIUM_UNKNOWN, MEDIUM_ELECTRICITY, MEDIUM_GAS, MEDIUM_WATER, MEDIUM_COUNT };

struct quantity_info {
	const char *word;  /* "voltage_a" */
	const char *label; /* "Voltage A" */
	/* By medium; "" has no unit, "?" is not stated by the vendor (jrhsz 4.7 powers). UTF-8. */
	const char *unit[MEDIUM_COUNT];
};
const struct quantity_info *quantity_info(enum quantity quantity) RETURNS_NONNULL;
const char *quantity_unit(enum quantity quantity, enum medium medium) RETURNS_NONNULL;
/* QUANTITY_COUNT when there is no such word. */
enum quantity quantity_from_word(struct string_view word);
