/* SPDX-License-Identifier: MIT */
#include "core/base/attributes.h"
#include "tui/palette.h"

enum {
	SCORE_LETTER = 8,
	SCORE_RUN = 6,    /* the letter before matched too */
	SCORE_WORD = 14,  /* the letter begins a word */
	SCORE_START = 16, /* the letter begins the text */
	SCORE_FIRST = 16, /* so that no gap takes a match below 1 */
	GAP_MOST = 8,     /* a letter between two that matched costs 1, all of them at most this */
};
#define FUZZY_MAX  128 /* letters of a pattern or text that count */
#define IMPOSSIBLE (-1000000)

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool begins_word(struct string_view text, size_t at)
{
	if (at == 0)
		return true;
	char before = text.data[at - 1];
	return before == '.' || before == ' ' || before == '-' || before == '_' || before == '/';
}

static int letter_score(struct string_view text, size_t at)
{
	return at == 0 ? SCORE_START : begins_word(text, at) ? SCORE_WORD : SCORE_LETTER;
}

/*
 * ends[j] is the best score of the pattern so far when its last letter is text[j]. For the next letter,
 * either the run goes on from j - 1, or there is a gap behind an earlier end.
 */
static void next_row(struct string_view text, char letter, const int *ends, int *next)
{
	int near = IMPOSSIBLE; /* the best of ends[0..j-2], less its gap so far */
	int far = IMPOSSIBLE;  /* the same with the greatest price of a gap */
	for (size_t j = 0; j < text.length; j++) {
		next[j] = IMPOSSIBLE;
		if (fold(text.data[j]) == letter) {
			int run = j > 0 ? ends[j - 1] + SCORE_RUN : IMPOSSIBLE;
			int best = MAX(run, MAX(near, far));
			if (best > 0)
				next[j] = best + letter_score(text, j);
		}
		if (j > 0) {
			near = MAX(near, ends[j - 1]) - 1;
			far = MAX(far, ends[j - 1] - GAP_MOST);
		}
	}
}

int fuzzy_score(struct string_view pattern, struct string_view text)
{
	int rows[2][FUZZY_MAX] = {{0}}, *ends = rows[0], *next = rows[1], best = 0;
	pattern.length = MIN(pattern.length, (size_t)FUZZY_MAX);
	text.length = MIN(text.length, (size_t)FUZZY_MAX);
	if (pattern.length == 0)
		return 1;
	for (size_t j = 0; j < text.length; j++)
		ends[j] = fold(text.data[j]) == fold(pattern.data[0]) ? letter_score(text, j) + SCORE_FIRST
								      : IMPOSSIBLE;
	for (size_t i = 1; i < pattern.length; i++) {
		next_row(text, fold(pattern.data[i]), ends, next);
		int *swap = ends;
		ends = next;
		next = swap;
	}
	for (size_t j = 0; j < text.length; j++)
		best = MAX(best, ends[j]);
	return best;
}
