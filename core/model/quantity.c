/* SPDX-License-Identifier: MIT */
#include "core/model/quantity.h"

#include "core/base/error.h"

#define SAME(text)                                                                                           \
	{                                                                                                    \
		text, text, text, text                                                                       \
	}
#define REGISTER_UNIT                                                                                        \
	{                                                                                                    \
		"?", "kWh", "m³", "m³"                                                                      \
	}
#define FLOW_UNIT                                                                                            \
	{                                                                                                    \
		"?", "?", "m³/h", "m³/h"                                                                    \
	}
#define PRICE_UNIT                                                                                           \
	{                                                                                                    \
		"?", "¥/kWh", "¥/m³", "¥/m³"                                                               \
	}

static const struct quantity_info quantities[QUANTITY_COUNT] = {
	[QUANTITY_TOTAL] = {"total", "Total", REGISTER_UNIT},
	[QUANTITY_TOTAL_1] = {"total_1", "Sharp", REGISTER_UNIT},
	[QUANTITY_TOTAL_2] = {"total_2", "Peak", REGISTER_UNIT},
	[QUANTITY_TOTAL_3] = {"total_3", "Flat", REGISTER_UNIT},
	[QUANTITY_TOTAL_4] = {"total_4", "Valley", REGISTER_UNIT},
	[QUANTITY_VOLTAGE_A] = {"voltage_a", "Voltage A", SAME("V")},
	[QUANTITY_VOLTAGE_B] = {"voltage_b", "Voltage B", SAME("V")},
	[QUANTITY_VOLTAGE_C] = {"voltage_c", "Voltage C", SAME("V")},
	[QUANTITY_CURRENT_A] = {"current_a", "Current A", SAME("A")},
	[QUANTITY_CURRENT_B] = {"current_b", "Current B", SAME("A")},
	[QUANTITY_CURRENT_C] = {"current_c", "Current C", SAME("A")},
	/* jrhsz 4.7 states no unit, and volts times amperes do not match its numbers. */
	[QUANTITY_POWER] = {"power", "Power", SAME("?")},
	[QUANTITY_POWER_A] = {"power_a", "Power A", SAME("?")},
	[QUANTITY_POWER_B] = {"power_b", "Power B", SAME("?")},
	[QUANTITY_POWER_C] = {"power_c", "Power C", SAME("?")},
	[QUANTITY_REACTIVE] = {"reactive", "Reactive", SAME("?")},
	[QUANTITY_REACTIVE_A] = {"reactive_a", "Reactive A", SAME("?")},
	[QUANTITY_REACTIVE_B] = {"reactive_b", "Reactive B", SAME("?")},
	[QUANTITY_REACTIVE_C] = {"reactive_c", "Reactive C", SAME("?")},
	[QUANTITY_CONSUMPTION] = {"consumption", "Consumption", REGISTER_UNIT},
	[QUANTITY_COST] = {"cost", "Cost", SAME("¥")},
	[QUANTITY_PRICE] = {"price", "Price", PRICE_UNIT},
	[QUANTITY_BALANCE] = {"balance", "Balance", SAME("¥")},
	[QUANTITY_REMAINING] = {"remaining", "Remaining", REGISTER_UNIT},
	[QUANTITY_STD_TOTAL] = {"std_total", "Standard total", REGISTER_UNIT},
	[QUANTITY_WORK_TOTAL] = {"work_total", "Working total", REGISTER_UNIT},
	[QUANTITY_STD_FLOW] = {"std_flow", "Standard flow", FLOW_UNIT},
	[QUANTITY_WORK_FLOW] = {"work_flow", "Working flow", FLOW_UNIT},
	[QUANTITY_TEMPERATURE] = {"temperature", "Temperature", SAME("°C")},
	[QUANTITY_PRESSURE] = {"pressure", "Pressure", SAME("kPa")},
	[QUANTITY_MONTH] = {"month", "This month", REGISTER_UNIT},
	[QUANTITY_LAST_MONTH] = {"last_month", "Last month", REGISTER_UNIT},
	[QUANTITY_BATTERY_VOLTAGE] = {"battery_voltage", "Battery voltage", SAME("V")},
	[QUANTITY_BATTERY_LEVEL] = {"battery_level", "Battery level", SAME("?")},
	[QUANTITY_SIGNAL] = {"signal", "Signal", SAME("?")},
	[QUANTITY_RECHARGE_COUNT] = {"recharge_count", "Recharges", SAME("")},
	[QUANTITY_RECHARGE_TOTAL] = {"recharge_total", "Recharged", SAME("¥")},
};

const struct quantity_info *quantity_info(enum quantity quantity)
{
	BUG_ON((unsigned)quantity >= QUANTITY_COUNT);
	return &quantities[quantity];
}

const char *quantity_unit(enum quantity quantity, enum medium medium)
{
	BUG_ON((unsigned)medium >= MEDIUM_COUNT);
	return quantity_info(quantity)->unit[medium];
}

enum quantity quantity_from_word(struct string_view word)
{
	for (unsigned i = 0; i < QUANTITY_COUNT; i++)
		if (sv_equal_text(word, quantities[i].word))
			return (enum quantity)i;
	return QUANTITY_COUNT;
}
