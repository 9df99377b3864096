/* SPDX-License-Identifier: MIT */
#include "core/vendors/jrhsz_types.h"

static const struct jrhsz_type types[] = {
	[1] = {MEDIUM_ELECTRICITY, TEXT("NB-IoT electricity meter, RS-485 (1)")},
	[2] = {MEDIUM_WATER, TEXT("water meter (2)")},
	[3] = {MEDIUM_ELECTRICITY, TEXT("electricity meter (3)")},
	[4] = {MEDIUM_WATER, TEXT("NB-IoT wet-dial water meter (4)")},
	[5] = {MEDIUM_ELECTRICITY, TEXT("4G electricity meter (5)")},
	[6] = {MEDIUM_WATER, TEXT("NB-IoT photoelectric water meter (6)")},
	[7] = {MEDIUM_ELECTRICITY, TEXT("TOU meter (7)")},
	[8] = {MEDIUM_WATER, TEXT("wired water meter (8)")},
	[9] = {MEDIUM_ELECTRICITY, TEXT("wired electricity meter (9)")},
	[10] = {MEDIUM_WATER, TEXT("LXS cold water meter (10)")},
	[11] = {MEDIUM_ELECTRICITY, TEXT("4G TOU meter (11)")},
	[12] = {MEDIUM_WATER, TEXT("LXS-UDP cold water meter (12)")},
	[13] = {MEDIUM_ELECTRICITY, TEXT("industrial PC electricity meter (13)")},
	[14] = {MEDIUM_WATER, TEXT("industrial PC cold water meter (14)")},
	[15] = {MEDIUM_ELECTRICITY, TEXT("4G TOU meter, new (15)")},
	[16] = {MEDIUM_ELECTRICITY, TEXT("concentrator 3 electricity meter (16)")},
	[17] = {MEDIUM_WATER, TEXT("concentrator 3 water meter (17)")},
	[18] = {MEDIUM_ELECTRICITY, TEXT("concentrator 2 electricity meter (18)")},
	[19] = {MEDIUM_WATER, TEXT("concentrator 2 RS-485 water meter (19)")},
	[20] = {MEDIUM_WATER, TEXT("concentrator 2 M-Bus water meter (20)")},
	[21] = {MEDIUM_ELECTRICITY, TEXT("non-transparent concentrator electricity meter (21)")},
	[22] = {MEDIUM_WATER, TEXT("non-transparent concentrator RS-485 water meter (22)")},
	[23] = {MEDIUM_WATER, TEXT("non-transparent concentrator M-Bus water meter (23)")},
	[24] = {MEDIUM_WATER, TEXT("4G water meter (24)")},
	[26] = {MEDIUM_ELECTRICITY, TEXT("concentrator electricity meter, weekly (26)")},
	[27] = {MEDIUM_WATER, TEXT("concentrator RS-485 water meter, weekly (27)")},
	[28] = {MEDIUM_WATER, TEXT("concentrator M-Bus water meter, weekly (28)")},
	[30] = {MEDIUM_ELECTRICITY, TEXT("4G electricity meter, local charging (30)")},
	[31] = {MEDIUM_WATER, TEXT("NB-IoT terminal water meter (31)")},
	[32] = {MEDIUM_WATER, TEXT("water meter (32)")},
	[35] = {MEDIUM_WATER, TEXT("water meter (35)")},
	[36] = {MEDIUM_WATER, TEXT("water meter (36)")},
	[37] = {MEDIUM_WATER, TEXT("water meter (37)")},
	[38] = {MEDIUM_WATER, TEXT("water meter (38)")},
	[39] = {MEDIUM_WATER, TEXT("water meter (39)")},
	[40] = {MEDIUM_WATER, TEXT("water meter (40)")},
	[41] = {MEDIUM_WATER, TEXT("water meter (41)")},
	[42] = {MEDIUM_ELECTRICITY, TEXT("electricity meter (42)")},
	[43] = {MEDIUM_ELECTRICITY, TEXT("electricity meter (43)")},
	[44] = {MEDIUM_WATER, TEXT("water meter (44)")},
	[45] = {MEDIUM_WATER, TEXT("water meter (45)")},
	[46] = {MEDIUM_ELECTRICITY, TEXT("electricity meter (46)")},
	[47] = {MEDIUM_WATER, TEXT("water meter (47)")},
	[48] = {MEDIUM_ELECTRICITY, TEXT("electricity meter (48)")},
	[49] = {MEDIUM_WATER, TEXT("water meter (49)")},
};

struct jrhsz_type jrhsz_type(struct arena *arena, struct string_view number)
{
	struct jrhsz_type unknown = {MEDIUM_UNKNOWN, DISPLAY_NONE};
	int64_t index = 0;

	if (sv_to_integer(number, &index) && index > 0 && index < (int64_t)ARRAY_SIZE(types) &&
		types[index].text.length > 0)
		return types[index];
	unknown.text = display_format(arena, "type %.*s", SV_ARG(number));
	return unknown;
}
