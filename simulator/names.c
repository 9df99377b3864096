/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "core/base/attributes.h"
#include "simulator/world.h"

static const char *const family_names[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐",
	"孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯",
	"邓", "曹", "欧阳", "司马"};
static const char *const given_names[] = {"伟", "芳", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇",
	"艳", "杰", "娟", "涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英", "建国", "建华", "志强", "晓东",
	"海燕", "雪梅", "文博", "子涵", "浩然", "雨桐", "思远", "嘉怡"};
static const char *const companies[] = {"东方酒店有限公司", "第二人民医院", "实验小学", "鑫源食品厂",
	"永辉超市", "新华印刷厂", "阳光幼儿园", "宏达机械厂"};
static const char *const estates[] = {"锦绣花园", "阳光家园", "翠湖天地", "东城国际", "金色港湾", "世纪新城",
	"滨江花园", "和平小区", "紫荆苑", "文化路", "解放大街", "幸福里"};

static const char *const foreign_given[] = {"Wanjiru", "Achieng", "Otieno", "Kamau", "Mwangi", "Njeri",
	"Chebet", "Kiprono", "Amina", "Baraka", "Grace", "James", "Margaret", "Oliver", "Hannah", "Samuel"};
static const char *const foreign_family[] = {"Odhiambo", "Kariuki", "Njoroge", "Mutua", "Wambui", "Kimani",
	"Omondi", "Cheruiyot", "Hassan", "Ndungu", "O'Brien", "Smith", "Taylor-Jones", "Okafor"};
static const char *const foreign_streets[] = {"Moi Avenue", "Kenyatta Road", "Ngong Road", "Uhuru Street",
	"Oginga Odinga Road", "Mombasa Road", "Harbour Lane", "Station Road"};
static const char *const foreign_towns[] = {"Nairobi", "Kisumu", "Nakuru", "Eldoret", "Mombasa", "Thika"};

#define PICK(table, draw) ((table)[(draw) % ARRAY_SIZE(table)])

/* The prepayment platform serves mostly Kenyan houses, the others mostly Chinese ones. */
static bool is_foreign(const struct world_meter *meter)
{
	uint64_t draw = world_draw(meter, 20) % 12;

	return meter->platform == WORLD_DLMS ? draw < 9 : draw == 0;
}

static bool is_company(const struct world_meter *meter)
{
	return (meter->traits & TRAIT_TOU) != 0 || meter->index % 31 == 17;
}

void world_customer_name(const struct world_meter *meter, char out[WORLD_TEXT_MAX])
{
	uint64_t a = world_draw(meter, 21), b = world_draw(meter, 22);

	if (is_foreign(meter))
		snprintf(out, WORLD_TEXT_MAX, "%s %s", PICK(foreign_given, a), PICK(foreign_family, b));
	else if (is_company(meter))
		snprintf(out, WORLD_TEXT_MAX, "%s%s", PICK(estates, a), PICK(companies, b));
	else
		snprintf(out, WORLD_TEXT_MAX, "%s%s", PICK(family_names, a), PICK(given_names, b));
}

void world_house(const struct world_meter *meter, char out[WORLD_TEXT_MAX])
{
	unsigned block = (unsigned)(world_draw(meter, 24) % 28 + 1),
		 unit = (unsigned)(world_draw(meter, 25) % 4 + 1);
	unsigned room =
		(unsigned)(world_draw(meter, 26) % 30 + 1) * 100 + (unsigned)(world_draw(meter, 27) % 4 + 1);

	if (is_foreign(meter))
		snprintf(out, WORLD_TEXT_MAX, "House %u", block * 4 + unit);
	else
		snprintf(out, WORLD_TEXT_MAX, "%u栋%u单元%u室", block, unit, room);
}

void world_address(const struct world_meter *meter, char out[WORLD_TEXT_MAX])
{
	uint64_t street = world_draw(meter, 23);
	char house[WORLD_TEXT_MAX];

	world_house(meter, house);
	if (is_foreign(meter))
		snprintf(out, WORLD_TEXT_MAX, "%.40s, %s, %s", house, PICK(foreign_streets, street),
			PICK(foreign_towns, street / 16));
	else
		snprintf(out, WORLD_TEXT_MAX, "%s%.80s", PICK(estates, street), house);
}

/* How each platform numbers its meters: a prefix, the index, for dlms a check digit behind it. */
static const struct numbering {
	const char *prefix;
	unsigned digits;
	bool check_digit;
} numberings[] = {
	{"0128", 8, true},    /* dlms 3.3: 13 digits */
	{"2024", 8, false},   /* goldcard 2.4.1: 12 digits */
	{"2020", 8, false},   /* jrhsz 4.2: 12 digits */
	{"84", 8, false},     /* jrhsz 4.8, cameras: 10 digits */
	{"866971", 8, false}, /* iotgas 3.1.1: 14 digits */
	{"31", 8, false},     /* iotgas 3.1.1, wireless: 10 digits */
};

static const struct numbering *numbering_of(const struct world_meter *meter)
{
	switch (meter->platform) {
	case WORLD_DLMS:
		return &numberings[0];
	case WORLD_GOLDCARD:
		return &numberings[1];
	case WORLD_JRHSZ:
		return &numberings[meter->traits & TRAIT_CAMERA ? 3 : 2];
	case WORLD_IOTGAS:
	case WORLD_PLATFORM_COUNT:
		break;
	}
	return &numberings[meter->traits & TRAIT_WIRELESS ? 5 : 4];
}

static char luhn_digit(const char *digits, size_t count)
{
	unsigned sum = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned digit = (unsigned)(digits[count - 1 - i] - '0');
		if (i % 2 == 0)
			digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

void world_number(const struct world_meter *meter, char out[WORLD_TEXT_MAX])
{
	const struct numbering *numbering = numbering_of(meter);
	int length = snprintf(out, WORLD_TEXT_MAX, "%s%08u", numbering->prefix, meter->index + 1);

	if (numbering->check_digit) {
		out[length] = luhn_digit(out, (size_t)length);
		out[length + 1] = '\0';
	}
}

/* The answer is asked for its own number again, so nothing that merely looks like a number is found. */
static bool index_from(
	const struct world *world, enum world_platform platform, struct string_view digits, uint32_t *index)
{
	int64_t value = 0;

	if (!sv_is_digits(digits) || !sv_to_integer(digits, &value) || value < 1 ||
		value > world->counts[platform])
		return false;
	*index = (uint32_t)(value - 1);
	return true;
}

bool world_find(
	const struct world *world, enum world_platform platform, struct string_view number, uint32_t *index)
{
	char text[WORLD_TEXT_MAX];
	struct world_meter meter;

	number = sv_trim(number);
	for (size_t i = 0; i < ARRAY_SIZE(numberings); i++) {
		size_t prefix = strlen(numberings[i].prefix);
		if (number.length != prefix + numberings[i].digits + numberings[i].check_digit)
			continue;
		if (!index_from(world, platform, sv_slice(number, prefix, numberings[i].digits), index))
			continue;
		world_meter(world, platform, *index, &meter);
		world_number(&meter, text);
		if (sv_equal_text(number, text))
			return true;
	}
	return false;
}

/* Long, short, empty: as the documents' samples have them. */
void world_device_id(const struct world_meter *meter, char out[WORLD_TEXT_MAX])
{
	if (meter->platform == WORLD_JRHSZ)
		world_number(meter, out);
	else if (meter->index % 3 == 0)
		snprintf(out, WORLD_TEXT_MAX, "%016llx%016llx", (unsigned long long)world_draw(meter, 28),
			(unsigned long long)world_draw(meter, 29));
	else
		out[0] = '\0';
}

#define CUSTOMER_PREFIX "1001"

void world_customer_code(const struct world_meter *meter, char out[WORLD_TEXT_MAX])
{
	snprintf(out, WORLD_TEXT_MAX, CUSTOMER_PREFIX "%d%08u", (int)meter->platform, meter->index + 1);
}

bool world_find_customer(
	const struct world *world, enum world_platform platform, struct string_view code, uint32_t *index)
{
	char prefix[16];

	snprintf(prefix, sizeof(prefix), CUSTOMER_PREFIX "%d", (int)platform);
	code = sv_trim(code);
	return code.length == strlen(prefix) + 8 && sv_starts_with(code, sv(prefix)) &&
	       index_from(world, platform, sv_slice(code, strlen(prefix), 8), index);
}
